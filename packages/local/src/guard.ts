import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { createHexId } from './id.ts'
import { Refusal } from './refusal.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Whom to let in. */
export interface GuardRules {
  /** Whether other machines may come, by whatever name they know this one. */
  readonly isOpen: boolean
  /** Origins besides those of this machine. */
  readonly origins: readonly string[]
}

/**
 * Lets only this machine in: a page on the web that has its name point here (DNS rebinding) gives
 * another Host, and one that reaches across tells its Origin, or at least that it is another site.
 */
export const guard =
  ({ isOpen, origins }: GuardRules): MiddlewareHandler =>
  async (context, next) => {
    const host = context.req.header('host')
    if (!isOpen && (host === undefined || !isLoopback(`http://${host}`))) {
      return refusal(403, `Host ${host ?? '(none)'} is not this machine`)
    }
    const origin = context.req.header('origin')
    if (origin !== undefined && !isLoopback(origin) && !origins.includes(origin)) {
      return refusal(403, `Origin ${origin} is not on this machine`)
    }
    if (origin === undefined && context.req.header('sec-fetch-site') === 'cross-site') {
      return refusal(403, 'The site that asks is not on this machine')
    }
    return next()
  }

const NO_KEY =
  "You didn't provide an API key. You need to provide your API key in an Authorization header " +
  'using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).'
const WRONG_KEY =
  'Incorrect API key provided: ***. You can find your API key at ' +
  'https://platform.openai.com/account/api-keys.'

/** Lets in who knows the token: as a bearer, or in `api-key` as at Azure. */
export const tokenGuard = (token: string): MiddlewareHandler => {
  const expected = digest(token)
  return async (context, next) => {
    const [scheme = '', bearer = ''] = (context.req.header('authorization') ?? '').split(' ')
    const key = scheme.toLowerCase() === 'bearer' ? bearer : context.req.header('api-key')
    if (key !== undefined && timingSafeEqual(digest(key), expected)) return next()
    const answer = refusal(401, key === undefined ? NO_KEY : WRONG_KEY, 'invalid_api_key')
    answer.headers.set('www-authenticate', 'Basic realm="OpenAI API"')
    return answer
  }
}

/** Whether a name means this machine and nothing else. */
export const isLoopbackName = (name: string): boolean => LOOPBACK.includes(name.toLowerCase())

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && isLoopbackName(new URL(url).hostname)

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const refusal = (status: 401 | 403, message: string, code: string | null = null): Response => {
  const { body } = new Refusal(status, message, { code })
  return Response.json(body, { status, headers: { 'x-request-id': createHexId('req') } })
}
