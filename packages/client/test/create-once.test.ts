import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClient, createOnce, fineTunes, fineTuningJobs } from '../src/index.ts'
import { createJobServer, type Fault, type JobServer } from './job-server.ts'

const MODERN = { model: 'gpt-4o-mini', training_file: 'file-1' }
const LEGACY = { model: 'ada', training_file: 'file-1', n_epochs: 2 }

let keys = 0
/** A key that no other test has. */
const newKey = () => `job of test ${++keys}`

const clientOf = ({ fetch }: JobServer) =>
  createClient({ baseURL: 'http://local/v1', fetch, maxRetries: 0, timeout: 100 })

interface Asked {
  readonly key: string
  readonly signal?: AbortSignal
  readonly since?: number
}
const modern = (server: JobServer, options: Asked, client = clientOf(server)) =>
  createOnce(client, fineTuningJobs.create, MODERN, { lookInterval: 1, ...options })()
const legacy = (server: JobServer, options: Asked, client = clientOf(server)) =>
  createOnce(client, fineTunes.create, LEGACY, { lookInterval: 1, ...options })()

const DOORS = { modern, legacy }
const AFTER: readonly Fault[] = [
  'reset after',
  '502 after',
  '504 after',
  'silence after',
  'html after',
  '500 after',
]

