import { ApiError, type Endpoint, type EventOf, type InputOf } from '@finetune/models'
import { createParser } from 'eventsource-parser'
import type { Either } from 'fp-ts/Either'
import { type Call, decodeAnswer, failure, left } from './answer.ts'
import type { CallArguments, CallOptions, Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { readJson } from './json.ts'
import { within } from './watch-body.ts'

/**
 * The events of an endpoint that streams, each as it arrives. A `Left` is the last item; without one
 * the iteration ends only where the server said, by `[DONE]`, that the stream is complete. A POST,
 * such as `chatCompletions.create`, is started once.
 */
export async function* streamEvents<E extends Endpoint>(
  client: Client,
  endpoint: E,
  input: InputOf<E>,
  options: CallOptions = {},
): AsyncGenerator<Either<ClientError, EventOf<E>>, void> {
  const place = endpoint.body ? 'body' : 'query'
  const asked = { ...Object(Object(input)[place]), stream: true }
  const args = [{ ...Object(input), [place]: asked }, options] as unknown as CallArguments<E>
  const opened = await client.open(endpoint, ...args)()
  if (opened._tag === 'Left') return yield opened
  const { body, ...answer } = opened.right
  const call = { method: endpoint.method, path: endpoint.path, attempts: answer.attempts }

  const type = answer.headers.get('content-type') ?? 'no content type'
  if (!endpoint.event || !type.startsWith('text/event-stream')) {
    body.cancel().catch(() => undefined)
    const reason = `expected text/event-stream, got ${type}`
    const { status } = answer
    const said = failure(call, reason)
    return yield left({ _tag: 'UnexpectedAnswer', ...said, status, reasons: [reason] })
  }
  const events = readEvents(body, IDLE)
  for (;;) {
    const next = await events.next()
    if (next.done) {
      if (next.value === undefined) return
      const said = failure(call, `the stream ended before it was complete (${next.value})`)
      return yield left({ _tag: options.signal?.aborted ? 'Aborted' : 'StreamBroken', ...said })
    }
    const event =
      faultOf(next.value, answer, call) ?? decodeAnswer(endpoint.event, next.value, answer, call)
    yield event
    if (event._tag === 'Left') return void (await events.return(undefined))
  }
}

/** A server that fails while it streams says so in an event. */
const faultOf = (data: string, { status }: { readonly status: number }, call: Call) => {
  const fault = ApiError.decode(readJson(data)?.json)
  if (fault._tag === 'Left') return undefined
  const reason = fault.right.error.message.slice(0, 500)
  return left({ _tag: 'Refused', ...failure(call, reason), status, reason })
}

/** Milliseconds without a byte after which a stream counts as dead. */
const IDLE = 60_000

/** Characters of one event; a longer one is no event of this API. */
const MOST_CHARACTERS = 1024 * 1024

/** Why a stream of events ended before its time. */
type StreamFault = 'broken' | 'idle' | 'too large'

/**
 * The `data` of each server-sent event, as it comes. Ends after `[DONE]`; anything else that ends
 * the stream is returned as a fault. Leaving the loop closes the connection.
 */
async function* readEvents(
  body: ReadableStream<Uint8Array>,
  idleTimeout: number,
): AsyncGenerator<string, StreamFault | undefined> {
  const queue: string[] = []
  // Of the event that is not complete yet; the parser itself does not count lines that it skips.
  let characters = 0
  const parser = createParser({
    onEvent: ({ data }) => {
      characters = 0
      queue.push(data)
    },
    onComment: () => {
      characters = 0
    },
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = body.getReader()
  try {
    for (;;) {
      const chunk = await within(idleTimeout, reader.read())
      if (chunk === undefined) return 'idle'
      if (chunk.done) return 'broken'
      const text = decoder.decode(chunk.value, { stream: true })
      characters += text.length
      parser.feed(text)
      if (characters > MOST_CHARACTERS) return 'too large'
      for (const data of queue.splice(0)) {
        if (data === '[DONE]') return undefined
        yield data
      }
    }
  } catch {
    return 'broken'
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
