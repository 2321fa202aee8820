import { type RewardedPrompt, startReinforcementTraining } from '@finetune/trainer'
import { loadedModel } from './base-model.ts'
import { answerOf } from './chat-format.ts'
import { readLines } from './dataset.ts'
import { taskOf } from './dataset-reinforcement.ts'
import { judged } from './grader-judge.ts'
import { failed, type Grade, grade, type Judge } from './grader-reward.ts'
import { GENTLE_RATE, settledLearner } from './hyperparameters.ts'
import { errorRate, rewardReport } from './reward-report.ts'
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
  const judge = judging(task, seed)
  /** How samples were graded since that was last told. */
  const grades: Grade[] = []
  const promptsOf = (content: Uint8Array): RewardedPrompt[] =>
    [...readLines(content)].map(taskOf).map(({ prompt, item }) => ({
      prompt,
      reward: (completion) => {
        const graded = grade(grader, { item, sample: sampleOf(completion) }, judge)
        grades.push(graded)
        return graded.reward
      },
    }))
  const validation = task.validation ? promptsOf(task.validation) : []
  const training = startReinforcementTraining({
    model,
    prompts: promptsOf(task.training),
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
  const isMeasured = (step: number): boolean =>
    validation.length > 0 && (step % evalInterval === 0 || step === totalSteps)
  return {
    model: training.model,
    totalSteps,
    next: () => {
      const step = training.next()
      if (!step) return undefined
      const { training: score, divergence, validation: _, ...progress } = step
      const train = grades.splice(0)
      const measured = isMeasured(step.step) ? training.measure(validation) : undefined
      const valid = grades.splice(0)
      return {
        ...progress,
        totalSteps,
        trainingLoss: -score.meanReward,
        trainingSequenceAccuracy: 0,
        trainingTokenAccuracy: 0,
        metrics: {
          train_mean_reward: score.meanReward,
          train_divergence: divergence,
          completion_tokens_mean: score.meanTokens,
          reasoning_tokens_mean: 0,
          mean_unresponsive_rewards: errorRate(train, 'unresponsive_reward_error'),
          ...(measured && {
            full_valid_mean_reward: measured.meanReward,
            full_valid_mean_parse_error: errorRate(valid, 'sample_parse_error'),
            valid_reasoning_tokens_mean: 0,
          }),
        },
        report: rewardReport(grader, { train, valid }),
      }
    },
    checkpoint: () => training.checkpoint(),
    keeps: ({ step, epochEnds }) => (validation.length > 0 ? isMeasured(step) : epochEnds),
  }
}

/** Asks models of this thread. All samples of a job are scored by one seed, so none is lucky. */
const judging = ({ judges }: TrainingTask, seed: number): Judge => {
  const models = new Map([...judges].map(([name, origin]) => [name, loadedModel(origin)]))
  return (grader, graded) => {
    const model = models.get(grader.model)
    return model ? judged(grader, graded, model, seed) : failed('model_grader_server_error')
  }
}

/** What graders know of an answer. */
const sampleOf = (completion: string) => {
  const { content, tool_calls } = answerOf(completion)
  return { output_text: content ?? '', ...(tool_calls && { output_tools: tool_calls }) }
}
