import { explain, WebhookEvent } from '@finetune/models'
import type { Either, Left } from 'fp-ts/Either'
import { readAll } from './attempt.ts'
import { readJson } from './json.ts'
import { watchBody } from './watch-body.ts'

/** Why a webhook is not to be believed, as plain data. */
export interface WebhookError {
  /**
   * - `UnusableSecret`: there is none, or it is no base64 behind its `whsec_`
   * - `NotSigned`: a header is missing, too long or not as it should be
   * - `OutsideWindow`: signed too long ago, or in the future
   * - `TooLarge`, `Unreadable`: of the body
   * - `Forged`: no signature is right
   * - `UnknownEvent`: signed, and still no event
   * - `Replayed`: `seen` knows its id
   * - `Unguarded`: `seen` could not tell
   */
  readonly _tag:
    | 'UnusableSecret'
    | 'NotSigned'
    | 'OutsideWindow'
    | 'TooLarge'
    | 'Unreadable'
    | 'Forged'
    | 'UnknownEvent'
    | 'Replayed'
    | 'Unguarded'
  /** One line, without the secret and the body. */
  readonly message: string
}

export interface WebhookOptions {
  /** Seconds that the signature may be old, or ahead of the clock: 300. */
  readonly tolerance?: number
  /** Milliseconds since 1970: `Date.now`. */
  readonly now?: () => number
  /**
   * Whether this id was handled before, to be kept for the double of `tolerance` at least. Asked only
   * about what is rightly signed.
   */
  readonly seen?: (id: string) => boolean | Promise<boolean>
}

/** A webhook as a server has it that knows no `Request`; the body as it came, byte by byte. */
export interface ReceivedWebhook {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array | string
}

const MOST_BODY = 1024 * 1024
const MOST_HEADER = 4096
const MOST_SIGNATURES = 10
/** Milliseconds without a byte of the body. */
const IDLE = 10_000

/**
 * The event that a webhook tells, once its signature (Standard Webhooks, HMAC-SHA256) is found right
 * with one of the secrets: a secret is `whsec_` and base64, or any other text as it stands. Never
 * rejects. An event says that a job has ended; what became of it is for you to retrieve.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const verifyWebhook = async (
  webhook: Request | ReceivedWebhook,
  secret: string | readonly string[],
  { tolerance = 300, now = Date.now, seen }: WebhookOptions = {},
): Promise<Either<WebhookError, WebhookEvent>> => {
  const keys = (typeof secret === 'string' ? [secret] : secret).map(keyOf)
  if (keys.length === 0 || keys.includes(undefined)) {
    return refused('UnusableSecret', 'the secret is empty, or no base64 behind its whsec_')
  }
  const id = headerOf(webhook, 'webhook-id')
  const timestamp = headerOf(webhook, 'webhook-timestamp')
  const signatures = headerOf(webhook, 'webhook-signature')
  // The three are joined by full stops before they are signed: none may be in the id.
  if (!id || id.includes('.') || !/^\d{1,12}$/.test(timestamp) || !signatures) {
    return refused('NotSigned', 'a header is missing, too long or not as it should be')
  }
  if (!(Math.abs(now() / 1000 - Number(timestamp)) <= tolerance)) {
    return refused('OutsideWindow', `not signed within ${tolerance} seconds of now`)
  }

  const body = await bodyOf(webhook).catch(() => null)
  if (body === null) return refused('Unreadable', 'the body could not be read')
  if (body === undefined) return refused('TooLarge', `the body is over ${MOST_BODY} bytes`)
  const content = signedContent(id, timestamp, body)
  if (
    !(await isSigned(
      content,
      signatures,
      keys.filter((key) => key !== undefined),
    ))
  ) {
    return refused('Forged', 'no signature is right')
  }

  const event = WebhookEvent.decode(readJson(body)?.json)
  if (event._tag === 'Left') return refused('UnknownEvent', explain(event.left)[0] ?? 'no event')
  try {
    if (await seen?.(id)) return refused('Replayed', 'it was handled before')
  } catch {
    return refused('Unguarded', 'whether it was handled before is not known')
  }
  return event
}

/** Signs a body as a sender of webhooks does: for tests, and for servers. */
export const signWebhook = async (
  body: string | Uint8Array,
  secret: string,
  {
    id = `wh_${crypto.randomUUID().replaceAll('-', '')}`,
    timestamp = Math.floor(Date.now() / 1000),
  }: { readonly id?: string /** Unix seconds. */; readonly timestamp?: number } = {},
): Promise<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> => {
  const key = keyOf(secret)
  if (!key) throw new TypeError('secret: empty, or no base64 behind its whsec_')
  const content = signedContent(id, String(timestamp), utf8(body))
  const signature = await crypto.subtle.sign('HMAC', await imported(key, 'sign'), content)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${base64Of(new Uint8Array(signature))}`,
  }
}

const refused = (_tag: WebhookError['_tag'], message: string): Left<WebhookError> => ({
  _tag: 'Left',
  left: { _tag, message: `webhook: ${message}` },
})

/** A header that is there once and short, or nothing: what follows takes time by its length. */
const headerOf = ({ headers }: Request | ReceivedWebhook, name: string): string => {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof value === 'string' && value.length <= MOST_HEADER ? value : ''
}

/** Its bytes; undefined where they are too many. Rejects where they do not come. */
const bodyOf = async (webhook: Request | ReceivedWebhook): Promise<Uint8Array | undefined> => {
  if (webhook instanceof Request) {
    if (webhook.bodyUsed) throw new TypeError('the body was read before')
    const failure = () => new Error('the body ended before its time')
    return readAll(
      webhook.body && watchBody(webhook.body, { idleTimeout: IDLE, failure }),
      MOST_BODY,
    )
  }
  const bytes = utf8(webhook.body)
  return bytes.byteLength > MOST_BODY ? undefined : bytes
}

const signedContent = (id: string, timestamp: string, body: Uint8Array) => {
  const head = utf8(`${id}.${timestamp}.`)
  const content = new Uint8Array(head.length + body.length)
  content.set(head)
  content.set(body, head.length)
  return content
}

const isSigned = async (
  content: Uint8Array<ArrayBuffer>,
  signatures: string,
  secrets: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> => {
  const given = signatures
    .split(' ', MOST_SIGNATURES)
    .map(signatureOf)
    .filter((signature) => signature !== undefined)
  for (const secret of secrets) {
    const key = await imported(secret, 'verify')
    for (const signature of given) {
      if (await crypto.subtle.verify('HMAC', key, signature, content)) return true
    }
  }
  return false
}

const keyOf = (secret: string): Uint8Array<ArrayBuffer> | undefined => {
  const key = secret.startsWith('whsec_') ? bytesOf(secret.slice(6)) : utf8(secret)
  return key?.length ? key : undefined
}

const imported = (key: Uint8Array<ArrayBuffer>, use: 'sign' | 'verify') =>
  crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [use])

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** Of `v1,` and base64 in its one right spelling: a second one would be a second signature. */
const signatureOf = (entry: string): Uint8Array<ArrayBuffer> | undefined => {
  const signature = entry.startsWith('v1,') ? bytesOf(entry.slice(3)) : undefined
  return signature && base64Of(signature) === entry.slice(3) ? signature : undefined
}

const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

const utf8 = (text: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)
