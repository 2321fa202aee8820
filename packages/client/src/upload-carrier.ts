import type { OpenAIFile } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import { failure, left } from './answer.ts'
import { MOST_BYTES } from './attempt.ts'
import type { CallOptions, Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { formOf, piecesOf } from './request.ts'

/** A file as far as sending it goes: a `File`, or bytes that are held elsewhere. */
export interface Sendable {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly stream: () => ReadableStream<Uint8Array>
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** Names a `Blob`, or bytes, which are not copied before they are sent. */
export const sendable = (content: Blob | Uint8Array<ArrayBuffer>, name: string): Sendable =>
  content instanceof Blob
    ? new File([content], name, { type: content.type })
    : {
        name,
        size: content.length,
        stream: () => streamOf(content),
        arrayBuffer: async () => content.slice().buffer,
      }

/** A file, if it is the one that was sent: the API tells its bytes and what it is for. */
export const asSent = (
  file: OpenAIFile,
  purpose: OpenAIFile['purpose'],
  size: number,
  path: string,
): Either<ClientError, OpenAIFile> => {
  if (file.bytes === size && file.purpose === purpose) return { _tag: 'Right', right: file }
  const reason = `expected ${size} bytes for ${purpose}, got ${file.bytes} for ${file.purpose}`
  const said = failure({ method: 'POST', path, attempts: 1 }, reason.slice(0, 200))
  return left({ _tag: 'UnexpectedAnswer', ...said, status: 200, reasons: [reason.slice(0, 200)] })
}

/** A form, and what carries it so that it is told how much of its file has left. */
export const carried = async <Body extends object>(
  client: Client,
  body: Body,
  file: Sendable,
  onSent: ((bytes: number) => void) | undefined,
): Promise<{ readonly form: Body; readonly carrier: CallOptions }> => {
  const isOwnServer = 'location' in globalThis && new URL(client.baseURL).origin === location.origin
  let form: Blob
  let carrier: CallOptions = {}
  if (await isSentByStream()) form = streamedForm(body, file, onSent)
  else {
    form = await formOf(body)
    // In a browser XMLHttpRequest alone tells. It follows redirects, which might take the key
    // elsewhere, so it is for the page's own server.
    if (onSent && isOwnServer && 'XMLHttpRequest' in globalThis) {
      carrier = { fetch: fetchByXhr(form, (bytes) => onSent(fileBytes(bytes, form, file))) }
    }
  }
  // The client sends a form that is made already as it is.
  return { form: form as unknown as Body, carrier }
}

/** The file comes last in its form, so what is around it counts as sent first. */
const fileBytes = (bytes: number, form: Blob, file: Sendable): number =>
  Math.max(0, bytes - (form.size - file.size))

/**
 * Whether this platform sends a `Blob` by its stream: Node.js does. There a form need not be held to
 * be sent, and that matters, for Node.js does not know what a `Blob` weighs and keeps hundreds of
 * megabytes of them.
 */
const isSentByStream = async (): Promise<boolean> => {
  const probe = new TextEncoder().encode('probe')
  const blob = sentBy(new Blob(), probe.length, () => streamOf(probe))
  return (await new Response(blob).text()) === 'probe'
}

const sentBy = (blob: Blob, size: number, stream: () => ReadableStream<Uint8Array>): Blob =>
  Object.defineProperties(blob, { size: { value: size }, stream: { value: stream } })

const streamedForm = (
  body: unknown,
  file: Sendable,
  onSent: ((bytes: number) => void) | undefined,
): Blob => {
  const { pieces, type } = piecesOf(body)
  const utf8 = new TextEncoder()
  const parts = pieces.map((piece) => (typeof piece === 'string' ? utf8.encode(piece) : file))
  const size = parts.reduce((sum, part) => sum + ('size' in part ? part.size : part.length), 0)
  const form = sentBy(new Blob([], { type }), size, () => {
    const streams = parts.map((part) => () => ('size' in part ? part.stream() : streamOf(part)))
    return joined(streams, (bytes) => onSent?.(fileBytes(bytes, form, file)))
  })
  return form
}

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let at = 0
  return new ReadableStream(
    {
      pull: (controller) => {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + 65_536))
        at += 65_536
      },
    },
    { highWaterMark: 0 },
  )
}

/** One stream after the other, none before it is asked for. */
const joined = (
  streams: (() => ReadableStream<Uint8Array>)[],
  onRead: (bytes: number) => void,
): ReadableStream<Uint8Array> => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let bytes = 0
  onRead(0)
  return new ReadableStream(
    {
      pull: async (controller) => {
        for (;;) {
          reader ??= streams.shift()?.().getReader()
          if (!reader) return controller.close()
          const chunk = await reader.read()
          if (chunk.done) reader = undefined
          else {
            bytes += chunk.value.length
            onRead(bytes)
            return controller.enqueue(chunk.value)
          }
        }
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

const fetchByXhr =
  (form: Blob, onSent: (bytes: number) => void): typeof fetch =>
  (input, init) =>
    new Promise((resolve, reject) => {
      const { method, url, headers, signal } = new Request(input, init)
      const xhr = new XMLHttpRequest()
      const fail = () => reject(new TypeError('connection failed'))
      const abort = () => xhr.abort()
      if (signal.aborted) return fail()

      xhr.open(method, url)
      xhr.responseType = 'arraybuffer'
      for (const [name, value] of headers) xhr.setRequestHeader(name, value)
      xhr.upload.onprogress = ({ loaded }) => onSent(loaded)
      xhr.onprogress = ({ loaded }) => loaded > MOST_BYTES && xhr.abort()
      xhr.onload = () => (xhr.responseURL === url ? resolve(responseOf(xhr)) : fail())
      xhr.onerror = fail
      xhr.onabort = fail
      xhr.onloadend = () => signal.removeEventListener('abort', abort)
      signal.addEventListener('abort', abort)
      xhr.send(form)
    })

const responseOf = (xhr: XMLHttpRequest): Response => {
  const { status, response } = xhr
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return new Response(status === 204 || status === 205 ? null : response, { status, headers })
}