for (const [name, door] of Object.entries(DOORS)) {
  test(`${name}: a job is started with one request, after one look`, async () => {
    const server = createJobServer()
    const job = await door(server, { key: newKey() })
    expect(job).toMatchObject({ _tag: 'Right', right: server.jobs[0] })
    expect(server.requests).toEqual({ get: 1, post: 1 })
  })

  test(`${name}: a job whose answer is lost is found`, async () => {
    for (const fault of AFTER) {
      const server = createJobServer({ posts: [fault] })
      expect([fault, await door(server, { key: newKey() })]).toMatchObject([
        fault,
        { _tag: 'Right', right: { id: '1' } },
      ])
      expect(server.requests.post).toBe(1)
    }
  })

  test(`${name}: a request that was lost itself is sent once more, and never a third time`, async () => {
    for (const fault of ['reset before', '502 before'] as const) {
      const server = createJobServer({ posts: [fault] })
      expect(await door(server, { key: newKey() })).toMatchObject({ right: { id: '1' } })
      expect(server.requests.post).toBe(2)

      const down = createJobServer({ posts: [fault, fault, fault] })
      const job = await door(down, { key: newKey() })
      expect(job).toMatchObject({ left: { _tag: 'Ambiguous', attempts: 2 } })
      expect(down.requests.post).toBe(2)
    }
  })

  test(`${name}: after silence nothing is sent again, and what to do is said`, async () => {
    for (const fault of ['silence before', '504 before', 'html after'] as const) {
      const gets: readonly Fault[] =
        fault === 'html after' ? ['none', ...Array(4).fill('504 before')] : []
      const server = createJobServer({ posts: [fault], gets })
      const key = newKey()
      const client = clientOf(server)
      const job = await door(server, { key }, client)
      expect(job).toMatchObject({ left: { _tag: 'Ambiguous' } })
      expect(JSON.stringify(job)).toContain('call again with the same key')
      expect(server.requests).toEqual({ get: 5, post: 1 })
      // The same key again looks for as long, before it sends.
      expect(await door(server, { key }, client)).toMatchObject({ right: { id: '1' } })
      expect(server.jobs.length).toBe(1)
    }
  })

  test(`${name}: a refusal is told as it is`, async () => {
    const server = createJobServer({ posts: ['400'] })
    expect(await door(server, { key: newKey() })).toMatchObject({
      left: { _tag: 'Refused', status: 400 },
    })
    expect(server.requests).toEqual({ get: 1, post: 1 })
  })

  test(`${name}: nothing is started where the look before fails`, async () => {
    const server = createJobServer({ gets: ['500 before'] })
    expect(await door(server, { key: newKey() })).toMatchObject({ left: { status: 500 } })
    expect(server.requests.post).toBe(0)
  })

  test(`${name}: a double click starts one job, and both get it`, async () => {
    const server = createJobServer({ posts: ['502 after'] })
    const client = clientOf(server)
    const key = newKey()
    const clicks = await Promise.all([1, 2, 3].map(() => door(server, { key }, client)))
    expect(clicks.map((job) => job._tag === 'Right' && job.right.id)).toEqual(['1', '1', '1'])
    expect(await door(server, { key }, client)).toEqual(clicks[0])
    expect(server.requests.post).toBe(1)
  })

  test(`${name}: two tabs start one job`, async () => {
    const server = createJobServer({ posts: ['reset after'] })
    const key = newKey()
    const tabs = await Promise.all([door(server, { key }), door(server, { key })])
    expect(tabs.map((job) => job._tag === 'Right' && job.right.id)).toEqual(['1', '1'])
    expect(server.requests.post).toBe(1)
  })

  test(`${name}: a process that was killed and starts again finds its job`, async () => {
    const server = createJobServer({ posts: ['silence after'] })
    const key = newKey()
    const since = Math.floor(Date.now() / 1000)
    const killed = new AbortController()
    const running = door(server, { key, since, signal: killed.signal })
    while (server.jobs.length === 0) await new Promise((resolve) => setImmediate(resolve))
    killed.abort()
    const first = await running
    expect(first).toMatchObject({ left: { _tag: 'Aborted' } })
    expect(await door(server, { key, since })).toMatchObject({ right: { id: '1' } })
    expect(server.requests.post).toBe(1)
  })

  test(`${name}: a job that the server starts after its caller has gone is found`, async () => {
    const server = createJobServer({ posts: ['silence late'] })
    const key = newKey()
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 10)
    const client = clientOf(server)
    expect(await door(server, { key, signal: controller.signal }, client)).toMatchObject({
      left: { _tag: 'Aborted' },
    })
    expect(await door(server, { key })).toMatchObject({ right: { id: '1' } })
    expect(server.requests.post).toBe(1)
  })

  test(`${name}: another key is another job`, async () => {
    const server = createJobServer()
    const client = clientOf(server)
    for (const id of ['1', '2', '3']) {
      expect(await door(server, { key: newKey() }, client)).toMatchObject({ right: { id } })
    }
  })

  test(`${name}: aborting ends the wait of one caller and leaves it to the others`, async () => {
    const server = createJobServer({ posts: ['reset after'] })
    const client = clientOf(server)
    const key = newKey()
    const controller = new AbortController()
    const impatient = door(server, { key, signal: controller.signal }, client)
    const patient = door(server, { key }, client)
    controller.abort()
    expect(await impatient).toMatchObject({ left: { _tag: 'Aborted' } })
    expect(await patient).toMatchObject({ right: { id: '1' } })
  })
}

test('a key that cannot be sent is refused, and nothing is sent', async () => {
  const server = createJobServer()
  for (const key of ['', ' a', 'a\n', 'a\0b', '\ud800', 'a'.repeat(513)]) {
    expect(await modern(server, { key })).toMatchObject({ left: { _tag: 'InvalidRequest' } })
  }
  const client = clientOf(server)
  const pairs = Array.from({ length: 16 }, (_, index) => [`${index}`, ''])
  for (const metadata of [Object.fromEntries(pairs), { finetune_key: 'another' }]) {
    const body = { ...MODERN, metadata }
    const job = await createOnce(client, fineTuningJobs.create, body, { key: newKey() })()
    expect(job).toMatchObject({ left: { _tag: 'InvalidRequest' } })
  }
  expect(server.requests).toEqual({ get: 0, post: 0 })
})

test('a client that throws, though none should, hangs nobody and blocks no later call', async () => {
  const server = createJobServer()
  const { withResponse } = clientOf(server)
  let isBroken = true
  const broken = Object.assign(clientOf(server), {
    withResponse: ((...args: Parameters<typeof withResponse>) => {
      if (isBroken) throw new Error('broken')
      return withResponse(...args)
    }) as typeof withResponse,
  })
  const key = newKey()
  expect(await modern(server, { key }, broken)).toMatchObject({ left: { _tag: 'Ambiguous' } })
  isBroken = false
  expect(await modern(server, { key }, broken)).toMatchObject({ right: { id: '1' } })
})

