export { endpointMutation, endpointQuery } from './endpoint-options.ts'
export { fileKeys, filesOptions, uploadFileOptions } from './file-options.ts'
export {
  cancelFineTuneOptions,
  createFineTuneOptions,
  type FineTuneResults,
  fineTuneEventsOptions,
  fineTuneKeys,
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTunesOptions,
} from './fine-tune-options.ts'
export { nextDelay } from './polling.ts'
