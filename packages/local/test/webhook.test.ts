import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReceivedWebhook, verifyWebhook } from '@finetune/client'
import { createLocalApi, createManualClock } from '@finetune/local'
import OpenAI from 'openai7'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../src/database-node.ts'
import { openStore } from '../src/store.ts'
import { createWebhooks, webhookTable } from '../src/webhook.ts'

const SECRET = `whsec_${Buffer.from('a secret of two dozen chars').toString('base64')}`
const START = 1_790_000_000_000

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** Someone who is told, and answers with these statuses in turn, 200 after the last. */
const receiverOf = async (...statuses: number[]) => {
  const received: ReceivedWebhook[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ headers: request.headers, body: Buffer.concat(chunks) })
    const status = statuses.shift() ?? 200
    if (status === 0) request.socket.destroy()
    else response.writeHead(status, { location: '/' }).end('thank you')
    for (const tell of waiting.splice(0)) tell()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    /** Waits until so many have come. */
    count: async (many: number) => {
      while (received.length < many) await new Promise<void>((resolve) => waiting.push(resolve))
      return received
    },
  }
}

const webhooksOf = (url: string, clock = createManualClock(START), path?: string) => {
  const store = openStore(openDatabase(path), [webhookTable])
  const webhooks = createWebhooks(store, clock, [{ url, secret: SECRET }])
  const close = async () => {
    await webhooks.close()
    store.close()
  }
  return { ...webhooks, store, clock, close }
}
/** Messages that are still to be told. */
const left = ({ store }: ReturnType<typeof webhooksOf>): number =>
  store.run('UPDATE webhook_message SET attempts = attempts')
/** What is underway has come to its end. */
const settled = async (webhooks: ReturnType<typeof webhooksOf>, many: number): Promise<void> => {
  while (left(webhooks) !== many) await new Promise((resolve) => setImmediate(resolve))
}

test('the end of a job is told, signed, in the recorded form', async () => {
  const receiver = await receiverOf()
  const webhooks = webhooksOf(receiver.url)
  opened.push(webhooks.close)
  webhooks.jobOver('ftjob-1', 'succeeded')
  const [webhook] = await receiver.count(1)
  if (!webhook) throw new Error('nothing came')
  const verified = await verifyWebhook(webhook, SECRET, { now: () => START })
  expect(verified).toEqual({
    _tag: 'Right',
    right: {
      id: expect.stringMatching(/^evt_[\da-f]{32}$/),
      object: 'event',
      created_at: START / 1000,
      type: 'fine_tuning.job.succeeded',
      data: { id: 'ftjob-1' },
    },
  })
  expect(String(webhook.body)).toMatch(
    /^\{"id": "evt_\w+", "object": "event", "created_at": 1790000000, "type": "fine_tuning\.job\.succeeded", "data": \{"id": "ftjob-1"\}\}$/,
  )
  expect(JSON.stringify(webhook.headers)).not.toContain(SECRET)
  const forged = await verifyWebhook(webhook, 'whsec_AAAA', { now: () => START })
  expect(forged).toMatchObject({ _tag: 'Left', left: { _tag: 'Forged' } })
  await settled(webhooks, 0)
})

test('openai 7.57.0 takes it for what it is', async () => {
  const receiver = await receiverOf()
  const webhooks = webhooksOf(receiver.url, createManualClock(Date.now()))
  opened.push(webhooks.close)
  webhooks.jobOver('ftjob-1', 'failed')
  const [webhook] = await receiver.count(1)
  const { webhooks: verifier } = new OpenAI({ apiKey: 'any' })
  const headers = { ...Object(webhook?.headers) }
  const event = await verifier.unwrap(String(webhook?.body), headers, SECRET)
  expect(event).toMatchObject({ type: 'fine_tuning.job.failed', data: { id: 'ftjob-1' } })
})

test('who does not take it is told again, ever more rarely, under the same id', async () => {
  const receiver = await receiverOf(500, 302, 0, 404)
  const webhooks = webhooksOf(receiver.url)
  opened.push(webhooks.close)
  webhooks.jobOver('ftjob-1', 'failed')
  await receiver.count(1)
  for (const [attempts, seconds] of [5, 15, 45, 135].entries()) {
    const sql = `UPDATE webhook_message SET id = id WHERE attempts = ${attempts + 1}`
    while (webhooks.store.run(sql) === 0) await new Promise((resolve) => setImmediate(resolve))
    webhooks.clock.advance((seconds - 1) * 1000)
    expect(receiver.received).toHaveLength(attempts + 1)
    webhooks.clock.advance(1000)
    await receiver.count(attempts + 2)
  }
  await settled(webhooks, 0)
  const headers = receiver.received.map((each) => ({ ...Object(each.headers) }))
  expect(new Set(headers.map((each) => each['webhook-id'])).size).toBe(1)
  expect(headers.map((each) => Number(each['webhook-timestamp']) - START / 1000)).toEqual([
    ...[0, 5, 20, 65, 200],
  ])
  const [, , , , last] = receiver.received
  const now = () => webhooks.clock.now()
  expect(last && (await verifyWebhook(last, SECRET, { now }))._tag).toBe('Right')
})

