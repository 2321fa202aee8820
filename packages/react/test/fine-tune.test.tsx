import { bindPromise, files, fineTunes } from '@finetune/client'
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import {
  useCancelFineTune,
  useCreateFineTune,
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTunes,
} from '../src/index.ts'
import { fineTuneKeys } from '../src/options.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client, asked } = createApi()
const api = bindPromise(client, { files, fineTunes })
afterEach(cleanup)

const upload = () => api.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
const start = async (n_epochs = 2) => {
  const { id } = await upload()
  return api.fineTunes.create({
    body: { training_file: id, model: 'ada', n_epochs, batch_size: 8 },
  })
}
const eventually = { timeout: 20_000 }

test('useFineTune follows a job to its end and then asks no more', async () => {
  const { id } = await start()
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useFineTune(id), { wrapper: Wrapper })
  await waitFor(() => expect(result.current.data?.status).toBe('succeeded'), eventually)
  const before = asked.length
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(asked.length).toBe(before)
})

test('without an id nothing is asked', async () => {
  const before = asked.length
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(
    () => [
      useFineTune(undefined),
      useFineTuneEvents(undefined, { live: true }),
      useFineTuneResults(undefined),
    ],
    { wrapper: Wrapper },
  )
  expect(result.current.map(({ fetchStatus }) => fetchStatus)).toEqual(['idle', 'idle', 'idle'])
  expect(asked.length).toBe(before)
})

test('an unknown job is an error with the words of the server, asked for once', async () => {
  const before = asked.length
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useFineTune('ft-none'), { wrapper: Wrapper })
  await waitFor(() => expect(result.current.error).toBeTruthy(), eventually)
  expect(result.current.error).toMatchObject({ _tag: 'Refused', status: 404 })
  expect(asked.slice(before).filter((line) => line === 'GET /fine-tunes/ft-none').length).toBe(1)
})

test('events come live over one stream, however many components look', async () => {
  const { id } = await start()
  const { Wrapper, queries } = createWrapper(client)
  const { result } = renderHook(
    () => [useFineTuneEvents(id, { live: true }), useFineTuneEvents(id, { live: true })],
    {
      wrapper: Wrapper,
    },
  )
  await waitFor(() => expect(result.current[0]?.isSuccess).toBe(true), eventually)
  await waitFor(() => expect(result.current[0]?.fetchStatus).toBe('idle'), eventually)
  const job = await api.fineTunes.retrieve({ id })
  expect(result.current[0]?.data).toEqual(job.events)
  expect(result.current[1]?.data).toBe(result.current[0]?.data)
  expect(queries.getQueryData(fineTuneKeys.detail(client, id))).toEqual(job)
  const streams = asked.filter((line) => line === `GET /fine-tunes/${id}/events?stream=true`)
  expect(streams.length).toBeLessThanOrEqual(2)
})

test('results grow while the job runs, and are complete at its end', async () => {
  const { id } = await start(60)
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(() => useFineTuneResults(id), { wrapper: Wrapper })
  const counts = new Set<number>()
  await waitFor(() => {
    counts.add(result.current.data?.rows.length ?? 0)
    expect(result.current.data?.complete).toBe(true)
  }, eventually)
  expect(result.current.data?.rows.length).toBe(240)
  expect(result.current.data?.rows[0]).toMatchObject({ step: 1, elapsed_examples: 8 })
  expect(counts.size).toBeGreaterThan(1)
})

test('a created job is at hand at once, and a cancelled one looks so at once', async () => {
  const { id: training_file } = await upload()
  const { Wrapper, queries } = createWrapper(client)
  const { result } = renderHook(
    () => ({ create: useCreateFineTune(), cancel: useCancelFineTune(), list: useFineTunes() }),
    { wrapper: Wrapper },
  )
  const body = { training_file, model: 'curie', n_epochs: 50, batch_size: 1 }
  const { id } = await result.current.create.mutateAsync({ body })
  expect(queries.getQueryData(fineTuneKeys.detail(client, id))).toMatchObject({ status: 'pending' })
  const ids = () => result.current.list.data?.data.map((job) => job.id)
  await waitFor(() => expect(ids()).toContain(id), eventually)

  await result.current.cancel.mutateAsync({ id })
  expect(queries.getQueryData(fineTuneKeys.detail(client, id))).toMatchObject({
    status: 'cancelled',
  })
  await expect(result.current.cancel.mutateAsync({ id })).rejects.toMatchObject({
    _tag: 'Refused',
    status: 400,
  })
})
