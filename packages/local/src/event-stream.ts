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
  const cancelled = new AbortController()
  const ended = AbortSignal.any([leaving, closing, cancelled.signal])
  const events = open(ended)
  const encoder = new TextEncoder()

  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const send = (text: string): void => {
      if (!ended.aborted) controller.enqueue(encoder.encode(`${text}\n\n`))
    }
    const pump = async (): Promise<void> => {
      for await (const item of events) send(`data: ${JSON.stringify(event.encode(item))}`)
      send('data: [DONE]')
    }
    const stopHeartbeat = clock.every(HEARTBEAT_INTERVAL, () => send(':'))
    pump()
      .then(() => {
        leaving.throwIfAborted()
        if (!cancelled.signal.aborted) controller.close()
      })
      .catch((error) => controller.error(error))
      .finally(stopHeartbeat)
  }
  const body = new ReadableStream({ start, cancel: () => cancelled.abort() })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  })
}
