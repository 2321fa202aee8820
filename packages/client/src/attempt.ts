import ky from 'ky'
import { inTime, type Unfinished } from './in-time.ts'

/** One request, ready to be sent. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Blob
}

/** How far one attempt may go. */
export interface Bounds {
  readonly fetch: typeof fetch
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the answer is read. */
  readonly timeout: number
}

/**
 * Takes the body of a good answer: all of it, or as it comes. Undefined when it is too large. The
 * signal says that nobody waits any more.
 */
export type Read<Body> = (
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
) => Promise<Body | undefined>

/** What came of one attempt. */
export type Outcome<Body> =
  | { readonly _tag: 'Answer'; readonly status: number; readonly headers: Headers; body: Body }
  | {
      readonly _tag: 'Refusal'
      readonly status: number
      readonly headers: Headers
      body: Uint8Array
    }
  | { readonly _tag: 'NoAnswer'; readonly sent: boolean; readonly reason: string }
  | { readonly _tag: 'TooLarge' }
  | Unfinished

/** Bytes of one JSON answer: twenty times the largest list that was recorded. */
export const MOST_BYTES = 16 * 1024 * 1024
/** Bytes of one file that is held in memory: the largest that the API takes in one piece. */
export const MOST_FILE_BYTES = 512 * 1024 * 1024
const MOST_REFUSAL_BYTES = 64 * 1024

/** Sends a request once and reads its answer. Never rejects. */
export const attempt = async <Body>(
  request: Request,
  { fetch, signal, timeout }: Bounds,
  read: Read<Body>,
): Promise<Outcome<Body>> => {
  try {
    return await inTime((whole) => exchange(request, fetch, whole, read), timeout, signal)
  } catch (error) {
    const reason = reasonOf(error)
    return { _tag: 'NoAnswer', sent: !NEVER_SENT.includes(reason), reason }
  }
}

const exchange = async <Body>(
  { method, url, headers, body }: Request,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
  read: Read<Body>,
): Promise<Outcome<Body>> => {
  const response = await ky(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    signal,
    // That of a page fails when it is called as a method of the options.
    fetch: (input, init) => fetch(input, init),
    redirect: body instanceof Blob && !IS_WORKERD ? 'error' : 'manual',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  })
  if (signal.aborted) response.body?.cancel().catch(() => undefined)
  const answer = { status: response.status, headers: response.headers }
  if (!response.ok) {
    const words = await readAll(response.body, MOST_REFUSAL_BYTES, signal)
    return { _tag: 'Refusal', ...answer, body: words ?? new Uint8Array() }
  }
  const taken = await read(response.body, signal)
  return taken === undefined ? { _tag: 'TooLarge' } : { _tag: 'Answer', ...answer, body: taken }
}

/**
 * A redirect is never followed, for it would take the key elsewhere: `manual` makes it an answer with
 * status 3xx. Node.js keeps a copy of every streamed upload unless it is told `error`, which workerd
 * does not know.
 */
const IS_WORKERD = globalThis.navigator?.userAgent === 'Cloudflare-Workers'

const NEVER_SENT: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

/** The code of a failed connection, as `ECONNRESET`: the messages of `fetch` may hold the key. */
const reasonOf = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^\w{1,40}$/.test(at.code)) return at.code
    at = at.cause
  }
  return 'connection failed'
}

/** All of a body, or undefined when it is longer than the limit. */
export const readAll = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> => {
  if (!body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  const leave = () => void reader.cancel().catch(() => undefined)
  signal?.addEventListener('abort', leave)
  for (;;) {
    const chunk = await reader.read()
    if (chunk.done) break
    if (!ArrayBuffer.isView(chunk.value)) throw new TypeError('expected bytes')
    length += chunk.value.byteLength
    if (length > limit) {
      leave()
      return undefined
    }
    chunks.push(chunk.value)
  }
  if (chunks[0]?.byteLength === length) return chunks[0]
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.byteLength
  }
  return all
}