test('what was not told is told after a crash, and what was is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'finetune-webhook-'))
  opened.push(() => rm(folder, { recursive: true }))
  const path = join(folder, 'finetune.sqlite')
  const receiver = await receiverOf(503)
  const first = webhooksOf(receiver.url, createManualClock(START), path)
  first.jobOver('ftjob-1', 'cancelled')
  await receiver.count(1)
  await first.close()

  const second = webhooksOf(receiver.url, createManualClock(START + 60_000), path)
  opened.push(second.close)
  second.resume()
  const received = await receiver.count(2)
  const [one, other] = received.map((each) => ({ ...Object(each.headers) })['webhook-id'])
  expect(other).toBe(one)
  expect(received[1]?.body).toEqual(received[0]?.body)
  await settled(second, 0)
})

test('a job that is rolled back is not told, and an address that is no longer asked is forgotten', async () => {
  const receiver = await receiverOf()
  const webhooks = webhooksOf(receiver.url)
  opened.push(webhooks.close)
  const end = () =>
    webhooks.store.transaction(() => {
      webhooks.jobOver('ftjob-1', 'succeeded')
      throw new Error('no')
    })
  expect(end).toThrow('no')
  webhooks.store.transaction(() => webhooks.jobOver('ftjob-2', 'succeeded'))
  await receiver.count(1)
  await settled(webhooks, 0)
  expect(String(receiver.received[0]?.body)).toContain('ftjob-2')

  const others = createWebhooks(webhooks.store, webhooks.clock)
  webhooks.store.run(
    "INSERT INTO webhook_message VALUES ('wh_1', 'http://gone.test', '{}', 0, 0, 0)",
  )
  others.resume()
  expect(left(webhooks)).toBe(0)
})

test('who says that it is gone is told no more, nor who is silent for three days', async () => {
  const gone = await receiverOf(410)
  const one = webhooksOf(gone.url)
  opened.push(one.close)
  one.jobOver('ftjob-1', 'succeeded')
  await settled(one, 0)
  expect(gone.received).toHaveLength(1)

  const silent = await receiverOf(...Array.from({ length: 40 }, () => 500))
  const other = webhooksOf(silent.url)
  opened.push(other.close)
  other.jobOver('ftjob-1', 'succeeded')
  while (left(other) > 0) {
    other.clock.advance(3_600_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(other.clock.now() - START).toBeGreaterThan(60 * 3_600_000)
  expect(silent.received.length).toBeGreaterThan(10)
})

test('many messages are told at once, each once', async () => {
  const receiver = await receiverOf()
  const webhooks = webhooksOf(receiver.url)
  opened.push(webhooks.close)
  for (let job = 0; job < 30; job++) webhooks.jobOver(`ftjob-${job}`, 'succeeded')
  await receiver.count(30)
  await settled(webhooks, 0)
  const bodies = receiver.received.map(({ body }) => String(body).match(/ftjob-\d+/)?.[0])
  expect(new Set(bodies).size).toBe(30)
  expect(receiver.received).toHaveLength(30)
})

test('what cannot be told or signed is refused, and the secret is in no word of it', () => {
  const url = 'https://example.com/hook'
  for (const webhooks of [
    [{ url: 'ftp://example.com', secret: SECRET }],
    [{ url: 'javascript:alert(1)', secret: SECRET }],
    [{ url: 'https://user:pass@example.com', secret: SECRET }],
    [{ url: 'nowhere', secret: SECRET }],
    [{ url, secret: '' }],
    [{ url, secret: 'whsec_' }],
    [{ url, secret: 'whsec_no base64' }],
    [
      { url, secret: SECRET },
      { url, secret: 'other' },
    ],
  ]) {
    let message = ''
    try {
      void createLocalApi({ webhooks }).close()
    } catch (error) {
      message = String(error)
    }
    expect(message).toMatch(/^RangeError: webhook: /)
    expect(message).not.toContain(SECRET)
  }
})
