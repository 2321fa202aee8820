/** How to train. */
export interface Hyperparameters {
  /** How often every example is learnt from. */
  readonly epochs: number
  /** How many examples a step learns from. */
  readonly batchSize: number
  /** Multiplies the learning rate, which suits training from fresh weights. */
  readonly learningRateMultiplier: number
  /** How much a token of a prompt counts beside one of a completion. */
  readonly promptLossWeight: number
  /** Decides the order of the examples. */
  readonly seed: number
}

/** Throws when no training can have these hyperparameters. */
export const checkHyperparameters = (hyperparameters: Hyperparameters): void => {
  const { epochs, batchSize, learningRateMultiplier, promptLossWeight, seed } = hyperparameters
  const refuse = (rule: string): never => {
    throw new RangeError(`No training can have these hyperparameters: ${rule}.`)
  }
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1
  const isSize = (value: number) => Number.isFinite(value) && value >= 0
  if (!isCount(epochs)) refuse('epochs must be a whole number from 1 on')
  if (!isCount(batchSize)) refuse('batchSize must be a whole number from 1 on')
  if (!isSize(learningRateMultiplier)) refuse('learningRateMultiplier must be 0 or more')
  if (!isSize(promptLossWeight)) refuse('promptLossWeight must be 0 or more')
  if (!Number.isSafeInteger(seed)) refuse('seed must be a whole number')
}
