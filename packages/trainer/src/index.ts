export { type Architecture, parameterCount } from './architecture.ts'
export {
  type BinaryMetrics,
  type Classification,
  type Classified,
  classificationMetrics,
  classify,
  type MulticlassMetrics,
} from './classification.ts'
export type { Completion, CompletionOptions, WritingOptions } from './completion.ts'
export type {
  Hyperparameters,
  LoopHyperparameters,
  PreferenceHyperparameters,
  ReinforcementHyperparameters,
} from './hyperparameters.ts'
export type { LoopStep, TrainingLoop } from './loop.ts'
export type { Score } from './measure.ts'
export { createModel, loadModel, type Model } from './model.ts'
export {
  type PreferencePair,
  type PreferenceScore,
  type PreferenceStep,
  type PreferenceTraining,
  type PreferenceTrainingOptions,
  startPreferenceTraining,
} from './preference.ts'
export {
  type ReinforcementStep,
  type ReinforcementTraining,
  type ReinforcementTrainingOptions,
  type RewardedPrompt,
  type RewardScore,
  startReinforcementTraining,
} from './reinforcement.ts'
export { END, type Example } from './tokens.ts'
export { type Step, startTraining, type Training, type TrainingOptions } from './training.ts'
