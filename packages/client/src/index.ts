export {
  type ChatCompletion,
  type ChatCompletionChunk,
  chatCompletions,
  checkpointPermissions,
  completions,
  type Endpoint,
  type FineTune,
  type FineTuneEvent,
  type FineTuningJob,
  type FineTuningJobEvent,
  type FineTuningJobMetrics,
  files,
  fineTuneResults,
  fineTunes,
  fineTuningJobs,
  graders,
  type InputOf,
  models,
  type OpenAIFile,
  type OutputOf,
  uploads,
  type WebhookEvent,
} from '@finetune/models'
export { type Bound, type BoundPromise, bind, bindPromise } from './bind.ts'
export {
  type CallArguments,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type FullAnswer,
  type LoggedAttempt,
  type OpenAnswer,
} from './client.ts'
export {
  type Aborted,
  type Ambiguous,
  type ClientError,
  ClientFailure,
  type InvalidRequest,
  type NoAnswer,
  type Refused,
  type StreamBroken,
  type TimedOut,
  type TooLarge,
  type UnexpectedAnswer,
} from './client-error.ts'
export { type CreateOnceOptions, type Creation, createOnce } from './create-once.ts'
export { type Download, downloadFile } from './download-file.ts'
export { streamEvents } from './event-stream.ts'
export type { FollowOptions, Step } from './follow.ts'
export type { FollowCursor } from './follow-cursor.ts'
export { type FineTuneUpdate, followFineTune, stepFineTune } from './follow-fine-tune.ts'
export {
  type FineTuningJobUpdate,
  followFineTuningJob,
  stepFineTuningJob,
} from './follow-fine-tuning-job.ts'
export { fromEnv } from './from-env.ts'
export { type ItemOf, pages } from './pages.ts'
export { createProxy, type ProxyOptions } from './proxy.ts'
export type { ProxyInput, ProxyLimits } from './proxy-input.ts'
export {
  type FileUpload,
  type UploadOptions,
  type UploadProgress,
  uploadFile,
} from './upload-file.ts'
export {
  type ReceivedWebhook,
  signWebhook,
  verifyWebhook,
  type WebhookError,
  type WebhookOptions,
} from './webhook.ts'
