import { type ReceivedWebhook, signWebhook, verifyWebhook } from '../src/index.ts'

const SECRET = `whsec_${btoa('a secret of twenty-four bytes')}`
const EVENT =
  '{"id": "evt_1", "type": "fine_tuning.job.succeeded", "created_at": 1719168000, "data": {"id": "ftjob-1"}}'

const same = (actual: unknown, expected: unknown, what: string): void => {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}

const tagOf = async (
  webhook: Request | ReceivedWebhook,
  secret: string | readonly string[] = SECRET,
  options = {},
): Promise<string> => {
  const result = await verifyWebhook(webhook, secret, options)
  return result._tag === 'Left' ? result.left._tag : result.right.data.id
}

const signed = async (body: string | Uint8Array = EVENT, secret = SECRET, options = {}) => ({
  headers: await signWebhook(body, secret, options),
  body,
})

const requestOf = ({ headers, body }: Awaited<ReturnType<typeof signed>>): Request =>
  new Request('http://app/webhook', {
    method: 'POST',
    headers,
    body: new Blob([typeof body === 'string' ? body : new Uint8Array(body)]),
  })

/** What the receiver of webhooks promises in every runtime, by name. */
export const cases: Readonly<Record<string, () => Promise<void>>> = {
  'a signed webhook is its event, as a Request and in parts': async () => {
    const webhook = await signed()
    same(await tagOf(requestOf(webhook)), 'ftjob-1', 'Request')
    same(await tagOf(webhook), 'ftjob-1', 'parts')
    const headers = Object.fromEntries(
      Object.entries(webhook.headers).map(([name, value]) => [name.toUpperCase(), value]),
    )
    same(await tagOf({ headers, body: new TextEncoder().encode(EVENT) }), 'ftjob-1', 'bytes')
  },

  'a secret is rotated: any of several may be the one, and any signature of several': async () => {
    const [old, fresh] = [await signed(), await signed(EVENT, 'no base64, as it stands')]
    same(await tagOf(fresh, [SECRET, 'no base64, as it stands']), 'ftjob-1', 'second secret')
    same(await tagOf(fresh), 'Forged', 'only the old secret')
    const signature = `v1a,x v1,AAAA ${old.headers['webhook-signature']}`
    const headers = { ...old.headers, 'webhook-signature': signature }
    same(await tagOf({ ...old, headers }), 'ftjob-1', 'third signature')
  },

  'ten signatures are looked at and no more': async () => {
    const { headers, body } = await signed()
    const right = headers['webhook-signature']
    const wrong = (await signed(EVENT, 'another')).headers['webhook-signature']
    const among = (count: number) => `${`${wrong} `.repeat(count)}${right}`
    const tag = (count: number) =>
      tagOf({ headers: { ...headers, 'webhook-signature': among(count) }, body })
    same([await tag(9), await tag(10)], ['ftjob-1', 'Forged'], 'tenth and eleventh')
  },

  'a secret that is none is said, and not shown': async () => {
    for (const secret of ['', [], 'whsec_', 'whsec_?', [SECRET, '']]) {
      const result = await verifyWebhook(await signed(), secret)
      if (result._tag === 'Right') throw new Error('accepted')
      same(result.left._tag, 'UnusableSecret', JSON.stringify(secret))
    }
  },

  'five minutes either way are near enough, and no second more': async () => {
    const timestamp = 1_750_000_000
    const webhook = await signed(EVENT, SECRET, { timestamp })
    for (const [offset, tag] of [
      [-300, 'ftjob-1'],
      [300, 'ftjob-1'],
      [-301, 'OutsideWindow'],
      [301, 'OutsideWindow'],
    ] as const) {
      const now = () => (timestamp + offset) * 1000
      same(await tagOf(webhook, SECRET, { now }), tag, `${offset} s`)
    }
    same(await tagOf(webhook, SECRET, { now: () => Number.NaN }), 'OutsideWindow', 'no clock')
  },

  'a header that is missing, doubled, or not as it should be is not looked at': async () => {
    const { headers, body } = await signed()
    const tag = (changes: object) =>
      tagOf({ headers: { ...headers, ...changes } as Record<string, string>, body })
    for (const name of Object.keys(headers)) {
      for (const value of [undefined, '', ['a', 'b'], 'x'.repeat(1_000_000)]) {
        same(await tag({ [name]: value }), 'NotSigned', name)
      }
    }
    const { 'webhook-timestamp': now } = headers
    for (const time of [
      `${now}abc`,
      `-${now}`,
      `${now}.0`,
      ` ${now}`,
      '0x1',
      '1e9',
      '1'.repeat(13),
    ]) {
      same(await tag({ 'webhook-timestamp': time }), 'NotSigned', time)
    }
    same(await tag({ 'webhook-id': 'a.b' }), 'NotSigned', 'a full stop in the id')
  },

  'a body over a mebibyte is not read to its end': async () => {
    const body = new Uint8Array(2 ** 20 + 1)
    same(await tagOf(await signed(body)), 'TooLarge', 'bytes')
    same(await tagOf(requestOf(await signed(body))), 'TooLarge', 'Request')
  },

  'a body that was read before is said to be': async () => {
    const request = requestOf(await signed())
    await request.text()
    same(await tagOf(request), 'Unreadable', 'tag')
  },

  'what is rightly signed and no event is an error': async () => {
    for (const body of ['', '{}', 'null', '<html>', EVENT.replace('"evt_1"', '1')]) {
      same(await tagOf(await signed(body)), 'UnknownEvent', body)
    }
  },

  'a replay is refused by who remembers, and nobody else is asked': async () => {
    const handled = new Set<string>()
    let asked = 0
    const seen = async (id: string) => {
      asked += 1
      return handled.has(id) || !handled.add(id)
    }
    const webhook = await signed()
    same(await tagOf(webhook, SECRET, { seen }), 'ftjob-1', 'first')
    same(await tagOf(webhook, SECRET, { seen }), 'Replayed', 'second')
    same(await tagOf({ ...webhook, body: `${EVENT} ` }, SECRET, { seen }), 'Forged', 'forged')
    same(asked, 2, 'asked')
    const broken = () => Promise.reject(new Error('no store'))
    same(await tagOf(webhook, SECRET, { seen: broken }), 'Unguarded', 'no store')
  },
}
