import { learnAlignment } from './cursor.ts'
import { openGates } from './gates.ts'
import { checkHyperparameters, type Hyperparameters } from './hyperparameters.ts'
import { type LoopStep, startLoop, type TrainingLoop } from './loop.ts'
import { learn, measure, type Score } from './measure.ts'
import type { Model } from './model.ts'
import { type Example, type Sequence, sequenceOf, tokenCount } from './tokens.ts'

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
export interface Step extends LoopStep {
  /** The mean over all tokens of the batch, those of prompts weighted by `promptLossWeight`. */
  readonly trainingLoss: number
  readonly trainingSequenceAccuracy: number
  readonly trainingTokenAccuracy: number
  /** Of completions only, after the step. */
  readonly validation?: Score
}

/** A training by examples, in progress. */
export interface Training extends TrainingLoop<Step, Example, Score> {}

/** Begins a training, or continues one from a checkpoint. The same options give the same bits. */
export const startTraining = ({ examples, ...options }: TrainingOptions): Training => {
  const { model, hyperparameters } = options
  const { epochs, batchSize, learningRateMultiplier, promptLossWeight, seed } = hyperparameters
  checkHyperparameters(hyperparameters)
  const { context } = model.architecture
  const toSequence = (example: Example): Sequence => sequenceOf(example, context)
  const how = [epochs, batchSize, learningRateMultiplier, promptLossWeight, seed]
  const what = examples.map(({ prompt, completion }) => [prompt, completion])
  return startLoop({
    ...options,
    items: examples,
    identity: [how, what],
    prepare: (network) => {
      if (learningRateMultiplier === 0) return
      const sequences = examples.map(toSequence)
      openGates(network, sequences)
      learnAlignment(network, sequences)
    },
    objective: (network, touch) => ({
      learn: (batch) => {
        const sequences = batch.map(toSequence)
        const { loss, sequenceAccuracy, tokenAccuracy } = learn(
          network,
          sequences,
          promptLossWeight,
          touch,
        )
        return {
          loss,
          tokens: tokenCount(sequences),
          told: {
            trainingLoss: loss,
            trainingSequenceAccuracy: sequenceAccuracy,
            trainingTokenAccuracy: tokenAccuracy,
          },
        }
      },
      measure: (measured) => measure(network, measured.map(toSequence)),
    }),
  })
}
