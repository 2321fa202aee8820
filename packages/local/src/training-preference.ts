import { type PreferenceScore, startPreferenceTraining } from '@finetune/trainer'
import { readLines } from './dataset.ts'
import { preferenceOf } from './dataset-preference.ts'
import { GENTLE_RATE, settledBeta } from './hyperparameters.ts'
import type { Origin, StartedMethod } from './training-method.ts'
import type { TrainingTask } from './training-task.ts'
import { batchAt } from './validation-batch.ts'

const pairsOf = (content: Uint8Array) => [...readLines(content)].map(preferenceOf)

/** Learns which of two answers is better, by direct preference optimisation. */
export const startPreferences = (task: TrainingTask, { model, seed }: Origin): StartedMethod => {
  const { checkpoint, hyperparameters, method } = task
  const { epochs, batchSize, learningRateMultiplier } = hyperparameters
  const validation = task.validation ? pairsOf(task.validation) : []
  const training = startPreferenceTraining({
    model,
    pairs: pairsOf(task.training),
    hyperparameters: {
      epochs,
      batchSize,
      learningRateMultiplier: GENTLE_RATE * learningRateMultiplier,
      beta: settledBeta(method),
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
      const isMeasured = validation.length > 0
      const some = isMeasured && training.measure(batchAt(validation, step.step, batchSize))
      const all = isMeasured && step.epochEnds && training.measure(validation)
      const { training: score, validation: _, ...progress } = step
      return {
        ...progress,
        totalSteps,
        trainingLoss: score.loss,
        trainingSequenceAccuracy: score.accuracy,
        trainingTokenAccuracy: score.accuracy,
        ...(some && { validation: scoreOf(some) }),
        ...(all && { fullValidation: scoreOf(all) }),
        metrics: {
          ...metricsOf('train', score),
          ...(some && metricsOf('valid', some)),
          ...(all && metricsOf('full_valid', all)),
        },
      }
    },
    checkpoint: () => training.checkpoint(),
    keeps: ({ epochEnds }) => epochEnds,
  }
}

/** Where others count tokens that are right, this counts pairs. */
const scoreOf = ({ loss, accuracy }: PreferenceScore) => ({
  loss,
  sequenceAccuracy: accuracy,
  tokenAccuracy: accuracy,
})

const metricsOf = (name: string, score: PreferenceScore): Record<string, number> => ({
  [`${name}_loss`]: score.loss,
  [`${name}_accuracy`]: score.accuracy,
  [`${name}_reward_margin`]: score.margin,
  [`${name}_preferred_reward`]: score.preferredReward,
  [`${name}_non_preferred_reward`]: score.rejectedReward,
})
