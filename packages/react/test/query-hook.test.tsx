import { act, cleanup, render, renderHook } from '@testing-library/react'
import { Suspense, useRef } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTuningJob,
  useFineTuningJobEvents,
  useFineTuningJobResults,
  useInfiniteFineTuningJobs,
  useSuspenseFineTune,
  useSuspenseFineTuneEvents,
  useSuspenseFineTuningJobResults,
} from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('a look that brings the same answer costs no render', async () => {
  const server = createJobServer('job')
  server.csv = 'step,training_loss\n1,0.5\n'
  server.log('one', { step: 1, train_loss: 0.5 })
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => {
      const renders = useRef(0)
      renders.current += 1
      return {
        renders,
        data: [
          useFineTune('job').data,
          useFineTuneEvents('job').data,
          useFineTuneEvents('job', { live: true }).data,
          useFineTuneResults('job').data,
          useFineTuningJob('job').data,
          useFineTuningJobEvents('job').data,
          useFineTuningJobResults('job').data,
          useFineTune('job', { select: ({ status }) => ({ status }) }).data,
        ],
      }
    },
    { wrapper: Wrapper },
  )
  await pass(1_000, queries)
  const { data } = result.current
  const renders = result.current.renders.current
  const looks = server.asked.length
  expect(data.every((one) => one !== undefined)).toBe(true)
  await pass(60_000, queries)
  expect(server.asked.length - looks).toBeGreaterThan(60)
  expect(result.current.renders.current).toBe(renders)

  server.set('job', 'paused')
  await pass(60_000, queries)
  expect(result.current.renders.current).toBeGreaterThan(renders)
  for (const at of [1, 2, 5]) expect(result.current.data[at]).toBe(data[at])
  expect(result.current.data[6]).toBe(data[6])
})

test('what suspends is there when it is shown', async () => {
  const server = createJobServer('job')
  server.log('one', { step: 1, train_loss: 0.5 })
  const { Wrapper, queries } = createWrapper(server.client)
  const Job = () => {
    const { data: job } = useSuspenseFineTune('job')
    const { data: events } = useSuspenseFineTuneEvents('job', { select: (all) => all.length })
    const { data: results } = useSuspenseFineTuningJobResults('job')
    return `${job.status} ${events} ${results.metrics.length}`
  }
  const { container } = render(
    <Wrapper>
      <Suspense fallback="waiting">
        <Job />
      </Suspense>
    </Wrapper>,
  )
  expect(container.textContent).toBe('waiting')
  await settle(queries)
  expect(container.textContent).toBe('running 1 1')
})

test('the jobs come page after page', async () => {
  const server = createJobServer()
  const page = (id: string, has_more: boolean) => {
    const job = { object: 'fine_tuning.job', id, created_at: 1, model: 'ada', training_file: 'f' }
    return Response.json({ object: 'list', data: [{ ...job, status: 'failed' }], has_more })
  }
  server.refuse = (line) => (line.includes('after=one') ? page('two', false) : page('one', true))
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useInfiniteFineTuningJobs({ limit: 1 }), { wrapper: Wrapper })
  await settle(queries)
  expect(result.current.hasNextPage).toBe(true)
  await act(() => result.current.fetchNextPage())
  await settle(queries)
  const ids = result.current.data?.pages.flatMap(({ data }) => data.map(({ id }) => id))
  expect(ids).toEqual(['one', 'two'])
  expect(result.current.hasNextPage).toBe(false)
  expect(server.asked.length).toBe(2)
})
