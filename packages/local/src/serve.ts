import type { Endpoint, EventOf, InputOf, OutputOf } from '@finetune/models'
import type { Context, Hono } from 'hono'
import { attachment } from './attachment.ts'
import { readBody } from './body.ts'
import type { Clock } from './clock.ts'
import { eventStream } from './event-stream.ts'
import { nested } from './query.ts'
import { Refusal } from './refusal.ts'
import { schemaFault } from './schema-fault.ts'

/** What a handler answers for an endpoint of `Bytes`: they are sent as a file with a name. */
export interface Attachment {
  readonly filename: string
  readonly content: Uint8Array
}

type Answer<E extends Endpoint> = OutputOf<E> extends Uint8Array ? Attachment : OutputOf<E>

/** Answers one endpoint; throws a {@link Refusal} to answer an error. */
export type Handler<E extends Endpoint> = (input: InputOf<E>) => Answer<E> | Promise<Answer<E>>

/** Answers an endpoint that streams: at once, or event by event until the signal is aborted. */
export interface StreamingHandler<E extends Endpoint> {
  readonly answer: Handler<E>
  readonly stream: (input: InputOf<E>, signal: AbortSignal) => AsyncIterable<EventOf<E>>
}

/** One handler for each endpoint of a resource: a missing one does not compile. */
export type Handlers<Resource extends Record<string, Endpoint>> = {
  readonly [K in keyof Resource]: Resource[K] extends Required<Pick<Endpoint, 'event'>>
    ? StreamingHandler<Resource[K]>
    : Handler<Resource[K]>
}

/** What serving needs besides the handlers. */
export interface Serving {
  readonly app: Hono
  readonly clock: Clock
  /** Aborted when the API closes: streams end then. */
  readonly closing: AbortSignal
}

/** Routes each endpoint of a resource to its handler: decodes what comes in, encodes what goes out. */
export const serve = <Resource extends Record<string, Endpoint>>(
  { app, clock, closing }: Serving,
  resource: Resource,
  handlers: Handlers<Resource>,
): void => {
  for (const [name, endpoint] of Object.entries(resource)) {
    // The type of `handlers` pairs each handler with its endpoint; going by name loses that.
    const handler = handlers[name] as UntypedHandler | UntypedStreamingHandler
    const { answer, stream } =
      typeof handler === 'function' ? { answer: handler, stream: undefined } : handler

    app.on(endpoint.method, endpoint.path, async (context) => {
      const input = await inputOf(endpoint, context)
      if (stream && endpoint.event && isStreamAsked(input.query)) {
        const streaming = { clock, closing, leaving: context.req.raw.signal }
        return eventStream(streaming, endpoint.event, (signal) => stream(input, signal))
      }
      const output = await answer(input)
      if (isAttachment(output)) {
        const content = endpoint.response.encode(output.content)
        return attachment(output.filename, content)
      }
      return context.json(endpoint.response.encode(output))
    })
  }
}

type UntypedHandler = (input: unknown) => unknown
type UntypedStreamingHandler = {
  readonly answer: UntypedHandler
  readonly stream: (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>
}

const inputOf = async (endpoint: Endpoint, context: Context) => {
  const query = decode(endpoint, endpoint.query, nested(context.req.query()))
  const body = decode(endpoint, endpoint.body, await readBody(endpoint, context.req.raw))
  return { ...context.req.param(), query, body }
}

const decode = (endpoint: Endpoint, codec: Endpoint['body'], value: unknown): unknown => {
  if (!codec) return undefined
  const result = codec.decode(value)
  if (result._tag === 'Right') return result.right
  const { message, field } = schemaFault(result.left)
  // So it was recorded: a form names the field at fault, JSON does not.
  throw new Refusal(400, message, { param: endpoint.encoding === 'multipart' ? field : null })
}

const isStreamAsked = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && 'stream' in query && query.stream === true

const isAttachment = (output: unknown): output is Attachment =>
  typeof output === 'object' &&
  output !== null &&
  'content' in output &&
  output.content instanceof Uint8Array
