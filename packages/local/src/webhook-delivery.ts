import { base64Of, bytesOf, bytesOfBase64 } from './bytes.ts'

/** Who is told when a job is over. */
export interface Webhook {
  /** An `http:` or `https:` address. */
  readonly url: string
  /** What the signature is made with: `whsec_` and base64, or any other text as it stands. */
  readonly secret: string
}

/** A message on its way. */
export interface Message {
  /** The same for each attempt, so that who gets it twice can tell. */
  readonly id: string
  readonly body: string
}

/** What came of an attempt: told, to be tried again, or never to be sent again. */
export type Delivery = 'told' | 'failed' | 'unwanted'

/** Milliseconds until an attempt counts as failed. */
const TIMEOUT = 15_000

/** Throws, without a secret in its words, on what cannot be told, and on two of one address. */
export const checkWebhooks = (webhooks: readonly Webhook[]): void => {
  webhooks.forEach(checkWebhook)
  const urls = new Set(webhooks.map(({ url }) => url))
  if (urls.size < webhooks.length) throw new RangeError('webhook: an address is there twice')
}

const checkWebhook = ({ url, secret }: Webhook): void => {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password) {
    throw new RangeError('webhook: expected an http or https address without a user')
  }
  if (keyOf(secret).length === 0) {
    throw new RangeError('webhook: the secret is empty, or no base64 behind its whsec_')
  }
}

/** Sends a message once, signed as Standard Webhooks has it. `now` in milliseconds since 1970. */
export const deliver = async (
  { url, secret }: Webhook,
  { id, body }: Message,
  now: number,
  closing: AbortSignal,
): Promise<Delivery> => {
  const timestamp = String(Math.floor(now / 1000))
  try {
    const signature = await sign(keyOf(secret), `${id}.${timestamp}.${body}`)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'finetune-local',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT)]),
    })
    await response.body?.cancel()
    if (response.ok) return 'told'
    return response.status === 410 ? 'unwanted' : 'failed'
  } catch {
    return 'failed'
  }
}

const sign = async (key: Uint8Array<ArrayBuffer>, text: string): Promise<string> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return base64Of(new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytesOf(text))))
}

/** Empty where there is no key. */
const keyOf = (secret: string): Uint8Array<ArrayBuffer> => {
  if (!secret.startsWith('whsec_')) return bytesOf(secret)
  try {
    return bytesOfBase64(secret.slice('whsec_'.length))
  } catch {
    return new Uint8Array()
  }
}
