export { ApiError } from './api-error.ts'
export { Bytes } from './bytes.ts'
export { type Codec, codec, type StandardSchema } from './codec.ts'
export { Completion, CreateCompletion, completions, FinishReason } from './completion.ts'
export { type Endpoint, type EventOf, endpoint, type InputOf, type OutputOf } from './endpoint.ts'
export { explain } from './explain.ts'
export {
  DeletedFile,
  FileContent,
  files,
  OpenAIFile,
  OpenAIFilePurpose,
  OpenAIFileStatus,
  UploadFile,
} from './file.ts'
export {
  CreateFineTune,
  FineTune,
  FineTuneEvent,
  FineTuneEventLevel,
  FineTuneObject,
  FineTuneStatus,
  fineTuneResults,
  fineTunes,
  Hyperparams,
} from './fine-tune.ts'
export { Int } from './int.ts'
export { type List, listOf } from './list.ts'
export { DeletedModel, Model, models } from './model.ts'
export { nullable } from './nullable.ts'
export { type OpenEnum, openEnum } from './open-enum.ts'
export { QueryBoolean } from './query.ts'
export { parseResults, type ResultRow, type ResultsError } from './results.ts'
export { isTerminal } from './terminal.ts'
