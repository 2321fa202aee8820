import { cleanup, renderHook } from '@testing-library/react'
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
import { fineTuningJobKeys } from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

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
  const seen = new Set<string | undefined>()
  queries.getQueryCache().subscribe(() => {
    const key = fineTuningJobKeys.detail(server.client, 'job')
    seen.add(queries.getQueryData<{ status: string }>(key)?.status)
  })
  let answer = (_: Response) => {}
  const old = Response.json({
    id: 'job',
    object: 'fine_tuning.job',
    created_at: 1,
    model: 'ada',
    status: 'running',
    training_file: 'file-1',
  })
  const held = new Promise<Response>((resolve) => {
    answer = resolve
  })
  server.gate = (line) => (line === 'GET /fine_tuning/jobs/job' ? held : undefined)
  await pass(2_000)
  result.current.pause.mutate({ id: 'job' })
  await vi.waitFor(() => expect(server.jobs.get('job')?.status).toBe('paused'))
  await settle()
  server.refuse = () => old
  answer(old)
  await settle(queries)
  expect(result.current.job.data?.status).toBe('paused')
  expect([...seen].at(-1)).toBe('paused')
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
