import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signWebhook, verifyWebhook } from '../src/index.ts'

const VECTOR = new URL(
  '../../../../shared/corpus/payloads/webhooks/vector-real-response-completed.json',
  import.meta.url,
)
if (!existsSync(VECTOR)) console.warn('NO CORPUS FOUND: no recorded webhook is verified here.')

test.runIf(existsSync(VECTOR))(
  'a webhook that was recorded is right, and signed the same',
  async () => {
    const { headers, secret, body } = JSON.parse(readFileSync(VECTOR, 'utf8'))
    const timestamp = Number(headers['webhook-timestamp'])
    const now = () => timestamp * 1000
    const result = await verifyWebhook({ headers, body }, secret, { now })
    expect(result).toMatchObject({
      right: { type: 'response.completed', data: { id: 'resp_123' } },
    })
    expect(await signWebhook(body, secret, { id: headers['webhook-id'], timestamp })).toEqual(
      headers,
    )
  },
)

const RUNS = Number(process.env.WEBHOOK_RUNS ?? 2_000)
const SECRET = 'whsec_dGhpcyBpcyBhIHNlY3JldCBvZiBhIHRlc3Q='
const EVENT =
  '{"id": "evt_1", "type": "fine_tuning.job.failed", "created_at": 1, "data": {"id": "f"}}'

/** A text with one character put in, taken out or replaced. */
const mutated = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.constantFrom(0, 1), fc.string({ maxLength: 1 }))
    .map(([at, taken, put]) => text.slice(0, at) + put + text.slice(at + taken))
    .filter((mutation) => mutation !== text)

test('no mutation of id, timestamp, signature or body is accepted', async () => {
  const timestamp = 1_750_000_000
  const headers = await signWebhook(EVENT, SECRET, { id: 'wh_1', timestamp })
  const signature = headers['webhook-signature']
  const now = () => timestamp * 1000
  // A space around a signature changes none.
  const unlike = mutated(signature).filter((mutation) => mutation.trim() !== signature)
  const mutations = fc.oneof(
    mutated(EVENT).map((body) => ({ headers, body })),
    mutated('wh_1').map((id) => ({ headers: { ...headers, 'webhook-id': id }, body: EVENT })),
    mutated(`${timestamp}`).map((time) => ({
      headers: { ...headers, 'webhook-timestamp': time },
      body: EVENT,
    })),
    unlike.map((other) => ({ headers: { ...headers, 'webhook-signature': other }, body: EVENT })),
  )
  await fc.assert(
    fc.asyncProperty(mutations, async (webhook) => {
      const result = await verifyWebhook(webhook, SECRET, { now })
      expect(result._tag).toBe('Left')
    }),
    { numRuns: RUNS, seed: 1 },
  )
})

test('anything at all is answered with plain data, and the secret is in none of it', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ minLength: 12, maxLength: 12, unit: fc.constantFrom(...'0123456789') }),
  )
  const headers = fc.record({
    'webhook-id': text,
    'webhook-timestamp': text,
    'webhook-signature': text.map((value) => `v1,${value}`),
  })
  await fc.assert(
    fc.asyncProperty(headers, fc.oneof(fc.string(), fc.uint8Array()), async (headers, body) => {
      const result = await verifyWebhook({ headers, body }, SECRET, { tolerance: 1e12 })
      expect(result._tag).toBe('Left')
      expect(structuredClone(result)).toEqual(result)
      expect(JSON.stringify(result)).not.toContain(SECRET.slice(6))
    }),
    { numRuns: RUNS, seed: 1 },
  )
})

test('a header of a megabyte is refused for its length', async () => {
  const headers = await signWebhook(EVENT, SECRET)
  const attack = {
    headers: { ...headers, 'webhook-signature': 'v1,AAAA '.repeat(131_072) },
    body: EVENT,
  }
  expect((await verifyWebhook(attack, SECRET))._tag).toBe('Left')
})
