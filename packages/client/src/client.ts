import { Bytes, type Endpoint, type InputOf, type OutputOf } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import {
  type Call,
  decodeAnswer,
  errorOf,
  failure,
  isOther,
  left,
  requestIdOf,
  unexpected,
} from './answer.ts'
import {
  attempt,
  MOST_BYTES,
  MOST_FILE_BYTES,
  type Outcome,
  type Read,
  type Request,
  readAll,
} from './attempt.ts'
import type { ClientError } from './client-error.ts'
import { type Hide, hider, isSecret } from './hide.ts'
import { inTime } from './in-time.ts'
import { baseOf, requestOf } from './request.ts'
import { type Bucket, MOST_TOKENS, retry } from './retry.ts'

export interface ClientOptions {
  /** Sent as `Authorization: Bearer …`; a function is asked before every call. */
  readonly apiKey?: string | (() => string | Promise<string>)
  /** `https://api.openai.com/v1` where absent. */
  readonly baseURL?: string
  readonly organization?: string
  readonly project?: string
  /** Replaces the global `fetch`: a local server in process, a recording, a proxy. */
  readonly fetch?: typeof globalThis.fetch
  /** Sent with every request, as Azure's `api-key`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent with every request, as Azure's `api-version`. */
  readonly query?: Readonly<Record<string, string>>
  /** Milliseconds for one attempt, body included: 30,000; for files 600,000, or 1 for 125 bytes. */
  readonly timeout?: number
  /** Milliseconds for a call with all its attempts: 60,000; for files as for one attempt. */
  readonly totalTimeout?: number
  /** Attempts after the first, for calls that may be repeated; 2 where absent. */
  readonly maxRetries?: number
  /** Told of every attempt; what it throws is lost. */
  readonly logger?: (attempt: LoggedAttempt) => void
  /** Lets a page hold the key, where everyone who opens the page can read it. */
  readonly dangerouslyAllowBrowser?: boolean
}

/** One attempt, without key, query, body or id. */
export interface LoggedAttempt {
  readonly method: string
  /** As the endpoint writes it: `/fine-tunes/:id`. */
  readonly path: string
  /** 1 is the first of its call. */
  readonly attempt: number
  readonly milliseconds: number
  readonly outcome: Outcome<unknown>['_tag']
  /** HTTP status, where an answer came. */
  readonly status?: number
  readonly requestId?: string
}

export interface CallOptions {
  /** Aborts the request, the reading of its answer and the wait between attempts. */
  readonly signal?: AbortSignal | undefined
  readonly timeout?: number
  readonly totalTimeout?: number
  readonly maxRetries?: number
  /**
   * Milliseconds without a byte after which a stream or a download counts as dead: `timeout`, or
   * 60,000 where none was given.
   */
  readonly idleTimeout?: number
  /** Lets a POST be tried again as well: where doing it twice does no harm. */
  readonly repeatable?: boolean
  /** In place of the global `fetch`, where the client was given none of its own. */
  readonly fetch?: typeof globalThis.fetch
}

/** The input may be left out where the endpoint needs none. */
export type CallArguments<E extends Endpoint> =
  Record<never, never> extends InputOf<E>
    ? [input?: InputOf<E>, options?: CallOptions]
    : [input: InputOf<E>, options?: CallOptions]

/** A decoded answer, and how it came. */
export interface FullAnswer<A> {
  readonly value: A
  /** HTTP status: 200, or 201 at Azure. */
  readonly status: number
  readonly headers: Headers
  readonly requestId?: string
  /** The requests it took. */
  readonly attempts: number
  /** Cuts the key out of what the server says, for messages of your own. */
  readonly hide: Hide
}

/** An answer whose head has come and whose body is still to be read. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array>
  /** The requests it took. */
  readonly attempts: number
  /** Milliseconds without a byte after which the body should count as dead. */
  readonly idleTimeout: number
  /** Cuts the key out of what the server says, for messages of your own. */
  readonly hide: Hide
}

