export {
  completions,
  type Endpoint,
  type FineTune,
  type FineTuneEvent,
  files,
  fineTuneResults,
  fineTunes,
  type InputOf,
  models,
  type OutputOf,
} from '@finetune/models'
export { type Bound, type BoundPromise, bind, bindPromise } from './bind.ts'
export {
  type CallArguments,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type FullAnswer,
  fromEnv,
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
export { streamEvents } from './event-stream.ts'
export { type FineTuneUpdate, type FollowOptions, followFineTune } from './follow-fine-tune.ts'
