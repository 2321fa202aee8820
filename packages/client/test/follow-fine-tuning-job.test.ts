import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ClientError,
  createClient,
  type FineTuningJob,
  type FineTuningJobEvent,
  type FollowCursor,
  followFineTuningJob,
  stepFineTuningJob,
} from '../src/index.ts'

const eventOf = (number: number, created_at = number): FineTuningJobEvent => ({
  object: 'fine_tuning.job.event',
  id: `ftevent-${number}`,
  created_at,
  level: 'info',
  message: `event ${number}`,
  type: 'message',
  data: {},
})

const jobOf = (status: string): FineTuningJob => ({
  id: 'ftjob-1',
  object: 'fine_tuning.job',
  created_at: 1,
  model: 'gpt-4o-mini',
  status,
  training_file: 'file-1',
})

/** What there is to see between two looks at the job. */
interface Scene {
  readonly status: string
  /** Events so far, oldest first. */
  readonly events: readonly FineTuningJobEvent[]
}

interface Behaviour {
  readonly oldestFirst?: boolean
  /** Events of a page, whatever was asked for. */
  readonly pageSize?: number
  /** Changes the answer to a request, by its number. */
  readonly fault?: (request: number) => Response | undefined
}

/** A server whose next scene begins when the job is looked at; the last one stays. */
const serverOf = (scenes: readonly Scene[], { oldestFirst, pageSize = 100, fault }: Behaviour) => {
  const requests: URL[] = []
  let looks = 0
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(new Request(input).url)
    requests.push(url)
    const failed = fault?.(requests.length - 1)
    if (failed) return failed
    if (!url.pathname.endsWith('/events')) looks += 1
    const { status, events } = scenes[Math.min(looks, scenes.length) - 1] ?? {
      status: '',
      events: [],
    }
    if (!url.pathname.endsWith('/events')) return Response.json(jobOf(status))
    const after = url.searchParams.get('after')
    const all = oldestFirst ? events : events.toReversed()
    const from = all.findIndex(({ id }) => id === after) + 1
    const data = all.slice(from, from + pageSize)
    return Response.json({ object: 'list', data, has_more: from + pageSize < all.length })
  }
  const client = createClient({ baseURL: 'http://local/v1', fetch, maxRetries: 0 })
  return { client, requests }
}

interface Told {
  readonly ids: readonly string[]
  readonly statuses: readonly string[]
  readonly error?: ClientError
}

type Client = ReturnType<typeof createClient>

const follow = async (client: Client): Promise<Told> => {
  const ids: string[] = []
  const statuses: string[] = []
  for await (const update of followFineTuningJob(client, 'ftjob-1', { pollInterval: 0 })) {
    if (update._tag === 'Left') return { ids, statuses, error: update.left }
    if (update.right.type === 'event') ids.push(update.right.event.id)
    if (update.right.type === 'status') statuses.push(update.right.job.status)
  }
  return { ids, statuses }
}

/** The same by steps, whose cursor is written down and read again each time. */
const stepThrough = async (client: Client): Promise<Told & { readonly largest: number }> => {
  const ids: string[] = []
  const statuses: string[] = []
  let cursor: FollowCursor | undefined
  let largest = 0
  for (;;) {
    const step = await stepFineTuningJob(client, 'ftjob-1', cursor)()
    if (step._tag === 'Left') return { ids, statuses, largest, error: step.left }
    const written = JSON.stringify(step.right.cursor)
    largest = Math.max(largest, written.length)
    ids.push(...step.right.events.map(({ id }) => id))
    const { job } = step.right
    if (job && job.status !== cursor?.status) statuses.push(job.status)
    if (step.right.done) return { ids, statuses, largest }
    cursor = JSON.parse(written)
  }
}

const idsOf = (events: readonly FineTuningJobEvent[]) => events.map(({ id }) => id)
const range = (length: number, second?: (index: number) => number) =>
  Array.from({ length }, (_, index) => eventOf(index, second?.(index)))

test('a job is told from its first event to its last status, whatever the statuses between', async () => {
  const all = range(6)
  const statuses = ['validating_files', 'compressing', 'paused', 'running', 'succeeded']
  const scenes = statuses.map((status, index) => ({ status, events: all.slice(0, index + 2) }))
  for (const oldestFirst of [false, true]) {
    const { client } = serverOf(scenes, { oldestFirst, pageSize: 2 })
    expect(await follow(client)).toEqual({ ids: idsOf(all), statuses })
  }
})

