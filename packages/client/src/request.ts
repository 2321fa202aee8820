import { type Endpoint, explain, FileContent } from '@finetune/models'
import type { Request } from './attempt.ts'

/** Where and with what headers requests go. */
export interface Target {
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** A base URL as it is written; throws where it is none, or holds a password. */
export const baseOf = (text: string): string => {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError('baseURL: not an HTTP address')
  if (url.username || url.password) throw new TypeError('baseURL: must not hold a user or password')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** The request of a call, or why it cannot be made, as one line. */
export const requestOf = async (
  endpoint: Endpoint,
  input: unknown,
  target: Target,
  apiKey: string | undefined,
): Promise<Request | string> => {
  const given: Readonly<Record<string, unknown>> = { ...Object(input) }
  const path = pathOf(endpoint.path, given)
  if (path === undefined) return 'a path parameter is missing or is no single path segment'

  const headers: Record<string, string> = { accept: 'application/json', ...target.headers }
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) return 'headers: a name is none'
    if (!SENDABLE.test(value)) return `${name}: holds a character that no header can carry`
  }

  const query = new URLSearchParams(target.query)
  for (const [name, value] of pairsOf(encodedQuery(endpoint, given.query))) {
    query.set(name, String(value))
  }
  const search = query.size > 0 ? `?${query}` : ''
  const request = { method: endpoint.method, url: `${target.baseURL}${path}${search}`, headers }

  if (!endpoint.body) return request
  if (given.body instanceof Blob && given.body.type.startsWith(FORM)) {
    return { ...request, body: given.body }
  }
  const body = endpoint.body.decode(given.body)
  if (body._tag === 'Left') return `body: ${explain(body.left).join('; ')}`
  const encoded: unknown = endpoint.body.encode(body.right)
  if (endpoint.encoding === 'multipart') return { ...request, body: await formOf(encoded) }
  headers['content-type'] = 'application/json'
  return { ...request, body: JSON.stringify(encoded) }
}

const FORM = 'multipart/form-data'

/** A token of HTTP. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** Visible ASCII and spaces within. */
const SENDABLE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/

/** The path with its parameters filled in, each exactly one segment. */
const pathOf = (path: string, input: Readonly<Record<string, unknown>>): string | undefined => {
  const segments = path.split('/').map((segment) => {
    if (!segment.startsWith(':')) return segment
    const value = input[segment.slice(1)]
    if (typeof value !== 'string' || value === '' || value === '.' || value === '..')
      return undefined
    // Throws on half a character, which no address can hold.
    return encodeURIComponent(value)
  })
  return segments.includes(undefined) ? undefined : segments.join('/')
}

const encodedQuery = (endpoint: Endpoint, query: unknown): Readonly<Record<string, unknown>> =>
  endpoint.query && query !== undefined ? endpoint.query.encode(query) : {}

/** What travels as text, an object as `name[key]`. */
function* pairsOf(record: unknown): Generator<readonly [string, unknown]> {
  for (const [name, value] of Object.entries(Object(record))) {
    if (value === undefined) continue
    if (typeof value !== 'object' || value === null || FileContent.is(value)) yield [name, value]
    else for (const [key, inner] of pairsOf(value)) yield [`${name}[${key}]`, inner]
  }
}

/** The pieces of a form, its files as they are, and the type that joins them (RFC 7578). */
export const piecesOf = (body: unknown): { pieces: (string | FileContent)[]; type: string } => {
  const boundary = `form-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`
  const pieces: (string | FileContent)[] = []
  const pairs = [...pairsOf(body)]
  const begin = (name: string, more: string) =>
    pieces.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${more}\r\n\r\n`,
    )
  for (const [name, value] of pairs) {
    if (FileContent.is(value)) continue
    begin(name, '')
    pieces.push(`${value}\r\n`)
  }
  // Files come last, so that a server knows what they are for when it meets them.
  for (const [name, file] of pairs) {
    if (!FileContent.is(file)) continue
    const type = (file instanceof Blob && file.type) || 'application/octet-stream'
    begin(name, `; filename="${quoted(file.name)}"\r\nContent-Type: ${type}`)
    pieces.push(file, '\r\n')
  }
  pieces.push(`--${boundary}--\r\n`)
  return { pieces, type: `${FORM}; boundary=${boundary}` }
}

const QUOTED: Readonly<Record<string, string>> = { '"': '%22', '\r': '%0D', '\n': '%0A' }
const quoted = (text: string): string => text.replaceAll(/["\r\n]/g, (sign) => QUOTED[sign] ?? '')

/** As a `Blob` it is read as fast as it leaves: of a `FormData` Node.js would hold all in memory. */
export const formOf = async (body: unknown): Promise<Blob> => {
  const { pieces, type } = piecesOf(body)
  const parts = pieces.map((piece) =>
    typeof piece === 'string' || piece instanceof Blob ? piece : piece.arrayBuffer(),
  )
  return new Blob(await Promise.all(parts), { type })
}
