import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTunes,
  useFineTuningJob,
  useFineTuningJobEvents,
  useFineTuningJobResults,
  useFineTuningJobs,
} from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** Milliseconds in each status, and the looks that are due in them. */
const MOVING = { milliseconds: 10_000, looks: 5 }
const WAITING = { milliseconds: 20_000, looks: 2 }
const PHASES: Readonly<Record<string, typeof MOVING>> = {
  paused: WAITING,
  brand_new: WAITING,
}
const WALKS = {
  'fine-tune': [
    ['pending', 'running', 'succeeded'],
    ['pending', 'running', 'failed'],
    ['pending', 'cancelled'],
    ['brand_new', 'running', 'canceled'],
  ],
  'fine-tuning job': [
    ['validating_files', 'queued', 'running', 'succeeded'],
    ['validating_files', 'failed'],
    ['queued', 'running', 'paused', 'queued', 'running', 'succeeded'],
    ['pending', 'running', 'pausing', 'paused', 'resuming', 'running', 'cancelled'],
    ['brand_new', 'queued', 'brand_new', 'failed'],
  ],
}

for (const [kind, walks] of Object.entries(WALKS)) {
  const useJob = kind === 'fine-tune' ? useFineTune : useFineTuningJob
  for (const walk of walks) {
    test(`a ${kind} is looked at as often as its status asks for: ${walk.join(', ')}`, async () => {
      const server = createJobServer()
      const { Wrapper, queries } = createWrapper(server.client)
      const [first = '', ...rest] = walk
      server.set('job', first)
      const { result } = renderHook(() => [useJob('job'), useJob('job')], { wrapper: Wrapper })
      await settle(queries)
      expect(server.asked.length).toBe(1)
      let status = first
      for (const next of rest) {
        expect(result.current.map(({ data }) => data?.status)).toEqual([status, status])
        const before = server.asked.length
        const { milliseconds, looks } = PHASES[status] ?? MOVING
        await pass(milliseconds - 1_000, queries)
        server.set('job', next)
        await pass(1_000, queries)
        expect(server.asked.length - before).toBe(looks)
        status = next
      }
      expect(result.current[0]?.data?.status).toBe(status)
      const before = server.asked.length
      await pass(600_000, queries)
      expect(server.asked.length).toBe(before)
    })
  }
}

test('a component that comes later shares the looks of the first', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { rerender } = renderHook(({ id }) => [useFineTuningJob('job'), useFineTuningJob(id)], {
    wrapper: Wrapper,
    initialProps: { id: undefined as string | undefined },
  })
  await settle(queries)
  await pass(1_000, queries)
  rerender({ id: 'job' })
  await pass(9_000, queries)
  // On coming, for the answer is a second old; then every two seconds for both.
  expect(server.asked.length).toBeGreaterThanOrEqual(6)
  expect(server.asked.length).toBeLessThanOrEqual(7)
})

test('job, events and results of one job ask for it once, together', async () => {
  const server = createJobServer('job')
  const legacy = createWrapper(server.client)
  renderHook(() => [useFineTune('job'), useFineTuneEvents('job'), useFineTuneResults('job')], {
    wrapper: legacy.Wrapper,
  })
  await settle(legacy.queries)
  expect(server.asked).toEqual(['GET /fine-tunes/job', 'GET /fine-tunes/job/results'])
  cleanup()

  const modern = createWrapper(server.client)
  renderHook(() => [useFineTuningJobEvents('job'), useFineTuningJobResults('job')], {
    wrapper: modern.Wrapper,
  })
  await settle(modern.queries)
  expect(server.asked.slice(2)).toEqual([
    'GET /fine_tuning/jobs/job',
    'GET /fine_tuning/jobs/job/events?limit=100',
    'GET /fine_tuning/jobs/job/checkpoints',
  ])
})

for (const [kind, useJobs] of [
  ['fine-tunes', useFineTunes],
  ['fine-tuning jobs', useFineTuningJobs],
] as const) {
  test(`a list of ${kind} is looked at as long as one of them may change`, async () => {
    const server = createJobServer('one', 'other')
    server.set('one', 'succeeded')
    const { Wrapper, queries } = createWrapper(server.client)
    renderHook(() => useJobs(), { wrapper: Wrapper })
    await pass(10_000, queries)
    expect(server.asked.length).toBe(6)
    server.set('other', 'failed')
    await pass(600_000, queries)
    expect(server.asked.length).toBe(7)
  })
}

test('an outage does not end the polling, and a server that asks to wait gets its way', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useFineTuningJob('job'), { wrapper: Wrapper })
  await settle(queries)
  server.refuse = () => Response.json({}, { status: 503, headers: { 'retry-after': '30' } })
  await pass(2_000, queries)
  expect(result.current.error).toMatchObject({ _tag: 'Refused', status: 503 })
  expect(result.current.data?.status).toBe('running')
  expect(server.asked.length).toBe(2)
  await pass(29_000, queries)
  expect(server.asked.length).toBe(2)
  server.refuse = undefined
  server.set('job', 'succeeded')
  await pass(1_000, queries)
  expect(result.current).toMatchObject({ error: null, data: { status: 'succeeded' } })
})

test('a job that is gone is asked for no more', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  renderHook(() => useFineTuningJob('job'), { wrapper: Wrapper })
  await settle(queries)
  server.jobs.clear()
  await pass(600_000, queries)
  expect(server.asked.length).toBe(2)
})
