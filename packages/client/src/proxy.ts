import { Bytes, type Endpoint } from '@finetune/models'
import type { CallArguments, Client, OpenAnswer } from './client.ts'
import { filenameOf } from './download-file.ts'
import { answerTo, refusal, requestIdHeader, SAFE } from './proxy-answer.ts'
import { inputOf, isOwnPage, type ProxyInput, type ProxyLimits, paramsOf } from './proxy-input.ts'
import { watchBody } from './watch-body.ts'

export interface ProxyOptions<User> {
  /** Holds the key, and says how long and how often a call is tried. */
  readonly client: Client
  /** Who is asking, or undefined for nobody that may: 401. */
  readonly authorize: (request: Request) => User | undefined | Promise<User | undefined>
  /** What may be called; of two that fit a path the first is. */
  readonly allow: readonly Endpoint[]
  /** `/v1` where absent: what goes before the paths of the endpoints. */
  readonly basePath?: string
  /**
   * Whether a user may call an endpoint with this input: where not, an id is answered 404, anything
   * else 403. Without it every user may reach every object of the account.
   */
  readonly owns?: (user: User, endpoint: Endpoint, input: ProxyInput) => boolean | Promise<boolean>
  /**
   * What a user sees of a good answer that is no file and no stream: the place to note who made what,
   * and to leave the others' out of a list.
   */
  readonly reveal?: (user: User, endpoint: Endpoint, value: unknown) => unknown
  readonly limits?: ProxyLimits
}

/**
 * A `fetch` handler that lets the pages of its own site call some endpoints without a key. It builds
 * each request anew from what the endpoint's codecs know, so nothing else of the caller's gets
 * through: no header, no cookie, no parameter. Never rejects.
 */
export const createProxy =
  <User>(options: ProxyOptions<User>): ((request: Request) => Promise<Response>) =>
  async (request) => {
    try {
      return await answer(options, request)
    } catch {
      return refusal(500, 'the request could not be answered')
    }
  }

const answer = async <User>(
  { client, authorize, allow, basePath = '/v1', owns, reveal, limits = {} }: ProxyOptions<User>,
  request: Request,
): Promise<Response> => {
  if (!isOwnPage(request)) return refusal(403, 'not for the pages of other sites')
  const { pathname } = new URL(request.url)
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : ''
  const fitting = allow.flatMap((endpoint) => {
    const params = paramsOf(endpoint, path)
    return params ? [{ endpoint, params }] : []
  })
  if (fitting.length === 0) return refusal(404, 'Not found')
  const found = fitting.find(({ endpoint }) => endpoint.method === request.method)
  if (!found) {
    const methods = new Set(fitting.map(({ endpoint }) => endpoint.method))
    return refusal(405, 'Method not allowed', { headers: { allow: [...methods].join(', ') } })
  }

  const user = await authorize(request)
  if (user === undefined || user === null) return refusal(401, 'Not signed in')
  const { endpoint, params } = found
  const input = await inputOf(endpoint, params, request, limits)
  if (input instanceof Response) return input
  if (owns && !(await owns(user, endpoint, input))) {
    return endpoint.path.includes('/:') ? refusal(404, 'Not found') : refusal(403, 'Not allowed')
  }

  const { signal } = request
  // The codecs of the endpoint have read the input; going by its value loses the type.
  const args = [input, { signal }] as unknown as CallArguments<Endpoint>
  const asked = Object(endpoint.body ? Object(input).body : input.query)
  const isStream = endpoint.event !== undefined && asked.stream === true
  if (isStream || endpoint.response === Bytes) {
    const opened = await client.open(endpoint, ...args)()
    if (opened._tag === 'Left') return answerTo(opened.left)
    return isStream ? streamed(opened.right) : attached(opened.right)
  }
  const answered = await client.withResponse(endpoint, ...args)()
  if (answered._tag === 'Left') return answerTo(answered.left)
  const { value, requestId } = answered.right
  const seen = reveal ? await reveal(user, endpoint, value) : value
  const headers = { ...SAFE, ...requestIdHeader(requestId) }
  return Response.json(endpoint.response.encode(seen), { headers })
}

/** Ends with the page: its server cancels it, and the call to the other server knows its signal. */
const watched = ({ body, idleTimeout }: OpenAnswer) =>
  watchBody(body, { idleTimeout, failure: () => new Error('the server broke off') })

const streamed = (opened: OpenAnswer): Response => {
  const { headers } = opened
  const type = 'text/event-stream'
  if (!headers.get('content-type')?.toLowerCase().startsWith(type)) {
    opened.body.cancel().catch(() => undefined)
    return refusal(502, 'the server gave no good answer')
  }
  const own = { ...SAFE, 'content-type': type, ...requestIdHeader(headers.get('x-request-id')) }
  return new Response(watched(opened), { headers: own })
}

/** A file is handed over to be saved, never to be shown: it may be anything. */
const attached = (opened: OpenAnswer): Response => {
  const { headers } = opened
  const name = encodeURIComponent(filenameOf(headers) ?? 'file').replaceAll(/['()*]/g, '_')
  const length = headers.get('content-encoding') === null && headers.get('content-length')
  return new Response(watched(opened), {
    headers: {
      ...SAFE,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      ...(length && { 'content-length': length }),
      ...requestIdHeader(headers.get('x-request-id')),
    },
  })
}
