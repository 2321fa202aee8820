import type { Model, TrainingLoop } from '@finetune/trainer'
import { sha256 } from '@noble/hashes/sha2.js'
import { loadedModel } from './base-model.ts'
import { bytesOf } from './bytes.ts'
import { JobStep } from './job-step.ts'
import { startPreferences } from './training-preference.ts'
import { startRewards } from './training-reinforcement.ts'
import { startSupervised } from './training-supervised.ts'
import type { TrainingTask } from './training-task.ts'

/** A training by one method, whose steps tell all that its API wants. */
export interface StartedMethod
  extends Pick<
    TrainingLoop<JobStep, never, never>,
    'model' | 'totalSteps' | 'next' | 'checkpoint'
  > {
  /** Whether the model is to be kept as it is after a step. */
  readonly keeps: (step: JobStep) => boolean
}

/** What every method starts from. */
export interface Origin {
  readonly model: Model
  readonly seed: number
}

/** Begins to train by the method that the job asks for. */
export const startMethod = (task: TrainingTask): StartedMethod => {
  const training = started(task)
  return { ...training, next: () => measurable(training.next()) }
}

/** What a step measures is kept as JSON, which has no word for what is no number. */
const measurable = (step: JobStep | undefined): JobStep | undefined => {
  if (!step || JobStep.is(JSON.parse(JSON.stringify(step)))) return step
  throw new Error(`What step ${step.step} measures is no number: use a lower learning rate.`)
}

const started = (task: TrainingTask): StartedMethod => {
  const { parent, architecture, method } = task
  const model = loadedModel(parent ?? architecture)
  const origin = { model, seed: task.seed ?? seedOf(task) }
  if (method.type === 'supervised') return startSupervised(task, origin)
  if (method.type === 'dpo') return startPreferences(task, origin)
  if (method.type === 'reinforcement') return startRewards(task, origin)
  throw new Error(`This server does not train by the method '${method.type}'`)
}

/** The same examples, model and hyperparameters are learnt in the same order: nothing is drawn. */
const seedOf = ({
  training,
  parent,
  architecture,
  hyperparameters,
  legacy,
}: TrainingTask): number => {
  const hash = sha256.create()
  hash.update(bytesOf(JSON.stringify([architecture, hyperparameters, legacy])))
  hash.update(parent ?? new Uint8Array())
  hash.update(training)
  return new DataView(hash.digest().buffer).getUint32(0, true)
}
