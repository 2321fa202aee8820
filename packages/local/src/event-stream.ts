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
  const over = new AbortController()
  const ended = AbortSignal.any([leaving, closing, over.signal])
  const events = open(ended)[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const leave = (): void => {
    over.abort()
    // What it throws on its way out is of no interest to one who is gone.
    events.return?.().catch(() => undefined)
  }

  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const beat = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'))
      }
      over.signal.addEventListener('abort', clock.every(HEARTBEAT_INTERVAL, beat))
      const breakOff = () => {
        controller.error(leaving.reason)
        leave()
      }
      leaving.addEventListener('abort', breakOff)
      if (leaving.aborted) breakOff()
    },
    // An event is asked for when there is room for it: one who does not read has nothing piled up.
    pull: async (controller) => {
      const { done, value } = await events.next().catch((error) => {
        leave()
        throw error
      })
      if (leaving.aborted || over.signal.aborted) return
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
