import { type Endpoint, explain, FileContent } from '@finetune/models'
import type { Request } from './attempt.ts'

/** Where and with what headers requests go. */
export interface Target {
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
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

  const headers = new Headers()
  const lines: Record<string, string> = { accept: 'application/json', ...target.headers }
  if (apiKey !== undefined) lines.authorization = `Bearer ${apiKey}`
  for (const [name, value] of Object.entries(lines)) {
    if (!SENDABLE.test(value)) return `${name}: holds a character that no header can carry`
    headers.set(name, value)
  }

  const query = new URLSearchParams(target.query)
  for (const [name, value] of pairsOf(encodedQuery(endpoint, given.query))) {
    query.set(name, String(value))
  }
  const search = query.size > 0 ? `?${query}` : ''
  const request = { method: endpoint.method, url: `${target.baseURL}${path}${search}`, headers }

  if (!endpoint.body) return request
  const body = endpoint.body.decode(given.body)
  if (body._tag === 'Left') return `body: ${explain(body.left).join('; ')}`
  const encoded: unknown = endpoint.body.encode(body.right)
  if (endpoint.encoding === 'multipart') return { ...request, body: await formOf(encoded) }
  headers.set('content-type', 'application/json')
  return { ...request, body: JSON.stringify(encoded) }
}

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

const formOf = async (body: unknown): Promise<FormData> => {
  const form = new FormData()
  const pairs = [...pairsOf(body)]
  for (const [name, value] of pairs) {
    if (!FileContent.is(value)) form.append(name, String(value))
  }
  // Files come last, so that a server knows what they are for when it meets them.
  for (const [name, file] of pairs) {
    if (!FileContent.is(file)) continue
    const blob = file instanceof Blob ? file : new Blob([await file.arrayBuffer()])
    form.append(name, blob, file.name)
  }
  return form
}
