import { type RewardedPrompt, startReinforcementTraining } from '@finetune/trainer'
import { answerOf } from './chat-format.ts'
import { readLines } from './dataset.ts'
import { taskOf } from './dataset-reinforcement.ts'
import { grade } from './grader-reward.ts'
import { GENTLE_RATE, settledLearner } from './hyperparameters.ts'
import type { Origin, StartedMethod } from './training-method.ts'
import type { TrainingTask } from './training-task.ts'

/** Completions of a prompt that are compared in a step, at a compute multiplier of 1. */
const SAMPLES = 4
const FEWEST_SAMPLES = 2
/** Tokens after which a sampled answer is cut off. */
const LONGEST_ANSWER = 128
const KL_PENALTY = 0.02

/** Learns to write what a grader rewards. */
export const startRewards = (task: TrainingTask, { model, seed }: Origin): StartedMethod => {
  const { checkpoint, hyperparameters, method } = task
  const { epochs, batchSize, learningRateMultiplier } = hyperparameters
  const { grader, computeMultiplier, evalInterval, evalSamples } = settledLearner(method)
  const promptsOf = (content: Uint8Array): RewardedPrompt[] =>
    [...readLines(content)].map(taskOf).map(({ prompt, item }) => ({
      prompt,
      reward: (completion) => grade(grader, { item, sample: sampleOf(completion) }).reward,
    }))
  const training = startReinforcementTraining({
    model,
    prompts: promptsOf(task.training),
    ...(task.validation && { validation: promptsOf(task.validation) }),
    validationInterval: evalInterval,
    hyperparameters: {
      epochs,
      batchSize,
      learningRateMultiplier: GENTLE_RATE * learningRateMultiplier,
      samples: Math.max(FEWEST_SAMPLES, Math.round(SAMPLES * computeMultiplier)),
      validationSamples: evalSamples,
      maxTokens: LONGEST_ANSWER,
      klPenalty: KL_PENALTY,
      seed,
    },
    ...(checkpoint && { checkpoint }),
  })
  const { totalSteps } = training
  return {
    model: training.model,
    totalSteps,
    next: () => {
      const step = training.next()
      if (!step) return undefined
      const { training: score, validation, divergence, ...progress } = step
      const measured = progress.epochEnds ? 'full_valid' : 'valid'
      return {
        ...progress,
        totalSteps,
        trainingLoss: -score.meanReward,
        trainingSequenceAccuracy: 0,
        trainingTokenAccuracy: 0,
        metrics: {
          train_mean_reward: score.meanReward,
          train_mean_tokens: score.meanTokens,
          train_divergence: divergence,
          ...(validation && {
            [`${measured}_mean_reward`]: validation.meanReward,
            [`${measured}_mean_tokens`]: validation.meanTokens,
          }),
        },
      }
    },
    checkpoint: () => training.checkpoint(),
  }
}

/** What graders know of an answer. */
const sampleOf = (completion: string) => {
  const { content, tool_calls } = answerOf(completion)
  return { output_text: content ?? '', ...(tool_calls && { output_tools: tool_calls }) }
}
