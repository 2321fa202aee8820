import {
  type Example,
  type Score,
  type Step,
  startTraining,
  type Training,
} from '@finetune/trainer'
import { measureOf } from './classification.ts'
import { readExamples } from './dataset.ts'
import type { JobStep } from './job-step.ts'
import type { Origin, StartedMethod } from './training-method.ts'
import type { TrainingTask } from './training-task.ts'
import { batchAt } from './validation-batch.ts'

/** Steps of a legacy job between two measures of its validation examples. */
const VALIDATION_INTERVAL = 8

/** Learns from examples. */
export const startSupervised = (task: TrainingTask, { model, seed }: Origin): StartedMethod => {
  const { format, checkpoint, legacy } = task
  const validation = task.validation ? readExamples(format, task.validation) : []
  const training = startTraining({
    model,
    examples: readExamples(format, task.training),
    hyperparameters: { ...task.hyperparameters, seed },
    ...(legacy && { validation, validationInterval: VALIDATION_INTERVAL }),
    ...(checkpoint && { checkpoint }),
  })
  const measured = measuring(task, training, validation)
  return {
    model: training.model,
    totalSteps: training.totalSteps,
    next: () => {
      const step = training.next()
      return step && measured(step)
    },
    checkpoint: () => training.checkpoint(),
    keeps: ({ epochEnds }) => epochEnds,
  }
}

/** Adds to what a step has measured what its API wants besides. */
const measuring = (
  task: TrainingTask,
  training: Training,
  validation: readonly Example[],
): ((step: Step) => JobStep) => {
  const { totalSteps } = training
  if (task.legacy) {
    const classify = measureOf(task.legacy, validation, task.validationFile)
    return (step) => ({
      ...step,
      totalSteps,
      ...(step.epochEnds && classify && { classification: classify(training.model) }),
    })
  }
  if (validation.length === 0) return (step) => ({ ...step, totalSteps })
  const sample = (step: number): Score =>
    training.measure(batchAt(validation, step, task.hyperparameters.batchSize))
  return (step) => ({
    ...step,
    totalSteps,
    validation: sample(step.step),
    ...(step.epochEnds && { fullValidation: training.measure(validation) }),
  })
}
