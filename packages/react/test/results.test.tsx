import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useFineTuneResults, useFineTuningJobResults } from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const RESULTS = 'GET /fine-tunes/job/results'

test('metrics come from events, checkpoints and the result file, one row a step', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useFineTuningJobResults('job'), { wrapper: Wrapper })
  await settle(queries)
  expect(result.current.data).toEqual({ metrics: [], rows: [], complete: false })

  server.log('Step 1', { step: 1, train_loss: 0.912345678 })
  await pass(2_000, queries)
  const [first] = result.current.data?.metrics ?? []
  expect(first).toEqual({ step: 1, trainLoss: 0.912345678 })

  server.log('Step 2', { step: 2, train_loss: 0.8 })
  server.checkpoints.push({
    object: 'fine_tuning.job.checkpoint',
    id: 'ckpt',
    created_at: 1,
    fine_tuned_model_checkpoint: 'ft:ada:ckpt-step-2',
    step_number: 2,
    metrics: { step: 2, full_valid_loss: 0.7 },
    fine_tuning_job_id: 'job',
  })
  await pass(4_000, queries)
  expect(result.current.data?.metrics).toEqual([
    first,
    { step: 2, trainLoss: 0.8, fullValidLoss: 0.7 },
  ])
  // What was there before is the same.
  expect(result.current.data?.metrics[0]).toBe(first)

  server.csv = 'step,train_loss,train_accuracy\n1,0.91235,0.5\n2,0.8,0.6\n3,0.7,0.7\n'
  server.set('job', 'succeeded')
  await pass(120_000, queries)
  expect(result.current.data?.complete).toBe(true)
  // The file is rounded: events hold where both tell.
  expect(result.current.data?.metrics).toEqual([
    { step: 1, trainLoss: 0.912345678, trainTokenAccuracy: 0.5 },
    { step: 2, trainLoss: 0.8, trainTokenAccuracy: 0.6, fullValidLoss: 0.7 },
    { step: 3, trainLoss: 0.7, trainTokenAccuracy: 0.7 },
  ])
  expect(result.current.data?.rows.length).toBe(3)
  const before = server.asked.length
  await pass(600_000, queries)
  expect(server.asked.length).toBe(before)
  expect(server.asked.filter((line) => line.startsWith('GET /files')).length).toBe(1)
})

test('only new events are asked for', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  for (let step = 1; step <= 250; step += 1) server.log(`Step ${step}`, { step, train_loss: 1 })
  const { result } = renderHook(() => useFineTuningJobResults('job'), { wrapper: Wrapper })
  await settle(queries)
  const pages = () => server.asked.filter((line) => line.includes('/events')).length
  expect(pages()).toBe(3)
  for (let step = 251; step <= 253; step += 1) {
    const before = pages()
    server.log(`Step ${step}`, { step, train_loss: 1 })
    await pass(2_000, queries)
    expect(pages() - before).toBe(1)
    const steps = result.current.data?.metrics.map((row) => row.step)
    expect(steps).toEqual(Array.from({ length: step }, (_, index) => index + 1))
  }
})

test('a server that tells no rows before the end is asked for them once', async () => {
  const server = createJobServer('job')
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useFineTuneResults('job'), { wrapper: Wrapper })
  await pass(60_000, queries)
  expect(server.asked.filter((line) => line === RESULTS).length).toBe(1)
  server.csv = 'step,training_loss\n1,0.5\n'
  server.set('job', 'succeeded')
  await pass(60_000, queries)
  expect(result.current.data).toEqual({
    metrics: [{ step: 1, trainLoss: 0.5 }],
    rows: [{ step: 1, training_loss: 0.5 }],
    complete: true,
  })
})

test('rows that grow are looked at every second', async () => {
  const server = createJobServer('job')
  server.csv = 'step,training_loss\n1,0.5\n'
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useFineTuneResults('job'), { wrapper: Wrapper })
  await settle(queries)
  server.csv = `${server.csv}2,0.4\n`
  await pass(1_000, queries)
  expect(result.current.data?.metrics.map(({ step }) => step)).toEqual([1, 2])
})

for (const [what, refuse, complete] of [
  ['is gone', () => Response.json({ error: { message: 'gone' } }, { status: 404 }), true],
  ['is none', () => new Response('<html>'), undefined],
] as const) {
  test(`a result file that ${what} is ${complete ? 'no rows' : 'an error'}`, async () => {
    const server = createJobServer('job')
    server.set('job', 'succeeded')
    server.refuse = (line) => (line.startsWith('GET /files') ? refuse() : undefined)
    const { Wrapper, queries } = createWrapper(server.client)
    const { result } = renderHook(() => useFineTuneResults('job'), { wrapper: Wrapper })
    await settle(queries)
    expect(result.current.data?.complete).toBe(complete)
    if (!complete) expect(result.current.error?._tag).toBe('UnexpectedAnswer')
  })
}