test('every size of page tells the same, the newest or the oldest first', async () => {
  const all = range(23, (index) => Math.floor(index / 5))
  const scenes = [0, 1, 4, 5, 17, 23].map((length) => ({
    status: length === 23 ? 'succeeded' : 'running',
    events: all.slice(0, length),
  }))
  for (const oldestFirst of [false, true]) {
    for (let pageSize = 1; pageSize <= 24; pageSize += 1) {
      const { client } = serverOf(scenes, { oldestFirst, pageSize })
      expect((await follow(client)).ids).toEqual(idsOf(all))
    }
  }
})

test('events of one second keep their order, once it shows at which end they grow', async () => {
  const all = range(9, () => 1)
  for (const lengths of [
    [1, 2, 9],
    [3, 4, 9],
    [3, 3, 5, 9],
    [0, 2, 9],
  ]) {
    const scenes = lengths.map((length) => ({
      status: length === 9 ? 'succeeded' : 'running',
      events: all.slice(0, length),
    }))
    for (const oldestFirst of [false, true]) {
      const { client } = serverOf(scenes, { oldestFirst, pageSize: 2 })
      expect((await follow(client)).ids).toEqual(idsOf(all))
    }
  }
})

test('an event that comes late, or between others of its second, is told', async () => {
  const [one, two, late, last] = [eventOf(1, 5), eventOf(2, 6), eventOf(3, 6), eventOf(4, 9)]
  const now = Math.floor(Date.now() / 1000)
  const end = eventOf(5, now)
  const { client, requests } = serverOf(
    [
      { status: 'running', events: [one, two] },
      { status: 'running', events: [one, late, two, last] },
      { status: 'succeeded', events: [one, late, two, last, { ...end, id: 'end' }] },
      { status: 'succeeded', events: [one, late, two, last, { ...end, id: 'end' }] },
      { status: 'succeeded', events: [one, late, two, last, { ...end, id: 'end' }, end] },
    ],
    { pageSize: 1 },
  )
  const { ids, statuses } = await follow(client)
  expect(ids).toEqual(idsOf([one, two, late, last, { ...end, id: 'end' }, end]))
  expect(statuses).toEqual(['running', 'succeeded'])
  const looks = requests.filter(({ pathname }) => !pathname.endsWith('/events'))
  expect(looks.length).toBe(5)
})

test('a job that ended long ago takes one look', async () => {
  const { client, requests } = serverOf([{ status: 'failed', events: range(3) }], {})
  expect(await follow(client)).toEqual({ ids: idsOf(range(3)), statuses: ['failed'] })
  expect(requests.length).toBe(2)
})

test('events without ids of their own are told by time, text and place', async () => {
  for (const id of ['', 'event']) {
    const all = [1, 1, 1, 2, 2, 3].map((second) => ({ ...eventOf(second), id }))
    const scenes = [1, 3, 4, 6].map((length) => ({
      status: length === 6 ? 'succeeded' : 'running',
      events: all.slice(0, length),
    }))
    expect((await follow(serverOf(scenes, {}).client)).ids.length).toBe(6)
  }
})

test('pages that overlap tell each event once', async () => {
  const all = range(6)
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(new Request(input).url)
    if (!url.pathname.endsWith('/events')) return Response.json(jobOf('succeeded'))
    const events = all.toReversed()
    const from = events.findIndex(({ id }) => id === url.searchParams.get('after'))
    const data = events.slice(Math.max(0, from), Math.max(0, from) + 3)
    return Response.json({ object: 'list', data, has_more: data.at(-1) !== all[0] })
  }
  const { ids } = await follow(createClient({ baseURL: 'http://local/v1', fetch }))
  expect(ids).toEqual(idsOf(all))
})

test('metrics follow the event that holds them', async () => {
  const metrics = { step: 3, train_loss: 0.5, total_steps: 9 }
  const events = [
    eventOf(1),
    { ...eventOf(2), type: 'metrics', data: metrics },
    { ...eventOf(3), type: 'metrics', data: null },
  ]
  const { client } = serverOf([{ status: 'succeeded', events }], {})
  const told: unknown[] = []
  for await (const update of followFineTuningJob(client, 'ftjob-1')) {
    if (update._tag === 'Left') throw new Error(update.left.message)
    told.push(update.right.type === 'metrics' ? update.right.metrics : update.right.type)
  }
  expect(told).toEqual(['event', 'event', metrics, 'event', 'status'])
})

