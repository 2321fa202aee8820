import { createAverage } from './average.ts'
import type { Batch } from './batch.ts'
import { createCheckpoints, fingerprintOf } from './checkpoint.ts'
import { checkLoop, type LoopHyperparameters } from './hyperparameters.ts'
import { copyWeights, type Model, modelOf } from './model.ts'
import { createTrainableNetwork, type TrainableNetwork } from './network.ts'
import { createOptimiser, schedule } from './optimiser.ts'
import { randomOf, shuffled } from './random.ts'

/** How far a training has come after a step. */
export interface LoopStep {
  /** From 1 on. */
  readonly step: number
  /** From 1 on. */
  readonly epoch: number
  /** Whether this is the last step of its epoch. */
  readonly epochEnds: boolean
  /** Tokens learnt from so far, in every epoch anew, those that begin and end texts included. */
  readonly elapsedTokens: number
  readonly elapsedExamples: number
}

/** A training in progress, by whatever objective. */
export interface TrainingLoop<Step extends LoopStep, Item, Measured> {
  /**
   * The model as trained so far: it changes with every step. The last step makes it the mean of the
   * second half of the training.
   */
  readonly model: Model
  readonly totalSteps: number
  /** Steps done so far. */
  readonly step: number
  /** Takes the next step; undefined when all are done. */
  next(): Step | undefined
  /** Measures the model as trained so far, and learns nothing. */
  measure(items: readonly Item[]): Measured
  /** All that is needed to go on from here, to the same bits. */
  checkpoint(): Uint8Array<ArrayBuffer>
}

/** What a step measured, before it changed the weights. */
export interface Learnt<Told> {
  readonly loss: number
  readonly tokens: number
  readonly told: Told
}

/** What is to be made better. */
export interface Objective<Item, Told, Measured> {
  /** Adds the gradients of a batch to those of all weights. Steps count from 1. */
  readonly learn: (batch: readonly Item[], step: number) => Learnt<Told>
  readonly measure: (items: readonly Item[]) => Measured
}

export interface LoopOptions<Item, Told, Measured> {
  readonly model: Model
  readonly items: readonly Item[]
  readonly validation?: readonly Item[]
  readonly validationInterval?: number
  readonly hyperparameters: LoopHyperparameters
  readonly checkpoint?: Uint8Array
  /** Differs when the training does. */
  readonly identity: unknown
  /** Changes what a training starts from, before its first step. */
  readonly prepare?: (network: TrainableNetwork) => void
  /** `touch` is to be told of each pass that adds gradients. */
  readonly objective: (
    network: TrainableNetwork,
    touch: (batch: Batch) => void,
  ) => Objective<Item, Told, Measured>
}

/** How many tokens are taken in one pass: enough to be fast, few enough to fit a cache. */
export const ROWS = 1024
/** How much of the validation data is measured within an epoch. */
const SAMPLE = 128

/** Begins a training, or continues one from a checkpoint. The same options give the same bits. */
export const startLoop = <Item, Told, Measured>(
  options: LoopOptions<Item, Told, Measured>,
): TrainingLoop<LoopStep & Told & { readonly validation?: Measured }, Item, Measured> => {
  const { model, items, validation = [], hyperparameters, validationInterval = 8 } = options
  const { epochs, batchSize, learningRateMultiplier, seed } = hyperparameters
  checkLoop(hyperparameters)
  if (!Number.isSafeInteger(validationInterval) || validationInterval < 1) {
    throw new RangeError('validationInterval must be a whole number from 1 on.')
  }
  if (items.length === 0) throw new RangeError('There is nothing to learn: no examples.')

  const stepsAnEpoch = Math.ceil(items.length / batchSize)
  const totalSteps = stepsAnEpoch * epochs
  const network = createTrainableNetwork(model.architecture, ROWS)
  const optimiser = createOptimiser(network)
  const average = createAverage(network, totalSteps)
  const fingerprint = fingerprintOf(options.identity)
  const checkpoints = createCheckpoints(network, optimiser, average, fingerprint)
  let progress = { step: 0, elapsedTokens: 0, elapsedExamples: 0 }
  if (options.checkpoint) progress = checkpoints.restore(options.checkpoint)
  else {
    copyWeights(model, network)
    options.prepare?.(network)
  }
  const { learn, measure } = options.objective(network, optimiser.touch)

  let order: { epoch: number; indices: Int32Array } = { epoch: -1, indices: new Int32Array() }
  const batchOf = (step: number): Item[] => {
    const epoch = Math.floor(step / stepsAnEpoch)
    if (order.epoch !== epoch) {
      order = { epoch, indices: shuffled(items.length, randomOf(seed, epoch)) }
    }
    const start = (step % stepsAnEpoch) * batchSize
    const indices = order.indices.subarray(start, start + batchSize)
    return [...indices].flatMap((index) => items[index] ?? [])
  }

  const validate = (step: number, epochEnds: boolean): { validation?: Measured } => {
    const isDue = epochEnds || (step - 1) % validationInterval === 0
    if (validation.length === 0 || !isDue) return {}
    return { validation: measure(epochEnds ? validation : validation.slice(0, SAMPLE)) }
  }

  return {
    model: modelOf(network),
    totalSteps,
    get step() {
      return progress.step
    },
    next: () => {
      if (progress.step === totalSteps) return undefined
      const batch = batchOf(progress.step)
      const step = progress.step + 1
      const { loss, tokens, told } = learn(batch, step)
      if (!Number.isFinite(loss)) {
        throw new Error(`The loss of step ${step} is no number: use a lower learning rate.`)
      }
      optimiser.step(learningRateMultiplier * schedule(progress.step, totalSteps))
      average.add(step)
      if (step === totalSteps) average.use()
      progress = {
        step,
        elapsedTokens: progress.elapsedTokens + tokens,
        elapsedExamples: progress.elapsedExamples + batch.length,
      }
      const epochEnds = step % stepsAnEpoch === 0
      const epoch = Math.ceil(step / stepsAnEpoch)
      return { ...progress, epoch, epochEnds, ...told, ...validate(step, epochEnds) }
    },
    measure,
    checkpoint: () => checkpoints.save(progress),
  }
}
