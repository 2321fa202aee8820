import { ApiError, type Endpoint, explain } from '@finetune/models'
import type { Either, Left } from 'fp-ts/Either'
import type * as t from 'io-ts'
import type { Outcome } from './attempt.ts'
import type { ClientError } from './client-error.ts'
import type { Hide } from './hide.ts'
import { readJson } from './json.ts'
import { retryAfterOf } from './retry.ts'

/** The call that an answer belongs to. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly attempts: number
  /** Whether doing it twice does no harm: any call but a POST where absent. */
  readonly repeatable?: boolean
  /** Keeps the key out of messages. */
  readonly hide: Hide
}

export const left = (error: ClientError): Left<ClientError> => ({ _tag: 'Left', left: error })

/** What each call's error tells beside its own fields. */
export const failure = ({ method, path, attempts }: Omit<Call, 'hide'>, message: string) => ({
  message: `${method} ${path}: ${message}`.slice(0, 500),
  method,
  path,
  attempts,
})

/** The error of an attempt that brought no good answer. */
export const errorOf = (
  outcome: Exclude<Outcome<unknown>, { readonly _tag: 'Answer' }>,
  call: Call,
  /** Bytes that the answer may have. */
  limit: number,
): ClientError => {
  const once = !(call.repeatable ?? call.method !== 'POST')
  const unknown = (what: string) => failure(call, `${what}; the server may have done it`)
  switch (outcome._tag) {
    case 'Aborted':
      return { _tag: 'Aborted', ...failure(call, 'aborted') }
    case 'TooLarge':
      return { _tag: 'TooLarge', ...failure(call, 'the answer is too large'), limit }
    case 'TimedOut':
      return once
        ? { _tag: 'Ambiguous', cause: 'late', ...unknown('no answer in time') }
        : { _tag: 'TimedOut', ...failure(call, 'no complete answer in time') }
    case 'NoAnswer':
      return once && outcome.sent
        ? {
            _tag: 'Ambiguous',
            cause: 'lost',
            ...unknown(`the answer was lost (${outcome.reason})`),
          }
        : { _tag: 'NoAnswer', ...failure(call, `no answer (${outcome.reason})`) }
    case 'Refusal': {
      const { status } = outcome
      return once && (status === 502 || status === 504)
        ? {
            _tag: 'Ambiguous',
            cause: 'gateway',
            ...unknown(`a gateway answered ${status}`),
            status,
          }
        : refusalOf(outcome, call)
    }
  }
}

const refusalOf = (
  { status, headers, body }: Extract<Outcome<unknown>, { readonly _tag: 'Refusal' }>,
  call: Call,
): ClientError => {
  const decoded = ApiError.decode(readJson(body)?.json)
  const error = decoded._tag === 'Right' ? decoded.right.error : undefined
  const words = error?.message ?? (status < 400 ? 'redirects are refused' : 'refused')
  const reason = said(words, call)
  const retryAfter = retryAfterOf(headers)
  return {
    _tag: 'Refused',
    ...failure(call, `${status} ${reason}`),
    status,
    reason,
    ...(error?.code != null && { code: said(String(error.code), call) }),
    ...(error?.param != null && { param: said(error.param, call) }),
    ...requestIdOf(headers, call),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** What a server says, which may be the key that it was sent, and may be long. */
export const said = (words: string, { hide }: Pick<Call, 'hide'>): string =>
  hide(words).slice(0, 500)

/** What to name to the provider's support. */
export const requestIdOf = (headers: Headers, call: Pick<Call, 'hide'>) => {
  const requestId = headers.get('x-request-id') ?? headers.get('apim-request-id')
  return requestId === null ? {} : { requestId: said(requestId, call) }
}

/** How an answer came. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

/** The error of a yes that is none. */
export const unexpected = (
  what: string,
  reasons: readonly string[],
  { status, headers }: Head,
  call: Call,
): Left<ClientError> =>
  left({
    _tag: 'UnexpectedAnswer',
    ...failure(call, `no ${what}: ${reasons[0]}`),
    status,
    reasons,
    ...requestIdOf(headers, call),
  })

/** What a server says of its body. */
export const typeOf = ({ headers }: Head, call: Call): string =>
  said(headers.get('content-type') || 'no content type', call)

/** A good answer, or one event of it, as its codec reads it. */
export const decodeAnswer = <A>(
  codec: t.Type<A, unknown>,
  body: Uint8Array | string,
  head: Head,
  call: Call,
): Either<ClientError, A> => {
  const parsed = readJson(body)
  const decoded = parsed && codec.decode(parsed.json)
  if (decoded?._tag === 'Right') return decoded
  const reasons = parsed
    ? reasonsOf(codec, parsed.json, call)
    : [`expected JSON, got ${typeOf(head, call)}`]
  return unexpected(codec.name, reasons, head, call)
}

const reasonsOf = (codec: t.Mixed, json: unknown, { hide }: Call): readonly string[] => {
  const decoded = codec.decode(hidden(json, hide))
  return decoded._tag === 'Left' ? explain(decoded.left) : ['a key where none should be']
}

/** JSON without the key: a reason shows the beginning of a value, so it is cut out before. */
export const hidden = (json: unknown, hide: Hide): unknown =>
  readJson(hide(JSON.stringify(json)))?.json

/**
 * Whether an answer is of another object than the one that was asked for, or of none. An object is
 * asked for by a path that ends in its id, and by a verb behind it that takes no body.
 */
export const isOther = (
  { method, path, body }: Endpoint,
  input: unknown,
  value: unknown,
): boolean => {
  const id: unknown = Object(value).id
  const name = path.match(method === 'POST' ? /:(\w+)\/\w+$/ : /:(\w+)$/)?.[1]
  if (id === undefined || name === undefined || body) return id === ''
  return id !== Object(input)[name]
}
