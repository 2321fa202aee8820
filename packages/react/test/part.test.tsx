import { QueryClient } from '@tanstack/react-query'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useFineTune, useFineTuneEvents, useFineTuneResults } from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const JOB = 'GET /fine-tunes/job'

/** A server that holds back what it tells of a job until it is let. */
const createHeldServer = () => {
  const server = createJobServer('job')
  const queries = new QueryClient()
  const { Wrapper } = createWrapper(server.client, queries)
  const answers: (() => void)[] = []
  const hold = () => {
    server.gate = (line) =>
      line === JOB ? new Promise<void>((resolve) => answers.push(resolve)) : undefined
  }
  const answer = async () => {
    server.gate = () => undefined
    for (const resolve of answers.splice(0)) resolve()
    await pass(10, queries)
  }
  hold()
  const asked = () => server.asked.filter((line) => line === JOB).length
  return { ...server, queries, wrapper: Wrapper, hold, answer, asked }
}

const turns = () => vi.advanceTimersByTimeAsync(10)

test('what one alone waits for is not asked for any more when it goes', async () => {
  const { wrapper, open, asked } = createHeldServer()
  const { unmount } = renderHook(() => useFineTuneResults('job'), { wrapper })
  await turns()
  expect([asked(), open()]).toEqual([1, 1])
  unmount()
  await turns()
  expect(open()).toBe(0)
})

test('who has been answered is not counted among those who wait', async () => {
  const { wrapper, queries, open, hold, answer } = createHeldServer()
  const { unmount } = renderHook(() => useFineTuneResults('job'), { wrapper })
  await answer()
  hold()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(open()).toBe(1)
  unmount()
  await turns()
  expect(open()).toBe(0)
  await settle(queries)
})

test('of two who wait for the same, the last one to go takes the request along', async () => {
  const { wrapper, open, asked } = createHeldServer()
  const results = renderHook(() => useFineTuneResults('job'), { wrapper })
  const events = renderHook(() => useFineTuneEvents('job'), { wrapper })
  await turns()
  results.unmount()
  await turns()
  expect([asked(), open()]).toEqual([1, 1])
  events.unmount()
  await turns()
  expect(open()).toBe(0)
})

test('the other one of two who wait for the same is answered', async () => {
  const { wrapper, asked, answer, log } = createHeldServer()
  log('one')
  const results = renderHook(() => useFineTuneResults('job'), { wrapper })
  const events = renderHook(() => useFineTuneEvents('job'), { wrapper })
  await turns()
  results.unmount()
  await answer()
  expect(events.result.current.data).toHaveLength(1)
  expect(asked()).toBe(1)
})

test('who waits takes no request from a component that looks at the same', async () => {
  const { wrapper, open, asked, answer } = createHeldServer()
  const job = renderHook(() => useFineTune('job'), { wrapper })
  const results = renderHook(() => useFineTuneResults('job'), { wrapper })
  await turns()
  results.unmount()
  await turns()
  expect([asked(), open()]).toEqual([1, 1])
  await answer()
  expect(job.result.current.data?.status).toBe('running')
})

test('who waits is answered though the component that asked has gone', async () => {
  const { wrapper, answer } = createHeldServer()
  const job = renderHook(() => useFineTune('job'), { wrapper })
  const results = renderHook(() => useFineTuneResults('job'), { wrapper })
  await turns()
  job.unmount()
  await answer()
  expect(results.result.current.error).toBe(null)
  expect(results.result.current.data).toMatchObject({ complete: false })
})
