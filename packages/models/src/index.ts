export { ApiError } from './api-error.ts'
export { Bytes } from './bytes.ts'
export {
  ChatCompletion,
  ChatCompletionChunk,
  CreateChatCompletion,
  chatCompletions,
} from './chat-completion.ts'
export { type Codec, codec, type StandardSchema } from './codec.ts'
export {
  Completion,
  CompletionUsage,
  CreateCompletion,
  completions,
  FinishReason,
} from './completion.ts'
export { type DecodedList, decodeList, type ListFault } from './decode-list.ts'
export { dialectOf } from './dialect.ts'
export { type Endpoint, type EventOf, endpoint, type InputOf, type OutputOf } from './endpoint.ts'
export { explain } from './explain.ts'
export {
  DeletedFile,
  ExpiresAfter,
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
export {
  type Lost,
  type Marks,
  type UpgradedFineTune,
  upgradeCreateFineTune,
  upgradeFineTune,
  upgradeTrainingExample,
} from './fine-tune-upgrade.ts'
export { type FineTunedModelName, parseFineTunedModel } from './fine-tuned-model.ts'
export {
  CreateFineTuningJob,
  FineTuningJob,
  FineTuningJobError,
  FineTuningJobStatus,
  fineTuningJobs,
  Integration,
  jobError,
} from './fine-tuning-job.ts'
export {
  CheckpointPermission,
  CreateCheckpointPermission,
  checkpointPermissions,
  DeletedCheckpointPermission,
  FineTuningJobCheckpoint,
} from './fine-tuning-job-checkpoint.ts'
export {
  FineTuningJobEvent,
  FineTuningJobEventLevel,
  FineTuningJobEventType,
  FineTuningJobMetrics,
} from './fine-tuning-job-event.ts'
export {
  DpoHyperparameters,
  Hyperparameters,
  Method,
  MethodType,
  ReasoningEffort,
  ReinforcementHyperparameters,
} from './fine-tuning-method.ts'
export {
  Grader,
  GraderInput,
  GraderRun,
  graders,
  LabelModelGrader,
  MultiGrader,
  PythonGrader,
  RunGrader,
  ScoreModelGrader,
  SimpleGrader,
  StringCheckGrader,
  StringCheckOperation,
  TextSimilarityGrader,
  TextSimilarityMetric,
  ValidatedGrader,
  ValidateGrader,
} from './grader.ts'
export { Int } from './int.ts'
export { type JsonSchema, toJsonSchema } from './json-schema.ts'
export { type List, listOf } from './list.ts'
export {
  bestCheckpoint,
  looksOverfit,
  mergeMetrics,
  metricsFromCheckpoints,
  metricsFromEvents,
  metricsFromResults,
  type StepMetrics,
  smooth,
} from './metrics.ts'
export { DeletedModel, Model, models } from './model.ts'
export { nullable } from './nullable.ts'
export { type OpenEnum, openEnum } from './open-enum.ts'
export { QueryBoolean, QueryInt, QueryMetadata } from './query.ts'
export { parseResults, type ResultRow, type ResultsError } from './results.ts'
export { isTerminal } from './terminal.ts'
export { fineTuningJobOfTogether, TogetherFineTune, TogetherFineTuneStatus } from './together.ts'
export {
  ChatExample,
  ChatMessage,
  ChatRole,
  CompletionExample,
  PreferenceExample,
  ReinforcementExample,
  TrainingExample,
} from './training-example.ts'
export {
  AddUploadPart,
  CompleteUpload,
  CreateUpload,
  Upload,
  UploadPart,
  UploadStatus,
  uploads,
} from './upload.ts'
export { WebhookEvent, WebhookEventType } from './webhook.ts'
