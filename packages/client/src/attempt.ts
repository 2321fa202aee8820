import ky from 'ky'

/** One request, ready to be sent. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body?: string | FormData
}

/** How far one attempt may go. */
export interface Bounds {
  readonly fetch: typeof fetch
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for the whole of it, or for the head alone where the body is streamed. */
  readonly timeout: number
}

/** What came of one attempt: an answer of any status, or the reason why there is none. */
export type Outcome<Body> =
  | {
      readonly _tag: 'Answer'
      readonly status: number
      readonly headers: Headers
      readonly body: Body
    }
  | { readonly _tag: 'NoAnswer'; readonly sent: boolean; readonly reason: string }
  | { readonly _tag: 'TimedOut' | 'Aborted' }
  | { readonly _tag: 'TooLarge'; readonly limit: number }

/** Bytes of one answer that is held in memory. */
export const MOST_BYTES = 64 * 1024 * 1024

/** Sends a request once and reads its answer to the end. Never rejects. */
export const attempt = (
  request: Request,
  bounds: Bounds,
  limit: number,
): Promise<Outcome<Uint8Array>> =>
  bounded(bounds, async (signal) => {
    const response = await send(request, bounds.fetch, signal)
    const body = await readAll(response.body, limit)
    return body
      ? { _tag: 'Answer', status: response.status, headers: response.headers, body }
      : { _tag: 'TooLarge', limit }
  })

/** Sends a request once and hands over the body as it arrives. Never rejects. */
export const open = (
  request: Request,
  bounds: Bounds,
): Promise<Outcome<ReadableStream<Uint8Array> | null>> =>
  bounded(bounds, async (signal) => {
    const response = await send(request, bounds.fetch, signal)
    return {
      _tag: 'Answer',
      status: response.status,
      headers: response.headers,
      body: response.body,
    }
  })

/**
 * Runs with a signal that fires for the caller and for the clock. After the work it listens to the
 * caller alone, so that a stream handed over can still be aborted.
 */
const bounded = async <A>(
  { signal, timeout }: Bounds,
  work: (signal: AbortSignal) => Promise<Outcome<A>>,
): Promise<Outcome<A>> => {
  if (signal?.aborted) return { _tag: 'Aborted' }
  const own = new AbortController()
  const timer = setTimeout(() => own.abort(), timeout)
  try {
    return await work(signal ? AbortSignal.any([signal, own.signal]) : own.signal)
  } catch (error) {
    if (signal?.aborted) return { _tag: 'Aborted' }
    if (own.signal.aborted) return { _tag: 'TimedOut' }
    const reason = reasonOf(error)
    return { _tag: 'NoAnswer', sent: !NEVER_SENT.includes(reason), reason }
  } finally {
    clearTimeout(timer)
  }
}

const send = (
  { method, url, headers, body }: Request,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
) =>
  ky(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    signal,
    fetch,
    redirect: REDIRECT,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  })

/**
 * A redirect would send the key elsewhere, and under `follow` Node keeps a copy of every streamed
 * upload. workerd knows no `error`: there a redirect arrives as an answer with status 3xx.
 */
const REDIRECT: RequestRedirect =
  globalThis.navigator?.userAgent === 'Cloudflare-Workers' ? 'manual' : 'error'

const NEVER_SENT: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

/** The code of a failed connection, as `ECONNRESET`: messages of `fetch` may hold the key. */
const reasonOf = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = at.cause
  }
  return error instanceof Error ? error.name : 'unknown'
}

/** All of a body, or undefined when it is longer than the limit. */
const readAll = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | undefined> => {
  if (!body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > limit) {
      reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.byteLength
  }
  return all
}
