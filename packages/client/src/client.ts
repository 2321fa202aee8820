import { Bytes, type Endpoint, type InputOf, type OutputOf } from '@finetune/models'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type Call, decodeAnswer, errorOf, failure, left } from './answer.ts'
import { attempt, MOST_BYTES, type Read, type Request, readAll } from './attempt.ts'
import type { ClientError } from './client-error.ts'
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

/** An answer whose head has come and whose body is still to be read. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array>
  /** The requests it took. */
  readonly attempts: number
}

/** Calls an endpoint. Nothing is sent until the `TaskEither` is run; it never rejects. */
export interface Client {
  <E extends Endpoint>(endpoint: E, ...args: CallArguments<E>): TaskEither<ClientError, OutputOf<E>>
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
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  const exchange = async <Body>(
    endpoint: Endpoint,
    input: unknown = {},
    own: CallOptions = {},
    read: Read<Body>,
  ) => {
    const { method, path } = endpoint
    const { signal } = own
    let apiKey: string | undefined
    let request: Request | string
    try {
      apiKey = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
      request = await requestOf(endpoint, input, target, apiKey)
    } catch {
      request = 'the key or the file could not be read'
    }
    const call: Call = { method, path, attempts: 0, secret: apiKey }
    if (typeof request === 'string') {
      return left({ _tag: 'InvalidRequest', ...failure(call, request) })
    }
    const sent = request
    const slow = endpoint.encoding === 'multipart' || endpoint.response === Bytes
    const timeout = own.timeout ?? options.timeout ?? (slow ? 600_000 : 30_000)
    const total = own.totalTimeout ?? options.totalTimeout ?? (slow ? 600_000 : 60_000)
    const maxRetries = method === 'POST' ? 0 : (own.maxRetries ?? options.maxRetries ?? 2)
    const deadline = performance.now() + total

    const { outcome, attempts } = await retry(
      () => {
        const remaining = Math.max(1, deadline - performance.now())
        return attempt(sent, { fetch, signal, timeout: Math.min(timeout, remaining) }, read)
      },
      { maxRetries, deadline, signal },
    )
    const tried = { ...call, attempts }
    return outcome._tag === 'Answer' ? { ...outcome, call: tried } : left(errorOf(outcome, tried))
  }

  const client = (endpoint: Endpoint, input?: unknown, own?: CallOptions) => async () => {
    const limit = endpoint.response === Bytes ? Number.POSITIVE_INFINITY : MOST_BYTES
    const answer = await exchange(endpoint, input, own, (body) => readAll(body, limit))
    if (answer._tag === 'Left') return answer
    const { body, call } = answer
    return endpoint.response === Bytes
      ? { _tag: 'Right', right: body }
      : decodeAnswer(endpoint.response, body, answer, call)
  }

  const open = (endpoint: Endpoint, input?: unknown, own?: CallOptions) => async () => {
    const answer = await exchange(endpoint, input, own, async (body) => body ?? new Blob().stream())
    if (answer._tag === 'Left') return answer
    const { status, headers, body, call } = answer
    return { _tag: 'Right', right: { status, headers, body, attempts: call.attempts } }
  }

  return Object.assign(client, { open, baseURL: target.baseURL }) as Client
}

const baseOf = (text: string): string => {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError('baseURL: not an HTTP address')
  if (url.username || url.password) throw new TypeError('baseURL: must not hold a user or password')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
