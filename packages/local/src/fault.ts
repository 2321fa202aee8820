import type { Clock } from './clock.ts'
import { createHexId } from './id.ts'

/** What goes wrong with a request. */
export type Failure =
  /** Answers this instead of doing anything; `retryAfter` in seconds. */
  | {
      readonly status: number
      readonly retryAfter?: number
      readonly code?: string
      readonly message?: string
    }
  /** Waits so many milliseconds, by the clock of the API, and then does what was asked. */
  | { readonly latency: number }
  /** Breaks the connection: before anything is done, or once it is done. */
  | { readonly lose: 'request' | 'answer' }
  /** Does what was asked, and breaks the answer off after so many bytes of its body. */
  | { readonly dropAfterBytes: number }
  /** The same, but ends the body there as if it were whole. */
  | { readonly truncateAfterBytes: number }

/** A failure, and when it happens. */
export interface Fault {
  /** Which requests; all where absent. An endpoint is such a description: `on: files.upload`. */
  readonly on?: {
    readonly method?: string
    /** Below `/v1`; `:name` is any segment. */
    readonly path?: string
  }
  /** How many requests; all until it is called off where absent. */
  readonly times?: number
  readonly with: Failure
}

/** The faults that an API has been told to have. */
export interface Faults {
  /** Adds one; the function that it returns calls it off. */
  readonly add: (fault: Fault) => () => void
  /** Answers a request through the faults that are due. */
  readonly apply: (
    request: Request,
    answer: (request: Request) => Promise<Response>,
  ) => Promise<Response>
}

export const createFaults = (clock: Clock): Faults => {
  const due = new Set<{ readonly fault: Fault; left: number }>()

  const take = (request: Request): readonly Failure[] =>
    [...due].flatMap((entry) => {
      if (!isMeant(entry.fault, request)) return []
      entry.left -= 1
      if (entry.left <= 0) due.delete(entry)
      return [entry.fault.with]
    })

  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY }
      if (entry.left > 0) due.add(entry)
      return () => void due.delete(entry)
    },
    apply: async (request, answer) => {
      const failures = take(request)
      for (const failure of failures) {
        if ('latency' in failure) await wait(clock, failure.latency)
        else if ('status' in failure) return refusal(failure)
        else if ('lose' in failure && failure.lose === 'request') throw lost()
      }
      const response = await answer(request)
      return failures.reduce(damaged, response)
    },
  }
}

const isMeant = ({ on: { method, path } = {} }: Fault, request: Request): boolean => {
  if (method !== undefined && method !== request.method) return false
  if (path === undefined) return true
  const wanted = `/v1${path}`.split('/')
  const actual = new URL(request.url).pathname.split('/')
  return (
    wanted.length === actual.length &&
    wanted.every((segment, index) => segment.startsWith(':') || segment === actual[index])
  )
}

const wait = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    if (milliseconds <= 0) return resolve()
    const stop = clock.every(milliseconds, () => {
      stop()
      resolve()
    })
  })

/** What `fetch` throws where the connection breaks. */
const LOST = 'fetch failed'
const lost = (): TypeError => new TypeError(LOST)

/** Whether a connection was made to break. */
export const isLost = (error: unknown): boolean =>
  error instanceof TypeError && error.message === LOST

interface Text {
  readonly message: string
  readonly type: string
  readonly code?: string
}
const TEXTS: Readonly<Record<number, Text>> = {
  429: {
    message: 'Rate limit reached for requests',
    type: 'requests',
    code: 'rate_limit_exceeded',
  },
  503: {
    message: 'The engine is currently overloaded, please try again later',
    type: 'server_error',
  },
}
const SERVER_ERROR: Text = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
}
const OTHER: Text = { message: 'This request was made to fail', type: 'invalid_request_error' }

const refusal = (failure: Extract<Failure, { status: number }>): Response => {
  const { status, retryAfter } = failure
  const text = TEXTS[status] ?? (status >= 500 ? SERVER_ERROR : OTHER)
  const { message = text.message, code = text.code ?? null } = failure
  const error = { message, type: text.type, param: null, code }
  const headers = {
    'x-request-id': createHexId('req'),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  }
  return Response.json({ error }, { status, headers })
}

const damaged = (response: Response, failure: Failure): Response => {
  if ('lose' in failure) {
    response.body?.cancel()
    throw lost()
  }
  if ('dropAfterBytes' in failure) return cut(response, failure.dropAfterBytes, true)
  if ('truncateAfterBytes' in failure) return cut(response, failure.truncateAfterBytes, false)
  return response
}

/** The first bytes of an answer, and then its end: one who reads has all of them before it breaks. */
const cut = (response: Response, most: number, isBroken: boolean): Response => {
  const reader = response.body?.getReader()
  let left = most
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (left <= 0) {
          // What there is goes out before the connection breaks.
          await new Promise((resolve) => setTimeout(resolve))
          if (isBroken) controller.error(new TypeError('terminated'))
          else controller.close()
          await reader?.cancel().catch(() => undefined)
          return
        }
        const { done = true, value } = (await reader?.read()) ?? {}
        if (done || !value) return controller.close()
        const piece = value.subarray(0, left)
        left -= piece.byteLength
        controller.enqueue(piece)
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  const { status } = response
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  // The server sends what there is at once then, and does not wait for more.
  if (isBroken) headers.set('transfer-encoding', 'chunked')
  return new Response(body, { status, headers })
}
