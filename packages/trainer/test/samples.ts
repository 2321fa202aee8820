// What the tests learn from.
import type { Architecture, Example, Hyperparameters } from '../src/index.ts'

/** A model so small that a training takes a fraction of a second. */
export const tiny: Architecture = { width: 16, layers: 2, heads: 2, context: 64, ngramBits: 6 }

export const hyperparameters: Hyperparameters = {
  epochs: 2,
  batchSize: 4,
  learningRateMultiplier: 1,
  promptLossWeight: 0.1,
  seed: 7,
}

/** Twice as wide, so that it learns the examples by heart with the hyperparameters below it. */
export const small: Architecture = { ...tiny, width: 32 }
export const byHeart: Hyperparameters = {
  epochs: 40,
  batchSize: 4,
  learningRateMultiplier: 2,
  promptLossWeight: 0,
  seed: 7,
}

const colours = ['red', 'green', 'blue', 'white', 'black']
const things = ['apple', 'door', 'café', '車', 'sky']

/** 25 short examples of different lengths, not all in ASCII. */
export const examples: readonly Example[] = colours.flatMap((colour) =>
  things.map((thing) => ({ prompt: `${colour} ${thing} ->`, completion: ` ${colour}` })),
)

/** Takes all the steps that are left. */
export const finish = <Step>(training: { next(): Step | undefined }): Step[] => {
  const steps: Step[] = []
  for (let step = training.next(); step; step = training.next()) steps.push(step)
  return steps
}
