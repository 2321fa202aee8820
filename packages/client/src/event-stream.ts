import { ApiError, type Endpoint, type EventOf, type InputOf } from '@finetune/models'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Either } from 'fp-ts/Either'
import {
  type Call,
  decodeAnswer,
  failure,
  type Head,
  left,
  said,
  typeOf,
  unexpected,
} from './answer.ts'
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
  const { body, attempts, idleTimeout, ...answer } = opened.right
  const { method, path, event: codec } = endpoint
  const call = { method, path, attempts, hide: answer.hide }

  const type = typeOf(answer, call)
  if (!codec || !/^text\/event-stream *(;|$)/i.test(type)) {
    body.cancel().catch(() => undefined)
    return yield unexpected('stream', [`expected text/event-stream, got ${type}`], answer, call)
  }
  const events = readEvents(body, idleTimeout)
  try {
    for (;;) {
      const next = await events.next()
      if (next.done) {
        if (next.value === undefined) return
        const reason = `the stream ended before it was complete (${next.value})`
        const _tag = options.signal?.aborted ? 'Aborted' : 'StreamBroken'
        return yield left({ _tag, ...failure(call, reason) })
      }
      const { data } = next.value
      const event = faultOf(next.value, answer, call) ?? decodeAnswer(codec, data, answer, call)
      yield event
      if (event._tag === 'Left') return
    }
  } finally {
    // Whoever leaves the loop does not wait for the connection to close.
    events.return(undefined).catch(() => undefined)
  }
}

/** A server that fails while it streams says so in an event. */
const faultOf = ({ data, event }: Message, { status }: Head, call: Call) => {
  const fault = ApiError.decode(readJson(data)?.json)
  if (fault._tag === 'Left' && event !== 'error') return undefined
  const reason = said(fault._tag === 'Right' ? fault.right.error.message : data, call)
  return left({ _tag: 'Refused', ...failure(call, reason), status, reason })
}

/** Characters of one event; a longer one is no event of this API. */
const MOST_CHARACTERS = 1024 * 1024

/** Why a stream of events ended before its time. */
type StreamFault = 'broken' | 'idle' | 'too large'

type Message = Pick<EventSourceMessage, 'data' | 'event'>

/** Events with an id that are remembered, so that one that comes again is not told again. */
const MOST_REMEMBERED = 1_000
const MOST_NAME = 10_000

/**
 * Each server-sent event, as it comes. Ends after `[DONE]`; anything else that ends
 * the stream is returned as a fault. Leaving the loop closes the connection.
 */
async function* readEvents(
  body: ReadableStream<Uint8Array>,
  idleTimeout: number,
): AsyncGenerator<Message, StreamFault | undefined> {
  const queue: Message[] = []
  const told = new Set<string>()
  // Since the last event; the parser itself does not count lines that it skips.
  let characters = 0
  let isTooLarge = false
  const parser = createParser({
    onEvent: ({ data, event, id }) => {
      // A chunk may hold an event as a whole, and more behind it.
      isTooLarge ||= data.length > MOST_CHARACTERS
      if (isTooLarge) return
      characters = 0
      const name = `${id} ${data}`
      if (id && told.has(name)) return
      if (told.has(name)) return
      if (id && name.length < MOST_NAME) told.add(name)
      const [oldest] = told
      if (told.size > MOST_REMEMBERED && oldest !== undefined) told.delete(oldest)
      queue.push({ data, event })
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
      for (const message of queue.splice(0)) {
        if (message.data.trim() === '[DONE]') return undefined
        yield message
      }
      if (isTooLarge || characters > MOST_CHARACTERS) return 'too large'
    }
  } catch {
    return 'broken'
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
