/** What every failed call tells. Plain data: it can be logged, cloned and sent to another thread. */
interface Failure {
  /** One line, without the key, the query, the request body or a file's content. */
  readonly message: string
  readonly method: string
  /** Path below the base URL. */
  readonly path: string
  /** Requests sent. */
  readonly attempts: number
}

/** The call was not made: an id, the key or the input cannot be sent. */
export interface InvalidRequest extends Failure {
  readonly _tag: 'InvalidRequest'
}

/** No answer came: no connection, or it broke before the answer was complete. */
export interface NoAnswer extends Failure {
  readonly _tag: 'NoAnswer'
}

/** No complete answer came in time. */
export interface TimedOut extends Failure {
  readonly _tag: 'TimedOut'
}

/** The caller's signal was aborted. */
export interface Aborted extends Failure {
  readonly _tag: 'Aborted'
}

/** An answer came, and it was no. */
export interface Refused extends Failure {
  readonly _tag: 'Refused'
  /** HTTP status. */
  readonly status: number
  /** The server's own words. */
  readonly reason: string
  /** As `model_not_found`, where the server gave one. */
  readonly code?: string
  /** The request field at fault, where the server gave one. */
  readonly param?: string
  /** To name to the provider's support. */
  readonly requestId?: string
  /** Milliseconds after which the server would like to be asked again. */
  readonly retryAfter?: number
}

/** A yes came, in a shape that the codec does not know. */
export interface UnexpectedAnswer extends Failure {
  readonly _tag: 'UnexpectedAnswer'
  /** HTTP status. */
  readonly status: number
  /** One line a fault. */
  readonly reasons: readonly string[]
  readonly requestId?: string
}

/** The answer is larger than any honest one. */
export interface TooLarge extends Failure {
  readonly _tag: 'TooLarge'
  /** In bytes. */
  readonly limit: number
}

/**
 * A POST was sent and its outcome is unknown: the server may have done it. Look before you send it
 * again.
 */
export interface Ambiguous extends Failure {
  readonly _tag: 'Ambiguous'
  /**
   * The connection broke, no answer came in time, or a gateway answered for the server; absent where
   * `createOnce` found more than it can tell apart.
   */
  readonly cause?: 'lost' | 'late' | 'gateway'
  /** HTTP status, where a gateway answered for the server. */
  readonly status?: number
}

/** A stream of events ended without saying that it is complete. */
export interface StreamBroken extends Failure {
  readonly _tag: 'StreamBroken'
}

/** Everything that can go wrong with a call, as data. */
export type ClientError =
  | InvalidRequest
  | NoAnswer
  | TimedOut
  | Aborted
  | Refused
  | UnexpectedAnswer
  | TooLarge
  | Ambiguous
  | StreamBroken

/** A {@link ClientError} for those who would rather catch: thrown by what `bindPromise` makes. */
export class ClientFailure extends Error {
  override readonly name = 'ClientFailure'
  readonly error: ClientError
  constructor(error: ClientError) {
    super(error.message)
    this.error = error
  }
}
