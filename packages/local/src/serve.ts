import type { Endpoint, EventOf, FileContent, InputOf, OutputOf } from '@finetune/models'
import type { Hono } from 'hono'
import { attachment } from './attachment.ts'
import type { BlobStore, BlobStream } from './blob-store.ts'
import { readBody } from './body.ts'
import type { Clock } from './clock.ts'
import { eventStream } from './event-stream.ts'
import type { ReadForm, ReceivedFile } from './form.ts'
import { nested } from './query.ts'
import { Refusal } from './refusal.ts'
import { schemaFault } from './schema-fault.ts'

/** What a handler answers for an endpoint of `Bytes`: they are sent as a file with a name. */
export interface Attachment {
  readonly filename: string
  readonly content: Uint8Array | BlobStream
}

type Answer<E extends Endpoint> = OutputOf<E> extends Uint8Array ? Attachment : OutputOf<E>

/** What a handler is given: the files of a form have come in already, and are gone unless kept. */
type Input<E extends Endpoint> = E extends { readonly encoding: 'multipart' }
  ? { readonly [K in keyof InputOf<E>]: K extends 'body' ? Received<InputOf<E>[K]> : InputOf<E>[K] }
  : InputOf<E>
type Received<Body> = {
  readonly [K in keyof Body]: Body[K] extends FileContent ? ReceivedFile : Body[K]
}

/** Answers one endpoint; throws a {@link Refusal} to answer an error. */
export type Handler<E extends Endpoint> = (input: Input<E>) => Answer<E> | Promise<Answer<E>>

/** Answers an endpoint that streams: at once, or event by event until the signal is aborted. */
export interface StreamingHandler<E extends Endpoint> {
  readonly answer: (input: InputOf<E>, signal: AbortSignal) => Answer<E> | Promise<Answer<E>>
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
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly readForm: ReadForm
  /** Aborted when the API closes: streams end then. */
  readonly closing: AbortSignal
}

/** Routes each endpoint of a resource to its handler: decodes what comes in, encodes what goes out. */
export const serve = <Resource extends Record<string, Endpoint>>(
  { app, blobs, clock, closing, readForm }: Serving,
  resource: Resource,
  handlers: Handlers<Resource>,
): void => {
  for (const [name, endpoint] of Object.entries(resource)) {
    // The type of `handlers` pairs each handler with its endpoint; going by name loses that.
    const handler = handlers[name] as UntypedHandler | UntypedStreamingHandler
    const { answer, stream } =
      typeof handler === 'function' ? { answer: handler, stream: undefined } : handler

    app.on(endpoint.method, endpoint.path, async (context) => {
      const query = decode(endpoint, endpoint.query, nested(context.req.query()))
      const { content, drop } = await readBody(endpoint, context.req.raw, blobs, readForm)
      const leaving = context.req.raw.signal
      try {
        const body = decode(endpoint, endpoint.body, content)
        const input = { ...context.req.param(), query, body }
        if (stream && endpoint.event && isStreamAsked(endpoint.body ? body : query)) {
          const streaming = { clock, closing, leaving }
          return eventStream(streaming, endpoint.event, (signal) => stream(input, signal))
        }
        const output = await answer(input, AbortSignal.any([leaving, closing]))
        if (isAttachment(output)) return attachment(output.filename, output.content)
        return context.json(endpoint.response.encode(output))
      } finally {
        await drop()
      }
    })
  }
  for (const path of new Set(Object.values(resource).map((endpoint) => endpoint.path))) {
    app.all(path, ({ req }) => {
      const place = `/v1${path.replaceAll(/:\w+/g, '*')}`
      const hint = '(HINT: Perhaps you meant to use a different HTTP method?)'
      throw new Refusal(405, `Not allowed to ${req.method} on ${place}. ${hint}`)
    })
  }
}

type UntypedHandler = (input: unknown, signal: AbortSignal) => unknown
type UntypedStreamingHandler = {
  readonly answer: UntypedHandler
  readonly stream: (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>
}

const decode = (endpoint: Endpoint, codec: Endpoint['body'], value: unknown): unknown => {
  if (!codec) return undefined
  const result = codec.decode(value)
  if (result._tag === 'Right') return result.right
  const { message, field } = schemaFault(result.left)
  if (endpoint.event && message === NO_MODEL) throw new Refusal(400, MODEL_WANTED)
  // So it was recorded: a form names the field at fault, JSON does not.
  throw new Refusal(400, message, { param: endpoint.encoding === 'multipart' ? field : null })
}

/** What completions and conversations say instead of what other bodies do. */
const NO_MODEL = "'model' is a required property"
const MODEL_WANTED = 'you must provide a model parameter'

const isStreamAsked = (asked: unknown): boolean =>
  typeof asked === 'object' && asked !== null && 'stream' in asked && asked.stream === true

const isAttachment = (output: unknown): output is Attachment =>
  typeof output === 'object' && output !== null && 'filename' in output && 'content' in output
