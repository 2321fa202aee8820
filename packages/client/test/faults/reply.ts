/** What a server sends for one request, and how it ends. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** Sent one after the other. */
  readonly chunks: Iterable<string | Uint8Array<ArrayBuffer>>
  readonly end: 'complete' | 'reset' | 'silence'
  /** Milliseconds between two chunks. */
  readonly pace?: number
  /** On the wire in place of all that, in Latin-1; a reply that has it exists on the wire alone. */
  readonly raw?: string
}

export const json = (body: unknown, status = 200, headers: Reply['headers'] = {}): Reply =>
  text(JSON.stringify(body), { 'content-type': 'application/json', ...headers }, status)

export const text = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Reply['headers'] = {},
  status = 200,
): Reply => ({ status, headers, chunks: body.length > 0 ? [body] : [], end: 'complete' })

/** An envelope as the API refuses with. */
export const refusal = (
  status: number,
  headers: Reply['headers'] = {},
  error: Readonly<Record<string, unknown>> = {},
): Reply =>
  json({ error: { message: 'no', type: 'x', param: null, code: null, ...error } }, status, headers)

const utf8 = new TextEncoder()
export const bytesOf = (chunk: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  typeof chunk === 'string' ? utf8.encode(chunk) : chunk

/** The whole body as text. */
export const textOf = ({ chunks }: Reply): string =>
  [...chunks]
    .map((chunk) => (typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)))
    .join('')

/** Status line and headers as they go over the wire; the connection is for one request. */
export const headOf = ({ status, headers, chunks, end }: Reply): string => {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  )
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const isFramed = ['content-length', 'transfer-encoding'].some((name) => names.includes(name))
  if (!isFramed && Array.isArray(chunks)) {
    const length = chunks.reduce((sum, chunk) => sum + bytesOf(chunk).length, 0)
    // What breaks off or falls silent has promised more.
    lines.push(`content-length: ${end === 'complete' ? length : length + 1_000}`)
  }
  return `HTTP/1.1 ${status} Status\r\n${[...lines, 'connection: close'].join('\r\n')}\r\n\r\n`
}