/** Calls an endpoint. Nothing is sent until the `TaskEither` is run; it never rejects. */
export interface Client {
  <E extends Endpoint>(endpoint: E, ...args: CallArguments<E>): TaskEither<ClientError, OutputOf<E>>
  /** Calls an endpoint and tells its status and headers as well. */
  readonly withResponse: <E extends Endpoint>(
    endpoint: E,
    ...args: CallArguments<E>
  ) => TaskEither<ClientError, FullAnswer<OutputOf<E>>>
  /** Calls an endpoint and hands the answer over as it comes, undecoded. */
  readonly open: <E extends Endpoint>(
    endpoint: E,
    ...args: CallArguments<E>
  ) => TaskEither<ClientError, OpenAnswer>
  /** Where the requests go: tells the answers of two servers apart. */
  readonly baseURL: string
}

/**
 * Makes a client of any server that speaks the API. Throws at once on options that no call could
 * use: a base URL that is none or holds a password, a key in a page.
 */
export const createClient = (options: ClientOptions = {}): Client => {
  if (
    options.apiKey !== undefined &&
    'document' in globalThis &&
    !options.dangerouslyAllowBrowser
  ) {
    throw new TypeError('apiKey: everyone who opens the page could read it; call a proxy instead')
  }
  const target = {
    baseURL: baseOf(options.baseURL ?? 'https://api.openai.com/v1'),
    query: options.query ?? {},
    headers: {
      ...(options.organization !== undefined && { 'openai-organization': options.organization }),
      ...(options.project !== undefined && { 'openai-project': options.project }),
      ...options.headers,
    },
  }

  const secrets = Object.entries({ ...target.headers, ...target.query })
    .filter(([name]) => isSecret(name))
    .map(([, value]) => value)
  const bucket: Bucket = { tokens: MOST_TOKENS }
  const log = (line: LoggedAttempt): void => {
    try {
      options.logger?.(line)
    } catch {
      // A call does not fail for its log.
    }
  }

  const exchange = async <Body>(
    endpoint: Endpoint,
    input: unknown = {},
    own: CallOptions = {},
    read: Read<Body>,
  ) => {
    const { method, path } = endpoint
    const { signal, repeatable = method !== 'POST' } = own
    const fetch = options.fetch ?? own.fetch ?? ((input, init) => globalThis.fetch(input, init))
    const slow = endpoint.encoding === 'multipart' || endpoint.response === Bytes
    const given = own.totalTimeout ?? options.totalTimeout
    const began = performance.now()

    let apiKey: string | undefined
    const prepare = async () => {
      apiKey = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
      return requestOf(endpoint, input, target, apiKey)
    }
    const hide = (words: string) => hider([apiKey, ...secrets])(words)
    const call: Call = { method, path, attempts: 0, repeatable, hide }
    // What nothing was sent of is not in doubt.
    const unsent = { ...call, repeatable: true }
    let sent: Request
    try {
      const most = given ?? (slow ? SLOW_TIMEOUT : TOTAL_TIMEOUT)
      // A key that is asked for and a file that is read may take their time, or for ever.
      const isSlow = endpoint.encoding !== undefined || typeof options.apiKey === 'function'
      const prepared = await (isSlow ? inTime(prepare, most, signal) : prepare())
      if (typeof prepared === 'string') {
        return left({ _tag: 'InvalidRequest', ...failure(call, prepared) })
      }
      if ('_tag' in prepared) return left(errorOf(prepared, unsent, 0))
      sent = prepared
    } catch {
      const reason = 'the key, an id or the file cannot be read'
      return left({ _tag: 'InvalidRequest', ...failure(call, reason) })
    }
    // Ten minutes, or as long as a form takes at 1 Mbit/s.
    const bytes = sent.body instanceof Blob ? sent.body.size : 0
    const patience = slow ? Math.max(SLOW_TIMEOUT, bytes / 125) : undefined
    const timeout = own.timeout ?? options.timeout ?? patience ?? TIMEOUT
    const maxRetries = repeatable ? (own.maxRetries ?? options.maxRetries ?? 2) : 0
    const deadline = began + (given ?? patience ?? TOTAL_TIMEOUT)

    const run = async (number: number) => {
      const began = performance.now()
      const within = Math.min(timeout, Math.max(1, deadline - began))
      const outcome = await attempt(sent, { fetch, signal, timeout: within }, read)
      log({
        method,
        path,
        attempt: number,
        milliseconds: performance.now() - began,
        outcome: outcome._tag,
        ...('status' in outcome && {
          status: outcome.status,
          ...requestIdOf(outcome.headers, call),
        }),
      })
      return outcome
    }
    const { outcome, attempts } = await retry(run, { maxRetries, deadline, signal, bucket })
    const tried = { ...call, attempts }
    if (outcome._tag !== 'Answer') return left(errorOf(outcome, tried, limitOf(endpoint)))
    const { status } = outcome
    if (status < 204 || status > 206) return { ...outcome, call: tried }
    if (outcome.body instanceof ReadableStream) outcome.body.cancel().catch(() => undefined)
    const reason = `expected all of it, got status ${status}`
    return unexpected('answer', [reason], outcome, tried)
  }

  const withResponse =
    (endpoint: Endpoint, input?: unknown, own?: CallOptions) =>
    async (): Promise<Either<ClientError, FullAnswer<unknown>>> => {
      const answer = await exchange(endpoint, input, own, (body, whole) =>
        readAll(body, limitOf(endpoint), whole),
      )
      if (answer._tag === 'Left') return answer
      const { body, call, status, headers } = answer
      const decoded =
        endpoint.response === Bytes
          ? { _tag: 'Right' as const, right: body }
          : decodeAnswer(endpoint.response, body, answer, call)
      if (decoded._tag === 'Left') return decoded
      const value: unknown = decoded.right
      if (isOther(endpoint, input, value)) {
        return unexpected(
          endpoint.response.name,
          ['id: expected that of the request'],
          answer,
          call,
        )
      }
      const { attempts, hide } = call
      const id = requestIdOf(headers, call)
      return { _tag: 'Right', right: { value, status, headers, attempts, hide, ...id } }
    }

  const client = (endpoint: Endpoint, input?: unknown, own?: CallOptions) => async () => {
    const answer = await withResponse(endpoint, input, own)()
    return answer._tag === 'Left' ? answer : { _tag: 'Right', right: answer.right.value }
  }

  const open = (endpoint: Endpoint, input?: unknown, own?: CallOptions) => async () => {
    // The clock stops when the head has come, be it of a file or not.
    const head = {
      timeout: options.timeout ?? TIMEOUT,
      totalTimeout: options.totalTimeout ?? TOTAL_TIMEOUT,
      ...own,
    }
    const answer = await exchange(
      endpoint,
      input,
      head,
      async (body) => body ?? new Blob().stream(),
    )
    if (answer._tag === 'Left') return answer
    const { status, headers, body, call } = answer
    const { attempts, hide } = call
    const idleTimeout = own?.idleTimeout ?? own?.timeout ?? options.timeout ?? IDLE_TIMEOUT
    return { _tag: 'Right', right: { status, headers, body, attempts, idleTimeout, hide } }
  }

  return Object.assign(client, { withResponse, open, baseURL: target.baseURL }) as Client
}

const limitOf = ({ response }: Endpoint): number =>
  response === Bytes ? MOST_FILE_BYTES : MOST_BYTES

const TIMEOUT = 30_000
const TOTAL_TIMEOUT = 60_000
const SLOW_TIMEOUT = 600_000
const IDLE_TIMEOUT = 60_000
