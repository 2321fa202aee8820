import { createHash } from 'node:crypto'
import { type Example, loadModel, startTraining, type Training } from '@finetune/trainer'
import { freshModel } from './base-model.ts'
import { readExamples } from './dataset.ts'
import type { TrainingTask } from './training-task.ts'

/** Steps of a legacy job between two measures of its validation examples. */
const VALIDATION_INTERVAL = 8

/** A training by one method, and what it is measured on. */
export interface StartedMethod {
  readonly training: Training
  readonly validation: readonly Example[]
}

/** Begins to train by the method that the job asks for. */
export const startMethod = (task: TrainingTask): StartedMethod => {
  if (task.method.type !== 'supervised') {
    throw new Error(`This server does not train by the method '${task.method.type}'`)
  }
  const { format, parent, checkpoint } = task
  const validation = task.validation ? readExamples(format, task.validation) : []
  const training = startTraining({
    model: parent ? loadModel(parent) : freshModel(task.architecture),
    examples: readExamples(format, task.training),
    hyperparameters: { ...task.hyperparameters, seed: task.seed ?? seedOf(task) },
    ...(task.legacy && { validation, validationInterval: VALIDATION_INTERVAL }),
    ...(checkpoint && { checkpoint }),
  })
  return { training, validation }
}

/** The same examples, model and hyperparameters are learnt in the same order: nothing is drawn. */
const seedOf = ({
  training,
  parent,
  architecture,
  hyperparameters,
  legacy,
}: TrainingTask): number =>
  createHash('sha256')
    .update(JSON.stringify([architecture, hyperparameters, legacy]))
    .update(parent ?? '')
    .update(training)
    .digest()
    .readUInt32LE()
