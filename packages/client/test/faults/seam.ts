import type { Run } from './fault.ts'
import { bytesOf, type Reply } from './reply.ts'

export interface Seam {
  readonly fetch: typeof globalThis.fetch
  /** Bodies that were neither read to their end nor let go. */
  readonly open: () => number
}

/** Serves a run in process, as a `fetch`. */
export const seamOf = (run: Run): Seam => {
  let open = 0
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { method, headers, signal } = request
    const url = new URL(request.url)
    const body = new Uint8Array(await request.arrayBuffer())
    const key = headers.get('authorization') ?? ''
    const path = url.pathname.slice('/v1'.length)
    const reply = run.reply({ method, path, query: url.searchParams, body, key })
    signal.throwIfAborted()
    if (reply.status === 0) {
      if (reply.end !== 'silence') throw lost()
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    }
    open += 1
    return responseOf(reply, signal, () => {
      open -= 1
    })
  }
  return { fetch, open: () => open }
}

const lost = () => Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })

const responseOf = (reply: Reply, signal: AbortSignal, onEnd: () => void): Response => {
  const chunks = reply.chunks[Symbol.iterator]()
  let isOver = false
  const end = () => {
    if (!isOver) onEnd()
    isOver = true
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        signal.addEventListener('abort', () => {
          if (isOver) return
          end()
          controller.error(signal.reason)
        })
      },
      pull: async (controller) => {
        const { value, done } = chunks.next()
        if (!done) return controller.enqueue(bytesOf(value))
        if (reply.end === 'silence') return new Promise(() => {})
        if (isOver) return
        end()
        if (reply.end === 'reset') controller.error(lost())
        else controller.close()
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
  const headers = new Headers()
  for (const [name, value] of Object.entries(reply.headers)) {
    for (const one of [value].flat()) headers.append(name, one)
  }
  const hasBody = ![101, 103, 204, 205, 304].includes(reply.status)
  if (!hasBody) end()
  return new Response(hasBody ? stream : null, { status: reply.status, headers })
}
