import { ApiError, type Endpoint, explain } from '@finetune/models'
import type { Either, Left } from 'fp-ts/Either'
import type { Outcome } from './attempt.ts'
import type { ClientError } from './client-error.ts'
import { retryAfterOf } from './retry.ts'

/** The call that an answer belongs to. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly attempts: number
  /** The key, to keep it out of messages. */
  readonly secret: string | undefined
}

export const left = (error: ClientError): Left<ClientError> => ({
  _tag: 'Left',
  left: error,
})

/** What each call's error tells beside its own fields. */
export const failure = ({ method, path, attempts }: Call, message: string) => ({
  message: `${method} ${path}: ${message}`.slice(0, 500),
  method,
  path,
  attempts,
})

/** The error of an attempt that brought no good answer. */
export const errorOf = (
  outcome: Exclude<Outcome<unknown>, { _tag: 'Answer' }>,
  call: Call,
): ClientError => {
  switch (outcome._tag) {
    case 'Aborted':
      return { _tag: 'Aborted', ...failure(call, 'aborted') }
    case 'TooLarge': {
      const { limit } = outcome
      return { _tag: 'TooLarge', ...failure(call, `the answer is over ${limit} bytes`), limit }
    }
    case 'TimedOut':
      return call.method === 'POST'
        ? { _tag: 'Ambiguous', ...failure(call, `no answer in time, ${MAY_HAVE}`) }
        : { _tag: 'TimedOut', ...failure(call, 'no complete answer in time') }
    case 'NoAnswer':
      return call.method === 'POST' && outcome.sent
        ? {
            _tag: 'Ambiguous',
            ...failure(call, `the answer was lost (${outcome.reason}), ${MAY_HAVE}`),
          }
        : { _tag: 'NoAnswer', ...failure(call, `no answer (${outcome.reason})`) }
  }
}

const MAY_HAVE = 'the server may have done it'

/** The error of an answer whose status is not 2xx. */
export const refusalOf = (
  status: number,
  headers: Headers,
  body: Uint8Array | undefined,
  call: Call,
): ClientError => {
  if (call.method === 'POST' && (status === 502 || status === 504)) {
    return {
      _tag: 'Ambiguous',
      ...failure(call, `a gateway answered ${status}, ${MAY_HAVE}`),
      status,
    }
  }
  const parsed = body && parse(body)
  const decoded = ApiError.decode(parsed?._tag === 'Right' ? parsed.right : undefined)
  const error = decoded._tag === 'Right' ? decoded.right.error : undefined
  const said =
    error?.message ?? (status === 0 || status < 400 ? 'redirects are refused' : 'refused')
  const requestId = headers.get('x-request-id') ?? headers.get('apim-request-id')
  const retryAfter = retryAfterOf(headers)
  const text = call.secret ? said.replaceAll(call.secret, '[key]') : said
  return {
    _tag: 'Refused',
    ...failure(call, `${status} ${text}`),
    status,
    ...(error?.code != null && { code: String(error.code) }),
    ...(error?.param != null && { param: error.param }),
    ...(requestId !== null && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** A JSON answer, decoded by the endpoint's codec. */
export const decodeAnswer = (
  codec: Endpoint['response'],
  body: Uint8Array | string,
  status: number,
  headers: Headers,
  call: Call,
): Either<ClientError, unknown> => {
  const json = parse(body)
  const decoded = json._tag === 'Right' ? codec.decode(json.right) : undefined
  if (decoded?._tag === 'Right') return decoded
  const reasons = decoded
    ? explain(decoded.left)
    : [`expected JSON, got ${headers.get('content-type') ?? 'no content type'}`]
  const requestId = headers.get('x-request-id')
  return left({
    _tag: 'UnexpectedAnswer',
    ...failure(call, `not a ${codec.name}: ${reasons[0]}`),
    status,
    reasons,
    ...(requestId !== null && { requestId }),
  })
}

const parse = (body: Uint8Array | string): Either<undefined, unknown> => {
  try {
    const text =
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body)
    const right: unknown = JSON.parse(text)
    return { _tag: 'Right', right }
  } catch {
    return { _tag: 'Left', left: undefined }
  }
}