test('a server that ignores the filter is read to its last page', async () => {
  const server = createJobServer({ filters: false, pageSize: 1 })
  const mine = newKey()
  await modern(server, { key: mine })
  for (let other = 0; other < 5; other += 1) await modern(server, { key: newKey() })
  const { get } = server.requests
  expect(await modern(server, { key: mine })).toMatchObject({ right: { id: '1' } })
  expect(server.requests).toEqual({ get: get + 6, post: 6 })
})

test('a key belongs to the body that it was first used for', async () => {
  const server = createJobServer()
  const key = newKey()
  await modern(server, { key })
  const other = { ...MODERN, training_file: 'file-2' }
  const job = await createOnce(clientOf(server), fineTuningJobs.create, other, { key })()
  expect(job).toMatchObject({ left: { _tag: 'InvalidRequest' } })
  expect(server.requests.post).toBe(1)
})

test('of two legacy jobs that may be the one, none is chosen', async () => {
  const server = createJobServer()
  await legacy(server, { key: newKey() })
  server.jobs.push({ ...server.jobs[0], id: '2' })
  const job = await legacy(server, { key: newKey() })
  expect(job).toMatchObject({ left: { _tag: 'Ambiguous' } })
  expect(JSON.stringify(job)).toContain('2 jobs may be the one: 1,2')
  expect(server.requests.post).toBe(1)
})

test('a legacy job with other parameters, or of another day, is another job', async () => {
  const server = createJobServer()
  const start = (body: object, since?: number) =>
    createOnce(
      clientOf(server),
      fineTunes.create,
      { training_file: 'file-1', ...body },
      {
        key: newKey(),
        ...(since !== undefined && { since }),
      },
    )()
  const bodies = [{}, { model: 'ada' }, { n_epochs: 9 }, { validation_file: 'file-2' }]
  for (const body of bodies) await start(body)
  // No epochs were asked for, so the first may be any; what is asked for is not.
  expect(server.jobs.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
  await start({ model: 'ada' }, Math.floor(Date.now() / 1000) + 90)
  expect(server.jobs.length).toBe(5)
})

test('whatever fails, and whoever calls, a key never has two jobs', async () => {
  const fault = fc.constantFrom<Fault>(
    'none',
    'reset before',
    'reset after',
    '502 before',
    '502 after',
    '504 before',
    '504 after',
    'silence before',
    'silence after',
    'silence late',
    'html after',
    '500 before',
    '500 after',
    '400',
  )
  const schedule = fc.record({
    posts: fc.array(fault, { maxLength: 5 }),
    gets: fc.array(fault, { maxLength: 8 }),
    filters: fc.boolean(),
    door: fc.constantFrom(...Object.values(DOORS)),
    /** For each call: whether it comes from a new process, at once with the next, and is aborted. */
    calls: fc.array(
      fc.record({ restart: fc.boolean(), together: fc.boolean(), abort: fc.boolean() }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  await fc.assert(
    fc.asyncProperty(schedule, async ({ posts, gets, filters, door, calls }) => {
      const server = createJobServer({ posts, gets, filters })
      const key = newKey()
      const since = Math.floor(Date.now() / 1000)
      let client = clientOf(server)
      const running: ReturnType<typeof modern | typeof legacy>[] = []
      for (const { restart, together, abort } of calls) {
        if (restart) client = clientOf(server)
        const controller = new AbortController()
        if (abort) setTimeout(() => controller.abort(), 3)
        running.push(door(server, { key, since, signal: controller.signal }, client))
        if (!together) await Promise.all(running)
      }
      for (const job of await Promise.all(running)) {
        if (job._tag === 'Right') expect(job.right.id).toBe('1')
      }
      expect(server.jobs.length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 300 },
  )
})
