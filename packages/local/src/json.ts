import { MOST_JSON } from './body.ts'
import { readerOf } from './body-reader.ts'

/** A JSON object that is being translated. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same answer with another JSON in it; one that is no JSON stays as it is. */
export const translated = async (
  response: Response,
  translate: (body: Json) => unknown,
): Promise<Response> => {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) return translatedEvents(response, translate)
  if (!type.startsWith('application/json')) return response
  const body: unknown = await response.json().catch(() => undefined)
  if (!isJson(body)) return response
  return again(response, JSON.stringify(translate(body)))
}

/** The same answer with another body, and another status where there is one. */
export const again = (
  response: Response,
  body: string | ReadableStream | null,
  status = response.status,
): Response => {
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  return new Response(body, { status, headers })
}

/** The same request to another URL, and with another body where there is one. */
export const readdressed = (
  request: Request,
  url: URL,
  body?: Uint8Array<ArrayBuffer>,
): Request => {
  const { method, signal } = request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const content = body ?? request.body
  return new Request(url, {
    method,
    headers,
    signal,
    ...(content !== null && { body: content, duplex: 'half' }),
  })
}

/**
 * The body of a request with another JSON object in it. What is none stays as it is, and of what is too
 * large there is enough to see that: the API refuses both.
 */
export const translatedBody = async (
  request: Request,
  translate: (body: Json) => unknown,
): Promise<Uint8Array<ArrayBuffer>> => {
  const whole = new Uint8Array(MOST_JSON + 1)
  const { pieces, discard } = readerOf(request)
  let size = 0
  for await (const piece of pieces()) {
    const fitting = piece.subarray(0, whole.byteLength - size)
    whole.set(fitting, size)
    size += fitting.byteLength
    if (size < whole.byteLength) continue
    discard()
    break
  }
  const bytes = whole.subarray(0, size)
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isJson(body) ? new TextEncoder().encode(JSON.stringify(translate(body))) : bytes
  } catch {
    return bytes
  }
}

/** A value in which what is `null` is absent. */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJson(value)) return value
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]))
}

/** Translates the JSON of each event. */
const translatedEvents = (response: Response, translate: (body: Json) => unknown): Response => {
  let rest = ''
  const line = (text: string): string => {
    const data = text.startsWith('data: {') ? JSON.parse(text.slice(6)) : undefined
    return isJson(data) ? `data: ${JSON.stringify(translate(data))}` : text
  }
  const lines = new TransformStream<string, string>({
    transform: (text, controller) => {
      const [...whole] = (rest + text).split('\n')
      rest = whole.pop() ?? ''
      for (const text of whole) controller.enqueue(`${line(text)}\n`)
    },
    flush: (controller) => controller.enqueue(rest),
  })
  const body = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(lines)
    .pipeThrough(new TextEncoderStream())
  return again(response, body ?? null)
}
