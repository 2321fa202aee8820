export type { CreationKeys, Start } from './creation-keys.ts'
export { creationKeys } from './creation-keys.ts'
export { endpointMutation, endpointQuery } from './endpoint-options.ts'
export {
  deleteFileOptions,
  type FileQuery,
  fileContentOptions,
  fileKeys,
  fileOptions,
  filesOptions,
  type Upload,
  uploadFileOptions,
} from './file-options.ts'
export {
  cancelFineTuneOptions,
  createFineTuneOptions,
  fineTuneEventsOptions,
  fineTuneKeys,
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTunesOptions,
} from './fine-tune-options.ts'
export {
  cancelFineTuningJobOptions,
  createFineTuningJobOptions,
  type FineTuningJobQuery,
  fineTuningJobCheckpointsOptions,
  fineTuningJobEventsOptions,
  fineTuningJobKeys,
  fineTuningJobOptions,
  fineTuningJobResultsOptions,
  fineTuningJobsInfiniteOptions,
  fineTuningJobsOptions,
  pauseFineTuningJobOptions,
  resumeFineTuningJobOptions,
} from './fine-tuning-job-options.ts'
export { deleteModelOptions, modelKeys, modelOptions, modelsOptions } from './model-options.ts'
export { nextDelay } from './polling.ts'
export type { Results } from './results.ts'
export { nameClient } from './scope.ts'
