/** How to go through what is learnt from, whatever the objective. */
export interface LoopHyperparameters {
  /** How often every example is learnt from. */
  readonly epochs: number
  /** How many examples a step learns from. */
  readonly batchSize: number
  /** Multiplies the learning rate, which suits training from fresh weights. */
  readonly learningRateMultiplier: number
  /** Decides the order of the examples, and whatever else is drawn. */
  readonly seed: number
}

/** How to train. */
export interface Hyperparameters extends LoopHyperparameters {
  /** How much a token of a prompt counts beside one of a completion. */
  readonly promptLossWeight: number
}

/** How to train by preferences. */
export interface PreferenceHyperparameters extends LoopHyperparameters {
  /** How much it costs to move away from the model to start from: above 0. The less, the further. */
  readonly beta: number
}

/** How to train by rewards. */
export interface ReinforcementHyperparameters extends LoopHyperparameters {
  /** How many completions of a prompt are written and compared in a step: 2 or more. */
  readonly samples: number
  /** How many are written where the reward is only measured: 1 or more. */
  readonly validationSamples: number
  /** A completion is cut off after so many tokens, that is bytes. At most half of the context. */
  readonly maxTokens: number
  /** What a completion loses of its reward for each unit of log probability it gained: 0 or more. */
  readonly klPenalty: number
}

/** Refuses hyperparameters in words. */
const refuse = (rule: string): never => {
  throw new RangeError(`No training can have these hyperparameters: ${rule}.`)
}
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1
const isSize = (value: number): boolean => Number.isFinite(value) && value >= 0

/** Throws when no training can have these hyperparameters. */
export const checkLoop = (hyperparameters: LoopHyperparameters): void => {
  const { epochs, batchSize, learningRateMultiplier, seed } = hyperparameters
  if (!isCount(epochs)) refuse('epochs must be a whole number from 1 on')
  if (!isCount(batchSize)) refuse('batchSize must be a whole number from 1 on')
  if (!isSize(learningRateMultiplier)) refuse('learningRateMultiplier must be 0 or more')
  if (!Number.isSafeInteger(seed)) refuse('seed must be a whole number')
}

/** The same of a training by examples. */
export const checkHyperparameters = ({ promptLossWeight }: Hyperparameters): void => {
  if (!isSize(promptLossWeight)) refuse('promptLossWeight must be 0 or more')
}

/** The same of a training by preferences. */
export const checkPreference = ({ beta }: PreferenceHyperparameters): void => {
  if (!isSize(beta) || beta === 0) refuse('beta must be above 0')
}

/** The same of a training by rewards, of a model with this context. */
export const checkReinforcement = (
  { samples, validationSamples, maxTokens, klPenalty }: ReinforcementHyperparameters,
  context: number,
): void => {
  if (!isCount(samples - 1)) refuse('samples must be a whole number from 2 on')
  if (!isCount(validationSamples)) refuse('validationSamples must be a whole number from 1 on')
  if (!isCount(maxTokens) || maxTokens > context / 2) {
    refuse('maxTokens must be a whole number from 1 to half of the context')
  }
  if (!isSize(klPenalty)) refuse('klPenalty must be 0 or more')
}
