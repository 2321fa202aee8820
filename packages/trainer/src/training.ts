import { createAverage } from './average.ts'
import { createCheckpoints, fingerprintOf } from './checkpoint.ts'
import { openGates } from './gates.ts'
import { checkHyperparameters, type Hyperparameters } from './hyperparameters.ts'
import { learn, measure, type Score } from './measure.ts'
import { copyWeights, type Model, modelOf } from './model.ts'
import { createTrainableNetwork } from './network.ts'
import { createOptimiser, schedule } from './optimiser.ts'
import { randomOf, shuffled } from './random.ts'
import { type Example, type Sequence, sequenceOf } from './tokens.ts'

export interface TrainingOptions {
  /** The weights to start from. The model itself stays as it is. */
  readonly model: Model
  readonly examples: readonly Example[]
  readonly validation?: readonly Example[]
  readonly hyperparameters: Hyperparameters
  /**
   * Validation is measured at step 1 and every so many steps after it (default 8), on the first 128
   * validation examples, and at the last step of each epoch, on all of them.
   */
  readonly validationInterval?: number
  /** Continues from here: the other options must be those of the training that made it. */
  readonly checkpoint?: Uint8Array
}

/** What one step of the optimiser measured, before it changed the weights. */
export interface Step {
  /** From 1 on. */
  readonly step: number
  /** From 1 on. */
  readonly epoch: number
  /** Whether this is the last step of its epoch. */
  readonly epochEnds: boolean
  /** Tokens learnt from so far, in every epoch anew, those that begin and end texts included. */
  readonly elapsedTokens: number
  readonly elapsedExamples: number
  /** The mean over all tokens of the batch, those of prompts weighted by `promptLossWeight`. */
  readonly trainingLoss: number
  readonly trainingSequenceAccuracy: number
  readonly trainingTokenAccuracy: number
  /** Of completions only, after the step. */
  readonly validation?: Score
}

/** A training in progress. */
export interface Training {
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
  /** All that is needed to go on from here, to the same bits. */
  checkpoint(): Uint8Array<ArrayBuffer>
}

/** How many tokens are taken in one pass: enough to be fast, few enough to fit a cache. */
const ROWS = 1024
/** How many validation examples are measured within an epoch. */
const SAMPLE = 128

/** Begins a training, or continues one from a checkpoint. The same options give the same bits. */
export const startTraining = (options: TrainingOptions): Training => {
  const { examples, validation = [], hyperparameters, validationInterval = 8 } = options
  const { epochs, batchSize, learningRateMultiplier, promptLossWeight, seed } = hyperparameters
  checkHyperparameters(hyperparameters)
  if (!Number.isSafeInteger(validationInterval) || validationInterval < 1) {
    throw new RangeError('validationInterval must be a whole number from 1 on.')
  }
  if (examples.length === 0) throw new RangeError('There is nothing to learn: no examples.')

  const { architecture } = options.model
  const toSequence = (example: Example): Sequence => sequenceOf(example, architecture.context)
  const stepsAnEpoch = Math.ceil(examples.length / batchSize)
  const totalSteps = stepsAnEpoch * epochs

  const network = createTrainableNetwork(architecture, ROWS)
  const optimiser = createOptimiser(network)
  const average = createAverage(network, totalSteps)
  const fingerprint = fingerprintOf(examples, hyperparameters)
  const checkpoints = createCheckpoints(network, optimiser, average, fingerprint)
  let progress = { step: 0, elapsedTokens: 0, elapsedExamples: 0 }
  if (options.checkpoint) progress = checkpoints.restore(options.checkpoint)
  else {
    copyWeights(options.model, network)
    if (learningRateMultiplier > 0) openGates(network, examples.map(toSequence))
  }

  let order: { epoch: number; indices: Int32Array } = { epoch: -1, indices: new Int32Array() }
  const batchOf = (step: number): Sequence[] => {
    const epoch = Math.floor(step / stepsAnEpoch)
    if (order.epoch !== epoch) {
      order = { epoch, indices: shuffled(examples.length, randomOf(seed, epoch)) }
    }
    const start = (step % stepsAnEpoch) * batchSize
    const indices = order.indices.subarray(start, start + batchSize)
    return [...indices].flatMap((index) => examples[index] ?? []).map(toSequence)
  }

  const validate = (step: number, epochEnds: boolean): { validation?: Score } => {
    const isDue = epochEnds || (step - 1) % validationInterval === 0
    if (validation.length === 0 || !isDue) return {}
    const measured = epochEnds ? validation : validation.slice(0, SAMPLE)
    return { validation: measure(network, measured.map(toSequence)) }
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
      const score = learn(network, batch, promptLossWeight, optimiser.touch)
      const step = progress.step + 1
      if (!Number.isFinite(score.loss)) {
        throw new Error(`The loss of step ${step} is no number: use a lower learning rate.`)
      }
      optimiser.step(learningRateMultiplier * schedule(progress.step, totalSteps))
      average.add(step)
      if (step === totalSteps) average.use()
      const tokens = batch.reduce((sum, sequence) => sum + sequence.tokens.length, 0)
      progress = {
        step,
        elapsedTokens: progress.elapsedTokens + tokens,
        elapsedExamples: progress.elapsedExamples + batch.length,
      }
      const epochEnds = step % stepsAnEpoch === 0
      return {
        ...progress,
        epoch: Math.ceil(step / stepsAnEpoch),
        epochEnds,
        trainingLoss: score.loss,
        trainingSequenceAccuracy: score.sequenceAccuracy,
        trainingTokenAccuracy: score.tokenAccuracy,
        ...validate(step, epochEnds),
      }
    },
    checkpoint: () => checkpoints.save(progress),
  }
}
