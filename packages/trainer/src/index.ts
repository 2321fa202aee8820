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
export type { Hyperparameters } from './hyperparameters.ts'
export type { Score } from './measure.ts'
export { createModel, loadModel, type Model } from './model.ts'
export { END, type Example } from './tokens.ts'
export { type Step, startTraining, type Training, type TrainingOptions } from './training.ts'
