import { bindPromise, files, fineTuningJobs } from '@finetune/client'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import {
  useCancelFineTuningJob,
  useCreateFineTuningJob,
  useFineTuningJob,
  useFineTuningJobCheckpoints,
  useFineTuningJobEvents,
  useFineTuningJobResults,
  useFineTuningJobs,
} from '../src/index.ts'
import { createApi, createWrapper, dataset } from './setup.tsx'

const { client, asked } = createApi()
const api = bindPromise(client, { files, fineTuningJobs })
afterEach(cleanup)

const eventually = { timeout: 30_000 }
const bodyOf = async (n_epochs: number) => {
  const { id } = await api.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
  return {
    training_file: id,
    model: 'davinci-002',
    method: {
      type: 'supervised',
      supervised: { hyperparameters: { n_epochs, batch_size: 8 } },
    },
  }
}

test('a job is created, followed to its end, and asked for no more', async () => {
  const body = await bodyOf(3)
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(
    () => {
      const create = useCreateFineTuningJob()
      const id = create.data?.id
      return {
        create,
        job: useFineTuningJob(id),
        events: useFineTuningJobEvents(id, { live: true }),
        checkpoints: useFineTuningJobCheckpoints(id),
        results: useFineTuningJobResults(id),
      }
    },
    { wrapper: Wrapper },
  )
  expect(result.current.job.fetchStatus).toBe('idle')
  await act(() => result.current.create.mutateAsync({ body }))
  await waitFor(() => expect(result.current.results.data?.complete).toBe(true), eventually)
  await waitFor(() => expect(result.current.checkpoints.data?.length).toBe(3), eventually)
  const { job, events, results } = result.current
  expect(job.data?.status).toBe('succeeded')
  expect(results.data?.metrics.map(({ step }) => step)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  )
  const told = events.data?.map(({ message }) => message) ?? []
  expect(told[0]).toBe(`Created fine-tuning job: ${job.data?.id}`)
  expect(new Set(events.data?.map(({ id }) => id)).size).toBe(told.length)
  const before = asked.length
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(asked.length).toBe(before)
})

test('a cancelled job is so at once, in the list too', async () => {
  const body = await bodyOf(50)
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(
    () => ({
      create: useCreateFineTuningJob(),
      cancel: useCancelFineTuningJob(),
      jobs: useFineTuningJobs({ limit: 100 }),
    }),
    { wrapper: Wrapper },
  )
  const { id } = await result.current.create.mutateAsync({ body })
  const status = () => result.current.jobs.data?.data.find((job) => job.id === id)?.status
  await waitFor(() => expect(status()).toBeTruthy(), eventually)
  await result.current.cancel.mutateAsync({ id })
  await waitFor(() => expect(status()).toBe('cancelled'), eventually)
  await expect(result.current.cancel.mutateAsync({ id })).rejects.toMatchObject({
    _tag: 'Refused',
    status: 400,
  })
})
