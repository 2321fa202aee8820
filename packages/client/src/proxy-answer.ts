import type { ClientError } from './client-error.ts'

interface Details {
  readonly code?: string | undefined
  readonly param?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal in the API's envelope. */
export const refusal = (
  status: number,
  message: string,
  { code, param, headers = {} }: Details = {},
): Response => {
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  const error = { message: message.slice(0, 500), type, param: param ?? null, code: code ?? null }
  return Response.json({ error }, { status, headers: { ...SAFE, ...headers } })
}

/** For every answer: it is one user's, and what it is said to be. */
export const SAFE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/**
 * What a caller is told of a call that failed: the server's own words where it refused, and nothing of
 * how it was called. The proxy's client has tried again what it may, so the caller's should not.
 */
export const answerTo = (error: ClientError): Response => {
  const headers = { 'x-should-retry': 'false' }
  switch (error._tag) {
    case 'Refused': {
      const { status, reason, code, param, requestId, retryAfter } = error
      // Of the key of the proxy, not of the caller's.
      if (status === 401) return refusal(500, 'the server does not know this proxy', { headers })
      if (status < 400) return refusal(502, 'the server answered elsewhere', { headers })
      const wait = retryAfter !== undefined && { 'retry-after': `${Math.ceil(retryAfter / 1000)}` }
      const own = { ...(wait || headers), ...requestIdHeader(requestId) }
      return refusal(status, reason, { code, param, headers: own })
    }
    case 'TimedOut':
      return refusal(504, 'the server did not answer in time', { headers })
    case 'Ambiguous':
      return refusal(502, 'the answer was lost: the server may have done it', { headers })
    case 'InvalidRequest':
      return refusal(500, 'the request could not be passed on', { headers })
    default:
      return refusal(502, 'the server gave no good answer', { headers })
  }
}

/** The id of a request where it is none but that. */
export const requestIdHeader = (id: string | null | undefined): Record<string, string> =>
  id && /^[\w-]{1,128}$/.test(id) ? { 'x-request-id': id } : {}