test('a request that fails at any place loses nothing and tells nothing twice', async () => {
  const all = range(8, (index) => index >> 1)
  const scenes = [3, 5, 8].map((length) => ({
    status: length === 8 ? 'succeeded' : 'running',
    events: all.slice(0, length),
  }))
  const faults = [
    () => new Response(null, { status: 503 }),
    () => new Response('<html>'),
    () => new Response('{"object":"list","da'),
    () => new Response(null, { status: 429, headers: { 'retry-after-ms': '1' } }),
  ]
  for (const oldestFirst of [false, true]) {
    for (const answer of faults) {
      for (let at = 1; at < 12; at += 1) {
        const fault = (request: number) => (request === at ? answer() : undefined)
        // From the first look on: what cannot be read before it is no job.
        const { client } = serverOf([...scenes.slice(0, 1), ...scenes], {
          oldestFirst,
          pageSize: 2,
          fault,
        })
        const told = await follow(client)
        if (told.error && at < 3) expect(told.error._tag).toBe('UnexpectedAnswer')
        else
          expect([at, told]).toEqual([at, { ids: idsOf(all), statuses: ['running', 'succeeded'] }])
      }
    }
  }
})

test('an outage is told after ten failures in a row, and an unknown job at once', async () => {
  const { client, requests } = serverOf([], { fault: () => new Response(null, { status: 503 }) })
  expect((await follow(client)).error).toMatchObject({ _tag: 'Refused', status: 503 })
  expect(requests.length).toBe(10)
  const unknown = serverOf([], { fault: () => new Response(null, { status: 404 }) })
  expect((await follow(unknown.client)).error).toMatchObject({ status: 404 })
  expect(unknown.requests.length).toBe(1)
})

test('the signal ends it, in the wait as well', async () => {
  const { client } = serverOf([{ status: 'paused', events: [] }], {})
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  const { signal } = controller
  const tags: string[] = []
  for await (const update of followFineTuningJob(client, 'ftjob-1', { signal })) {
    tags.push(update._tag === 'Left' ? update.left._tag : update.right.type)
  }
  expect(tags).toEqual(['status', 'Aborted'])
})

test('a step says when to come again: later while nothing changes, and as the server asks', async () => {
  const failing = new Set<number>()
  const { client } = serverOf([{ status: 'running', events: range(2) }], {
    fault: (request) =>
      failing.has(request)
        ? new Response(null, { status: 503, headers: { 'retry-after': '100' } })
        : undefined,
  })
  const delays: number[] = []
  let cursor: FollowCursor | undefined
  for (let look = 0; look < 12; look += 1) {
    if (look === 11) failing.add(22)
    const step = await stepFineTuningJob(client, 'ftjob-1', cursor)()
    if (step._tag === 'Left') throw new Error(step.left.message)
    delays.push(step.right.nextDelay)
    cursor = step.right.cursor
    if (look === 11)
      expect(step.right.fault).toMatchObject({ _tag: 'Refused', retryAfter: 100_000 })
  }
  expect(delays.slice(0, 4)).toEqual([2_000, 3_000, 4_500, 6_750])
  expect(delays.slice(-3)).toEqual([60_000, 60_000, 100_000])
})

test('ten thousand events are told once, and the cursor stays below 2 kB', async () => {
  const all = range(10_000, (index) => index >> 4)
  const scenes = [4_000, 4_001, 9_990, 10_000].map((length) => ({
    status: length === 10_000 ? 'succeeded' : 'running',
    events: all.slice(0, length),
  }))
  for (const oldestFirst of [false, true]) {
    const { client, requests } = serverOf(scenes, { oldestFirst })
    const { ids, largest } = await stepThrough(client)
    expect(ids).toEqual(idsOf(all))
    expect(largest).toBeLessThan(2_000)
    expect(requests.length).toBeLessThan(4 + 40 + 1 + 61 + 2 + 3)
  }
})

test('any pages and any growth: every event once and in order, by following or by steps', async () => {
  const plan = fc.record({
    oldestFirst: fc.boolean(),
    pageSize: fc.integer({ min: 1, max: 300 }),
    /** Events that come between two looks. */
    growth: fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 8 }),
    /** Events of one second. */
    share: fc.integer({ min: 1, max: 200 }),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ growth, share, ...behaviour }) => {
      let length = 0
      const lengths = growth.map((more) => {
        length += more
        return length
      })
      const all = range(length, (index) => 1 + Math.floor(index / share))
      // Where a list begins does not show while it is of one second and does not grow.
      const shows = length > share && growth.every((more) => more > 0)
      fc.pre(!behaviour.oldestFirst || shows)
      const scenes = [
        ...lengths.map((to) => ({ status: 'running', events: all.slice(0, to) })),
        { status: 'succeeded', events: all },
      ]
      const told = await follow(serverOf(scenes, behaviour).client)
      const stepped = await stepThrough(serverOf(scenes, behaviour).client)
      expect(stepped).toMatchObject(told)
      expect(told.error).toBeUndefined()
      expect(told.ids).toEqual(idsOf(all))
    }),
    { numRuns: 500 },
  )
})
