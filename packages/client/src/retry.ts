import { ApiError } from '@finetune/models'
import type { Outcome } from './attempt.ts'
import { readJson } from './json.ts'

/** How often and for how long a call may be tried. */
export interface Patience {
  /** Attempts after the first. */
  readonly maxRetries: number
  /** `performance.now()` at which the call must have ended. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** The client's own, over all its calls. */
  readonly bucket: Bucket
}

/** Attempts that a client may still make beside the first of each call: an outage empties it. */
export interface Bucket {
  tokens: number
}

/** How many calls of a client may be tried again while nothing answers. */
export const MOST_TOKENS = 20
/** What an answer gives back. */
const REFUND = 0.2

/**
 * Tries again what may be tried again: a lost connection, a time-out, and the answers 408, 409, 429
 * and 5xx, unless the server says otherwise. The only layer that retries; used for idempotent calls
 * alone.
 */
export const retry = async <Body>(
  run: (attempt: number) => Promise<Outcome<Body>>,
  { maxRetries, deadline, signal, bucket }: Patience,
): Promise<{ readonly outcome: Outcome<Body>; readonly attempts: number }> => {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await run(attempts)
    if (outcome._tag === 'Answer') bucket.tokens = Math.min(MOST_TOKENS, bucket.tokens + REFUND)
    const delay = attempts > maxRetries ? undefined : delayBefore(outcome, attempts)
    if (delay === undefined || performance.now() + delay >= deadline || bucket.tokens < 1) {
      return { outcome, attempts }
    }
    bucket.tokens -= 1
    if (!(await sleep(delay, signal))) return { outcome: { _tag: 'Aborted' }, attempts }
  }
}

const BASE = 500
const CAP = 8_000

/** Milliseconds to wait before another attempt, or undefined when there should be none. */
const delayBefore = <Body>(outcome: Outcome<Body>, attempts: number): number | undefined => {
  const backOff = Math.random() * Math.min(CAP, BASE * 2 ** (attempts - 1))
  if (outcome._tag === 'NoAnswer' || outcome._tag === 'TimedOut') return backOff
  if (outcome._tag !== 'Refusal' || !mayRetry(outcome)) return undefined
  // At once, or a time that is over, is no time.
  return retryAfterOf(outcome.headers) || backOff
}

const mayRetry = ({ status, headers, body }: Refusal): boolean => {
  const advice = headers.get('x-should-retry')
  if (advice === 'true') return true
  if (advice === 'false') return false
  if (status === 429) return !isOutOfQuota(body)
  return status === 408 || status === 409 || status >= 500
}

type Refusal = Extract<Outcome<unknown>, { readonly _tag: 'Refusal' }>

/** A quota that is used up comes back with money, not with time. */
const isOutOfQuota = (body: Uint8Array): boolean => {
  const refusal = ApiError.decode(readJson(body)?.json)
  return refusal._tag === 'Right' && refusal.right.error.code === 'insufficient_quota'
}

/** Milliseconds that the server asks to wait, from `retry-after-ms` or `Retry-After`. */
export const retryAfterOf = (headers: Headers): number | undefined => {
  const milliseconds = numberOf(headers.get('retry-after-ms'))
  if (milliseconds !== undefined) return milliseconds
  const header = headers.get('retry-after') ?? ''
  const seconds = numberOf(header)
  if (seconds !== undefined) return Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER)
  // What begins with no day is no date of HTTP, though `Date` makes one of nearly everything.
  const date = /^[A-Z][a-z]{2,8},? /.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

const numberOf = (text: string | null): number | undefined =>
  text !== null && /^\d+(\.\d+)?$/.test(text)
    ? Math.min(Math.ceil(Number(text)), Number.MAX_SAFE_INTEGER)
    : undefined

/** Waits; false when the signal was aborted before the time was over. */
export const sleep = (milliseconds: number, signal?: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve(false)
    const end = (slept: boolean) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(slept)
    }
    const onAbort = () => end(false)
    const timer = setTimeout(() => end(true), milliseconds)
    signal?.addEventListener('abort', onAbort)
  })
