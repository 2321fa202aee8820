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
export const readdressed = (request: Request, url: URL, body?: string): Request => {
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

/** The JSON that a request holds; `undefined` for what is none. */
export const jsonOf = async (request: Request): Promise<Json | undefined> => {
  const body: unknown = await request.json().catch(() => undefined)
  return isJson(body) ? body : undefined
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
