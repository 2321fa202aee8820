import { focusManager } from '@tanstack/react-query'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  useCancelFineTuningJob,
  useFineTune,
  useFineTuneEvents,
  useFineTuningJobEvents,
} from '../src/index.ts'
import { fineTuneKeys, fineTuningJobKeys } from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { look, messages, STREAM, streams } from './look.tsx'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  focusManager.setFocused(undefined)
  vi.useRealTimers()
})

test('one stream serves all components, and tells what happens as it happens', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { result, queries } = look(server, 5)
  await pass(10, queries)
  const before = server.asked.length
  expect(before).toBeLessThanOrEqual(3)
  expect(streams(server)).toBe(1)
  server.log('two')
  server.log('three')
  await pass(10, queries)
  const { lives, plain, job } = result.current
  for (const { data } of [...lives, plain]) expect(messages(data)).toEqual(['one', 'two', 'three'])
  expect(job.data?.status).toBe('running')
  // While the stream is silent, a heartbeat looks at the job, and nothing else is asked.
  await pass(30_000, queries)
  server.beat()
  await pass(29_000, queries)
  expect(server.asked.length).toBe(before)
  await pass(2_000, queries)
  expect(server.asked.slice(before)).toEqual(['GET /fine-tunes/job'])
})

test('it ends with the job, and is not begun again', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { result, queries, unmount } = look(server)
  await pass(10, queries)
  server.log('two')
  server.set('job', 'succeeded')
  server.cut(true)
  await pass(3_000, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two'])
  expect(result.current.job.data?.status).toBe('succeeded')
  expect(server.open()).toBe(0)
  const before = server.asked.length
  await pass(600_000, queries)
  unmount()
  const { Wrapper } = createWrapper(server.client, queries)
  renderHook(() => [useFineTuneEvents('job', { live: true }), useFineTune('job')], {
    wrapper: Wrapper,
  })
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
  expect(vi.getTimerCount()).toBeLessThanOrEqual(1)
})

test('after a lost connection it goes on without a gap and without a repetition', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { result, queries } = look(server)
  await pass(10, queries)
  server.cut()
  server.log('two')
  await pass(100, queries)
  server.log('three')
  await pass(10_000, queries)
  server.log('four')
  await pass(10, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two', 'three', 'four'])
  expect(streams(server)).toBe(2)
  expect(server.open()).toBe(1)
})

test('where the server does not stream, it polls', async () => {
  const server = createJobServer('job')
  server.refuse = (line) =>
    line === STREAM ? Response.json({ error: { message: 'no' } }, { status: 404 }) : undefined
  const { result, queries } = look(server)
  await pass(10, queries)
  server.log('one')
  await pass(10_000, queries)
  server.log('two')
  server.set('job', 'failed')
  await pass(20_000, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two'])
  expect(result.current.job.data?.status).toBe('failed')
  expect(streams(server)).toBe(1)
  const before = server.asked.length
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
})

test('a server that leaves events out of the job tells them by the stream', async () => {
  const server = createJobServer('job')
  server.log('one')
  server.log('two')
  server.leavesOut = true
  const { result, queries } = look(server)
  await pass(10, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two'])
  const lengths: number[] = []
  queries.getQueryCache().subscribe(() => {
    const key = fineTuneKeys.events(server.client, 'job')
    lengths.push(queries.getQueryData<unknown[]>(key)?.length ?? 0)
  })
  await act(async () => focusManager.setFocused(false))
  await act(async () => focusManager.setFocused(true))
  await pass(10, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two'])
  expect(Math.min(...lengths)).toBe(2)
})

test('a job that was cancelled meanwhile does not go on again', async () => {
  const server = createJobServer('job')
  server.set('job', 'queued')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => ({
      events: useFineTuningJobEvents('job', { live: true }),
      cancel: useCancelFineTuningJob(),
    }),
    { wrapper: Wrapper },
  )
  await pass(10, queries)
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  // The look sees the job as it was before it was cancelled, and tells it afterwards.
  server.set('job', 'running')
  server.late = (line) => (line === 'GET /fine_tuning/jobs/job' ? held : undefined)
  await pass(3_000, queries)
  result.current.cancel.mutate({ id: 'job' })
  await settle(queries)
  answer()
  server.late = undefined
  await settle(queries)
  expect(queries.getQueryData(fineTuningJobKeys.detail(server.client, 'job'))).toMatchObject({
    status: 'cancelled',
  })
})

test('a job that does not exist is an error, and asked for no more', async () => {
  const server = createJobServer()
  const { result, queries } = look(server)
  await pass(10, queries)
  expect(result.current.lives[0]?.error).toMatchObject({ _tag: 'Refused', status: 404 })
  const before = server.asked.length
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
})

test('a job that goes out of reach while it is followed is an error', async () => {
  const server = createJobServer('job')
  const { result, queries } = look(server)
  await pass(10, queries)
  server.jobs.clear()
  server.cut()
  await pass(10_000, queries)
  expect(result.current.lives[0]?.error).toMatchObject({ _tag: 'Refused', status: 404 })
  expect(server.open()).toBe(0)
})

test('a job of the modern API is followed by polling, for all components at once', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => [useFineTuningJobEvents('job', { live: true }), useFineTuningJobEvents('job')],
    { wrapper: Wrapper },
  )
  await pass(10, queries)
  server.log('two')
  await pass(5_000, queries)
  server.log('three')
  server.set('job', 'succeeded')
  await pass(60_000, queries)
  for (const { data } of result.current) expect(messages(data)).toEqual(['one', 'two', 'three'])
  expect(queries.getQueryData(fineTuningJobKeys.detail(server.client, 'job'))).toMatchObject({
    status: 'succeeded',
  })
  const before = server.asked.length
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
})

test('what is followed is in the cache as plain JSON', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { queries } = look(server)
  await pass(10, queries)
  for (const key of [
    fineTuneKeys.events(server.client, 'job'),
    fineTuneKeys.detail(server.client, 'job'),
  ]) {
    const data = queries.getQueryData(key)
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
  }
})
