import { type Endpoint, explain } from '@finetune/models'
import type * as t from 'io-ts'
import { readAll } from './attempt.ts'
import { readJson } from './json.ts'
import { refusal } from './proxy-answer.ts'
import { strangerIn } from './stranger.ts'
import { watchBody } from './watch-body.ts'

/** What a caller asks of an endpoint: its path parameters by name, `query` and `body`, decoded. */
export type ProxyInput = Readonly<Record<string, unknown>>

/** How much a caller may send. */
export interface ProxyLimits {
  /** Bytes of a JSON body: 1 MiB. */
  readonly json?: number
  /** Bytes of a form, which is held in memory: 32 MiB. */
  readonly upload?: number
}

/**
 * Whether a request comes from a page of this very site, or from no page. Another site could have the
 * browser send the user's cookies with it.
 */
export const isOwnPage = ({ headers, method, url }: Request): boolean => {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || (site === 'none' && method === 'GET')
  const origin = headers.get('origin')
  const host = headers.get('host') ?? new URL(url).host
  return origin === null || URL.parse(origin)?.host === host
}

/** The path parameters of a path that is the endpoint's, or undefined. */
export const paramsOf = (
  endpoint: Endpoint,
  path: string,
): Readonly<Record<string, string>> | undefined => {
  const [template, segments] = [endpoint.path.split('/'), path.split('/')]
  const params: Record<string, string> = {}
  if (template.length !== segments.length) return undefined
  for (const [index, segment] of segments.entries()) {
    const part = template[index] ?? ''
    const id = part.startsWith(':') ? idOf(segment) : undefined
    if (id !== undefined) params[part.slice(1)] = id
    else if (part !== segment) return undefined
  }
  return params
}

/**
 * The id that a segment spells. Servers behind the server may decode it a second time, so it holds
 * nothing that could then lead elsewhere.
 */
const idOf = (segment: string): string | undefined => {
  try {
    const id = decodeURIComponent(segment)
    const isPlain = id.length <= 256 && !/[\p{Cc}\\%?#]/u.test(id)
    return isPlain && id.split('/').every((part) => !/^\.{0,2}$/.test(part)) ? id : undefined
  } catch {
    return undefined
  }
}

/** What the request asks, or the answer to one that asks what cannot be asked. */
export const inputOf = async (
  endpoint: Endpoint,
  params: Readonly<Record<string, string>>,
  request: Request,
  { json = 2 ** 20, upload = 2 ** 25 }: ProxyLimits,
): Promise<ProxyInput | Response> => {
  const query = queryOf(endpoint, new URL(request.url).searchParams)
  if (query instanceof Response) return query
  const isForm = endpoint.encoding === 'multipart'
  const limit = endpoint.body ? (isForm ? upload : json) : 0
  const { body: codec } = endpoint
  if (!codec) {
    const nothing = await read(request, 0, (body) => readAll(body, 0))
    return nothing instanceof Response ? nothing : { ...params, ...query }
  }

  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  const expected = isForm ? 'multipart/form-data' : 'application/json'
  if (type !== expected || request.headers.has('content-encoding')) {
    return refusal(415, `expected ${expected}`)
  }
  const body = await read(request, limit, async (source) => {
    if (!isForm) return readJson((await readAll(source, limit)) ?? '')?.json
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    return nested(await new Response(source, { headers }).formData(), true)
  })
  if (body instanceof Response) return body
  const decoded = decode(codec, body)
  return decoded instanceof Response ? decoded : { ...params, ...query, body: decoded }
}

const queryOf = (endpoint: Endpoint, search: URLSearchParams) => {
  if (!endpoint.query) {
    const [name] = search.keys()
    return name === undefined ? {} : unknownParameter(name)
  }
  const query = decode(endpoint.query, nested(search, false))
  return query instanceof Response ? query : { query }
}

const decode = (codec: t.Mixed, value: unknown): unknown => {
  const stranger = strangerIn(codec, value)
  if (stranger !== undefined) return unknownParameter(stranger)
  const decoded = codec.decode(value)
  return decoded._tag === 'Right' ? decoded.right : refusal(400, explain(decoded.left).join('; '))
}

const unknownParameter = (name: string) => {
  const param = name.slice(0, 80)
  return refusal(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' })
}

/** Milliseconds without a byte of a body. */
const IDLE = 30_000

/** Reads a body within its bounds; where that fails, the answer that says why. */
const read = async (
  request: Request,
  limit: number,
  take: (body: ReadableStream<Uint8Array> | null) => Promise<unknown>,
): Promise<unknown> => {
  const tooLarge = () => refusal(413, `the body is over ${limit} bytes`)
  if (Number(request.headers.get('content-length')) > limit) return tooLarge()
  let why = ''
  const failure = (reason: string) => {
    why = reason
    return new Error(reason)
  }
  try {
    const { body } = request
    return await take(body && watchBody(body, { idleTimeout: IDLE, limit, failure }))
  } catch {
    if (why === 'too large') return tooLarge()
    return why === 'idle'
      ? refusal(408, 'the body did not come in time')
      : refusal(400, 'the body could not be read')
  }
}

/** Pairs as an object, `a[b]` one level down; in a form numbers are written out there. */
const nested = (
  pairs: Iterable<readonly [string, FormDataEntryValue]>,
  isForm: boolean,
): Record<string, unknown> => {
  const object: Record<string, unknown> = Object.create(null)
  for (const [name, value] of pairs) {
    const [, outer, inner] = name.match(/^([^[\]]{1,64})\[([^[\]]{1,64})\]$/) ?? []
    if (outer === undefined || inner === undefined) {
      // A name that comes twice means a list, which no codec here takes.
      object[name] = Object.hasOwn(object, name) ? [object[name], value] : value
    } else {
      const isNumber = isForm && typeof value === 'string' && /^\d{1,15}$/.test(value)
      const within = Object(object[outer])
      object[outer] = { ...within, [inner]: isNumber ? Number(value) : value }
    }
  }
  return object
}
