import type * as t from 'io-ts'
import type { Clock } from './clock.ts'

/** Proxies close a connection on which nothing moves. Milliseconds. */
const HEARTBEAT_INTERVAL = 15_000

/** What an event stream needs besides its events. */
export interface Streaming {
  readonly clock: Clock
  /** Aborted when the one who asked is gone: the stream breaks. */
  readonly leaving: AbortSignal
  /** Aborted when the API closes: the stream ends. */
  readonly closing: AbortSignal
}

/**
 * Answers server-sent events: one `data:` line of JSON each, `[DONE]` after the last, and a comment
 * every 15 seconds. The source is told through its signal when nobody listens any more.
 */
export const eventStream = (
  { clock, leaving, closing }: Streaming,
  event: t.Mixed,
  open: (signal: AbortSignal) => AsyncIterable<unknown>,
): Response => {
  // Not composed by `AbortSignal.any`, which costs each of its readers a walk over its parts.
  const over = new AbortController()
  const events = open(over.signal)[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const end = (): void => {
    over.abort()
    closing.removeEventListener('abort', end)
    // What it throws on its way out is of no interest any more.
    events.return?.().catch(() => undefined)
  }
  let isLeft = false
  const leave = (): void => {
    isLeft = true
    end()
  }

  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const beat = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'))
      }
      over.signal.addEventListener('abort', clock.every(HEARTBEAT_INTERVAL, beat))
      // A server whose client is gone cancels the body in the same moment; an error besides is noise.
      const breakOff = () => {
        end()
        setTimeout(() => {
          if (!isLeft) controller.error(leaving.reason)
          leave()
        })
      }
      leaving.addEventListener('abort', breakOff)
      closing.addEventListener('abort', end)
      if (leaving.aborted) breakOff()
    },
    // An event is asked for when there is room for it: one who does not read has nothing piled up.
    pull: async (controller) => {
      const { done, value } = await events.next().catch((error) => {
        leave()
        throw error
      })
      if (isLeft || leaving.aborted) return
      const text = done ? '[DONE]' : JSON.stringify(event.encode(value))
      if (!closing.aborted) controller.enqueue(encoder.encode(`data: ${text}\n\n`))
      if (!done && !closing.aborted) return
      controller.close()
      leave()
    },
    cancel: leave,
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  })
}
