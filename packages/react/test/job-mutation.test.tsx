import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  useCancelFineTune,
  useCancelFineTuningJob,
  useFineTune,
  useFineTuningJob,
  useFineTuningJobEvents,
  useFineTuningJobs,
  usePauseFineTuningJob,
  useResumeFineTuningJob,
} from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const watch = (server = createJobServer('job')) => {
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => ({
      job: useFineTuningJob('job'),
      other: useFineTuningJob('other'),
      cancel: useCancelFineTuningJob(),
      pause: usePauseFineTuningJob(),
      resume: useResumeFineTuningJob(),
    }),
    { wrapper: Wrapper },
  )
  return { server, result, queries }
}

for (const [change, status] of [
  ['cancel', 'cancelled'],
  ['pause', 'paused'],
  ['resume', 'queued'],
] as const) {
  test(`after ${change} the job is as the server answered, without being asked for`, async () => {
    const { server, result, queries } = watch()
    await settle(queries)
    const before = server.asked.length
    result.current[change].mutate({ id: 'job' })
    await settle(queries)
    expect(result.current.job.data?.status).toBe(status)
    expect(server.asked.slice(before)).toEqual([`POST /fine_tuning/jobs/job/${change}`])
  })
}

test('what the change touched is asked for again, and nothing else', async () => {
  const server = createJobServer('job', 'other')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => [
      useFineTuningJobs(),
      useFineTuningJob('job'),
      useFineTuningJob('other'),
      useFineTuningJobEvents('job'),
      useFineTuningJobEvents('other'),
      useCancelFineTuningJob(),
    ],
    { wrapper: Wrapper },
  )
  const cancel = result.current[5] as ReturnType<typeof useCancelFineTuningJob>
  await settle(queries)
  const before = server.asked.length
  cancel.mutate({ id: 'job' })
  await settle(queries)
  expect(server.asked.slice(before).sort()).toEqual([
    'GET /fine_tuning/jobs',
    'GET /fine_tuning/jobs/job',
    'GET /fine_tuning/jobs/job/events?limit=100',
    'POST /fine_tuning/jobs/job/cancel',
  ])
})

test('a look that was under way cannot bring the old status back', async () => {
  const { server, result, queries } = watch()
  await settle(queries)
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  server.late = (line) => (line === 'GET /fine_tuning/jobs/job' ? held : undefined)
  await act(() => vi.advanceTimersByTimeAsync(2_000))
  result.current.pause.mutate({ id: 'job' })
  const isPaused = () => queries.getMutationCache().getAll()[0]?.state.status === 'success'
  await vi.waitUntil(isPaused, { timeout: 20_000, interval: 1 })
  answer()
  server.late = undefined
  await settle(queries)
  expect(result.current.job.data?.status).toBe('paused')
})

test('after an error the job is as it was, and looked at again', async () => {
  const { server, result, queries } = watch()
  await settle(queries)
  const before = server.asked.length
  server.refuse = (line) =>
    line.startsWith('POST')
      ? Response.json({ error: { message: 'it has ended' } }, { status: 400 })
      : undefined
  const job = result.current.job.data
  result.current.cancel.mutate({ id: 'job' })
  await settle(queries)
  expect(result.current.cancel.error).toMatchObject({ _tag: 'Refused', reason: 'it has ended' })
  expect(result.current.job.data).toBe(job)
  expect(server.asked.slice(before)).toEqual([
    'POST /fine_tuning/jobs/job/cancel',
    'GET /fine_tuning/jobs/job',
  ])
  server.set('job', 'failed')
  result.current.cancel.mutate({ id: 'job' })
  await settle(queries)
  expect(result.current.job.data?.status).toBe('failed')
})

test('what a caller does on success comes on top of it', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const told: string[] = []
  const { result } = renderHook(
    () => ({
      job: useFineTune('job'),
      cancel: useCancelFineTune({ onSuccess: ({ status }) => void told.push(status) }),
    }),
    { wrapper: Wrapper },
  )
  await settle(queries)
  result.current.cancel.mutate({ id: 'job' })
  await settle(queries)
  expect(told).toEqual(['cancelled'])
  expect(result.current.job.data?.status).toBe('cancelled')
})
