import { focusManager } from '@tanstack/react-query'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useFineTune, useFineTuneEvents } from '../src/index.ts'
import { fineTuneKeys } from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { look, messages, streams } from './look.tsx'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  focusManager.setFocused(undefined)
  vi.useRealTimers()
})

test('one that leaves takes the stream from no other, and the last one ends it', async () => {
  const server = createJobServer('job')
  server.log('one')
  const { result, queries, unmount } = look(server)
  const { Wrapper } = createWrapper(server.client, queries)
  const other = renderHook(() => useFineTuneEvents('job', { live: true }), { wrapper: Wrapper })
  await pass(10, queries)
  expect(streams(server)).toBe(1)
  other.unmount()
  await pass(10, queries)
  expect(server.open()).toBe(1)
  server.log('two')
  await pass(10, queries)
  expect(messages(result.current.lives[0]?.data)).toEqual(['one', 'two'])
  expect(streams(server)).toBe(1)
  unmount()
  await pass(10, queries)
  expect(server.open()).toBe(0)
})

test('a hidden page has no stream, and shows all when it is seen again', async () => {
  const server = createJobServer('job')
  server.log('one')
  server.log('another')
  const { result, queries } = look(server, 2)
  await pass(10, queries)
  expect(server.open()).toBe(1)
  const lengths: number[] = []
  queries.getQueryCache().subscribe(() => {
    const key = fineTuneKeys.events(server.client, 'job')
    lengths.push(queries.getQueryData<unknown[]>(key)?.length ?? 0)
  })
  await act(async () => focusManager.setFocused(false))
  await settle(queries)
  expect(server.open()).toBe(0)
  const before = server.asked.length
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
  server.log('two')
  await act(async () => focusManager.setFocused(true))
  await pass(10, queries)
  expect(server.open()).toBe(1)
  expect(streams(server)).toBe(2)
  for (const { data } of result.current.lives) {
    expect(messages(data)).toEqual(['one', 'another', 'two'])
  }
  // It is told everything again, and shows nothing less meanwhile.
  expect(Math.min(...lengths)).toBe(2)
})

test('the last component that goes closes the stream; others poll on', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { rerender, unmount } = renderHook(
    ({ live }) => [useFineTuneEvents('job', { live }), useFineTune('job')],
    { wrapper: Wrapper, initialProps: { live: true } },
  )
  await pass(10, queries)
  expect(server.open()).toBe(1)
  const before = server.asked.length
  rerender({ live: false })
  await settle(queries)
  expect(server.open()).toBe(0)
  await pass(10_000, queries)
  expect(server.asked.length - before).toBeGreaterThan(2)
  unmount()
  await settle(queries)
  expect(server.open()).toBe(0)
})

test('two caches have a stream each', async () => {
  const server = createJobServer('job')
  const [one, other] = [look(server), look(server)]
  await pass(10, one.queries, other.queries)
  expect(streams(server)).toBe(2)
})

test('who comes and goes at once follows nothing', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { unmount } = renderHook(() => useFineTuneEvents('job', { live: true }), {
    wrapper: Wrapper,
  })
  unmount()
  await pass(10, queries)
  expect(server.asked).toEqual([])
})

test('a component that only looks goes on by itself where the live one has gone', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const live = renderHook(() => useFineTuneEvents('job', { live: true }), { wrapper: Wrapper })
  const plain = renderHook(() => useFineTuneEvents('job'), { wrapper: Wrapper })
  await pass(10, queries)
  server.log('one')
  await pass(3_000, queries)
  live.unmount()
  await settle(queries)
  server.log('two')
  await pass(10_000, queries)
  expect(messages(plain.result.current.data)).toEqual(['one', 'two'])
})

test('a component that only looks shows nothing before the first look of the live one', async () => {
  const server = createJobServer('job')
  server.log('one')
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  let looks = 0
  server.gate = (line) => {
    if (line === 'GET /fine-tunes/job') looks += 1
    return looks > 1 ? held : undefined
  }
  const { result } = look(server)
  await act(() => vi.advanceTimersByTimeAsync(10))
  expect(looks).toBe(2)
  expect(result.current.plain.data).toBe(undefined)
  answer()
  await act(() => vi.advanceTimersByTimeAsync(10))
  expect(messages(result.current.plain.data)).toEqual(['one'])
})

test('events that a stream has told to their end are asked for no more', async () => {
  const server = createJobServer('job')
  server.leavesOut = true
  server.log('one')
  const { result, queries } = look(server)
  await pass(10, queries)
  const before = server.asked.length
  server.set('job', 'succeeded')
  server.cut(true)
  await pass(600_000, queries)
  expect(messages(result.current.plain.data)).toEqual(['one'])
  expect(server.asked.slice(before)).not.toContain('GET /fine-tunes/job/events')
})

test('what a stream has told to its end holds, though more was known before', async () => {
  const server = createJobServer('job')
  server.log('one')
  server.log('two')
  const { result, queries } = look(server)
  await pass(10, queries)
  await act(async () => focusManager.setFocused(false))
  await settle(queries)
  server.events.pop()
  await act(async () => focusManager.setFocused(true))
  await pass(10, queries)
  expect(messages(result.current.plain.data)).toEqual(['one', 'two'])
  server.set('job', 'succeeded')
  server.cut(true)
  await pass(10_000, queries)
  expect(messages(result.current.plain.data)).toEqual(['one'])
})
