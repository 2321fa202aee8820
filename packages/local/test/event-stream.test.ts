import { createLocalApi, createManualClock, listen } from '@finetune/local'
import { afterEach, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const clock = createManualClock()
const ticking = new Set<() => void>()
const countingClock = {
  ...clock,
  every: (milliseconds: number, tick: () => void) => {
    const stop = clock.every(milliseconds, tick)
    ticking.add(stop)
    return () => {
      ticking.delete(stop)
      stop()
    }
  },
}
const open: ReturnType<typeof createLocalApi>[] = []
const start = () => {
  const api = createLocalApi({ clock: countingClock })
  open.push(api)
  return { api, ...requestsOf(api.fetch) }
}
afterEach(() => Promise.all(open.splice(0).map((api) => api.close())))

/** A job that does not end while a test looks at it. */
const longJob = async ({ upload, create }: ReturnType<typeof start>) => {
  const file = await upload(dataset(200))
  return create({ training_file: file.id, model: 'curie', n_epochs: 1000 })
}

test('a stream replays a finished job from its first event and ends with [DONE]', async () => {
  const { upload, create, finish, events } = start()
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const done = await finish(id)

  for (let connection = 0; connection < 2; connection++) {
    const response = await events(id)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const blocks = (await response.text()).split('\n\n')
    expect(blocks.slice(-2)).toEqual(['data: [DONE]', ''])
    expect(blocks.slice(0, -2)).toEqual(
      (done.events ?? []).map((event) => `data: ${JSON.stringify(event)}`),
    )
  }
})

test('a stream that waits sends a comment every 15 seconds', async () => {
  const session = start()
  const { id } = await longJob(session)
  await session.until(id, 'Fine-tune started')
  const reader = (await session.events(id)).body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('Fine-tune started')) text += (await reader?.read())?.value

  clock.advance(14_999)
  clock.advance(1)
  text = ''
  while (!text.includes(':\n\n')) text += (await reader?.read())?.value
  expect(text.endsWith(':\n\n')).toBe(true)
  await reader?.cancel()
})

test('an aborted request breaks its stream off', async () => {
  const session = start()
  const { id } = await longJob(session)
  const leaving = new AbortController()
  const response = await session.events(id, leaving.signal)
  const text = response.text()
  leaving.abort()
  await expect(text).rejects.toMatchObject({ name: 'AbortError' })
})

test('an aborted request is not answered', async () => {
  const { get } = start()
  await expect(get('/models', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('closing ends streams without [DONE], and answers no more', async () => {
  const session = start()
  const { id } = await longJob(session)
  const response = await session.events(id)
  const text = response.text()
  await session.api.close()
  expect(await text).toMatch(/\n\n$/)
  expect(await text).not.toContain('[DONE]')
  expect(await session.refusal(session.get('/models'))).toMatchObject({
    status: 503,
    type: 'server_error',
  })
})

test('nothing piles up for a reader that does not read', async () => {
  const { api, upload, create, finish, events } = start()
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 5 })
  const response = await events(id)
  const done = await finish(id)
  expect(done.events?.length).toBeGreaterThan(8)
  await api.close()
  expect((await response.text()).match(/^data: /gm)?.length).toBeLessThan(3)
})

test('readers that leave leave nothing behind, in process and over HTTP', async () => {
  const session = start()
  const { id } = await longJob(session)
  const { baseURL, close } = await listen(session.api)
  const remote = requestsOf(fetch, baseURL)
  const idle = ticking.size
  for (const { events } of [session, remote, session, remote]) {
    const leaving = new AbortController()
    const reader = (await events(id, leaving.signal)).body?.getReader()
    await reader?.read()
    expect(ticking.size).toBe(idle + 1)
    leaving.abort()
    await expect.poll(() => ticking.size).toBe(idle)
  }
  for (const { events } of [session, remote]) {
    await (await events(id)).body?.cancel()
    await expect.poll(() => ticking.size).toBe(idle)
  }
  await close()
})
