import { Bytes, type Endpoint, type EventOf, type InputOf, type OutputOf } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type Call, decodeAnswer, errorOf, failure, left, refusalOf } from './answer.ts'
import { attempt, MOST_BYTES, open } from './attempt.ts'
import type { ClientError } from './client-error.ts'
import { readEvents } from './event-stream.ts'
import { requestOf } from './request.ts'
import { retry } from './retry.ts'

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
  /** Milliseconds for one attempt, body included: 30,000; for files 600,000. */
  readonly timeout?: number
  /** Milliseconds for a call with all its attempts: 60,000; for files 600,000. */
  readonly totalTimeout?: number
  /** Attempts after the first, for calls that may be repeated; 2 where absent. */
  readonly maxRetries?: number
  /** Lets a page hold the key, where everyone who opens the page can read it. */
  readonly dangerouslyAllowBrowser?: boolean
}

export interface CallOptions {
  /** Aborts the request, the reading of its answer and the wait between attempts. */
  readonly signal?: AbortSignal | undefined
  readonly timeout?: number
  readonly totalTimeout?: number
  readonly maxRetries?: number
}

/** The input may be left out where the endpoint needs none. */
export type CallArguments<E extends Endpoint> =
  Record<never, never> extends InputOf<E>
    ? [input?: InputOf<E>, options?: CallOptions]
    : [input: InputOf<E>, options?: CallOptions]

/** Calls an endpoint. Nothing is sent until the `TaskEither` is run; it never rejects. */
export interface Client {
  <E extends Endpoint>(endpoint: E, ...args: CallArguments<E>): TaskEither<ClientError, OutputOf<E>>
  /** Where the requests go: tells the answers of two servers apart. */
  readonly baseURL: string
  /**
   * The events of an endpoint that streams, each as it arrives. A `Left` is the last item; the
   * iteration ends without one only where the server said that the stream is complete.
   */
  readonly stream: <E extends Endpoint>(
    endpoint: E,
    ...args: CallArguments<E>
  ) => AsyncGenerator<Either<ClientError, EventOf<E>>, void>
}

const STREAM_IDLE = 60_000

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
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  const prepare = async (endpoint: Endpoint, input: unknown) => {
    const { method, path } = endpoint
    const call: Call = { method, path, attempts: 0, secret: undefined }
    const refuse = (message: string) => left({ _tag: 'InvalidRequest', ...failure(call, message) })
    let secret: string | undefined
    try {
      secret = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
    } catch {
      return refuse('apiKey: the function that gives the key failed')
    }
    const request = await requestOf(endpoint, isRecord(input) ? input : {}, target, secret)
    return typeof request === 'string'
      ? refuse(request)
      : { _tag: 'Ready' as const, request, call: { ...call, secret } }
  }

  const run = async (
    endpoint: Endpoint,
    input: unknown,
    own: CallOptions,
  ): Promise<Either<ClientError, unknown>> => {
    const ready = await prepare(endpoint, input)
    if (ready._tag === 'Left') return ready
    const { signal } = own
    const slow = endpoint.encoding === 'multipart' || endpoint.response === Bytes
    const timeout = own.timeout ?? options.timeout ?? (slow ? 600_000 : 30_000)
    const total = own.totalTimeout ?? options.totalTimeout ?? (slow ? 600_000 : 60_000)
    const deadline = performance.now() + total
    const repeatable = endpoint.method !== 'POST'
    const maxRetries = repeatable ? (own.maxRetries ?? options.maxRetries ?? 2) : 0
    const limit = endpoint.response === Bytes ? Number.POSITIVE_INFINITY : MOST_BYTES

    const { outcome, attempts } = await retry(
      () => {
        const left = Math.max(1, deadline - performance.now())
        return attempt(ready.request, { fetch, signal, timeout: Math.min(timeout, left) }, limit)
      },
      { maxRetries, deadline, signal },
    )
    const call = { ...ready.call, attempts }
    if (outcome._tag !== 'Answer') return left(errorOf(outcome, call))
    const { status, headers, body } = outcome
    if (status < 200 || status > 299) return left(refusalOf(status, headers, body, call))
    if (endpoint.response === Bytes) return { _tag: 'Right', right: body }
    return decodeAnswer(endpoint.response, body, status, headers, call)
  }

  async function* stream(
    endpoint: Endpoint,
    input: unknown,
    own: CallOptions,
  ): AsyncGenerator<Either<ClientError, unknown>, void> {
    const asked = isRecord(input) ? input : {}
    const query = isRecord(asked.query) ? asked.query : {}
    const ready = await prepare(endpoint, { ...asked, query: { ...query, stream: true } })
    if (ready._tag === 'Left') return yield ready
    const { request } = ready
    const call = { ...ready.call, attempts: 1 }
    request.headers.set('accept', 'text/event-stream')
    const timeout = own.timeout ?? options.timeout ?? 30_000
    const outcome = await open(request, { fetch, signal: own.signal, timeout })
    if (outcome._tag !== 'Answer') return yield left(errorOf(outcome, call))

    const { status, headers, body } = outcome
    const type = headers.get('content-type') ?? 'no content type'
    if (status !== 200 || !body || !type.startsWith('text/event-stream') || !endpoint.event) {
      body?.cancel().catch(() => undefined)
      if (status !== 200) return yield left(refusalOf(status, headers, undefined, call))
      const reasons = [`expected text/event-stream, got ${type}`]
      const common = failure(call, reasons[0] ?? '')
      return yield left({ _tag: 'UnexpectedAnswer', ...common, status, reasons })
    }
    const events = readEvents(body, STREAM_IDLE)
    for (;;) {
      const next = await events.next()
      if (!next.done) {
        const event = decodeAnswer(endpoint.event, next.value, status, headers, call)
        yield event
        if (event._tag === 'Right') continue
        await events.return(undefined)
        return
      }
      if (own.signal?.aborted) return yield left(errorOf({ _tag: 'Aborted' }, call))
      if (next.value === undefined) return
      const message = `the stream ended before it was complete (${next.value})`
      return yield left({ _tag: 'StreamBroken', ...failure(call, message) })
    }
  }

  const client = (endpoint: Endpoint, input?: unknown, own: CallOptions = {}) => {
    return () => run(endpoint, input, own)
  }
  return Object.assign(client, {
    baseURL: target.baseURL,
    stream: (endpoint: Endpoint, input?: unknown, own: CallOptions = {}) =>
      stream(endpoint, input, own),
  }) as Client
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const baseOf = (text: string): string => {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError('baseURL: not an HTTP address')
  if (url.username || url.password) throw new TypeError('baseURL: must not hold a user or password')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
