import { bindPromise, createClient, files, fineTunes, fineTuningJobs } from '@finetune/client'
import { createLocalApi, createManualClock } from '@finetune/local'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterAll, afterEach, expect, test } from 'vitest'
import {
  useCancelFineTuningJob,
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTuningJob,
  useFineTuningJobCheckpoints,
  useFineTuningJobEvents,
  useFineTuningJobResults,
  usePauseFineTuningJob,
  useResumeFineTuningJob,
} from '../src/index.ts'
import { createWrapper, dataset } from './setup.tsx'

const BEGIN = Date.UTC(2026, 10, 25)
const clock = createManualClock(BEGIN)
const api = createLocalApi({ clock })
afterAll(api.close)
afterEach(cleanup)

const asked: string[] = []
let open = 0
const client = createClient({
  baseURL: 'http://finetune.test/v1',
  fetch: async (input, init) => {
    const request = new Request(input, init)
    asked.push(`${request.method} ${request.url.slice('http://finetune.test/v1'.length)}`)
    open += 1
    try {
      return await api.fetch(request)
    } finally {
      open -= 1
    }
  },
})
const easy = bindPromise(client, { files, fineTunes, fineTuningJobs })
const upload = () => easy.files.upload({ body: { file: dataset(), purpose: 'fine-tune' } })
const eventually = { timeout: 30_000 }

test('a fine-tune in this process is pending, running, succeeded, as its clock has it', async () => {
  const { id: training_file } = await upload()
  const body = { training_file, model: 'ada', n_epochs: 20, batch_size: 8 }
  const { id } = await easy.fineTunes.create({ body })
  const { Wrapper } = createWrapper(client)
  const statuses = new Set<string | undefined>()
  const { result } = renderHook(
    () => {
      const job = useFineTune(id)
      statuses.add(job.data?.status)
      const events = useFineTuneEvents(id, { live: true })
      return { job, events, results: useFineTuneResults(id) }
    },
    { wrapper: Wrapper },
  )
  await waitFor(() => expect(result.current.job.data?.status).toBe('running'), eventually)
  expect(result.current.job.data?.created_at).toBe(BEGIN / 1_000)
  clock.advance(3_600_000)
  await waitFor(() => expect(result.current.results.data?.complete).toBe(true), eventually)
  expect([...statuses].slice(-2)).toEqual(['running', 'succeeded'])
  const { job, events, results } = result.current
  expect(job.data?.updated_at).toBe(BEGIN / 1_000 + 3_600)
  expect(events.data).toEqual((await easy.fineTunes.retrieve({ id })).events)
  expect(events.data?.at(-1)).toMatchObject({
    message: 'Fine-tune succeeded',
    created_at: BEGIN / 1_000 + 3_600,
  })
  expect(results.data?.metrics.length).toBe(80)
  expect(results.data?.metrics.at(-1)).toMatchObject({ step: 80, trainLoss: expect.any(Number) })
  expect(asked.filter((line) => line.endsWith(`${id}/events?stream=true`)).length).toBe(1)
  await waitFor(() => expect(open).toBe(0))
})

test('a fine-tuning job in this process tells its events, checkpoints and metrics', async () => {
  const { id: training_file } = await upload()
  const { id } = await easy.fineTuningJobs.create({
    body: {
      training_file,
      model: 'davinci-002',
      method: {
        type: 'supervised',
        supervised: { hyperparameters: { n_epochs: 4, batch_size: 8 } },
      },
    },
  })
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(
    () => ({
      job: useFineTuningJob(id),
      events: useFineTuningJobEvents(id, { live: true }),
      checkpoints: useFineTuningJobCheckpoints(id),
      results: useFineTuningJobResults(id),
    }),
    { wrapper: Wrapper },
  )
  await waitFor(() => expect(result.current.results.data?.complete).toBe(true), eventually)
  const { job, events, checkpoints, results } = result.current
  expect(job.data).toEqual(await easy.fineTuningJobs.retrieve({ id }))
  expect(job.data?.status).toBe('succeeded')
  const listed = await easy.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
  expect(events.data).toEqual(listed.data.toReversed())
  const made = await easy.fineTuningJobs.listCheckpoints({ id })
  expect(checkpoints.data).toEqual(made.data)
  expect(checkpoints.data?.length).toBeGreaterThan(0)
  expect(results.data?.metrics.length).toBe(16)
  expect(results.data?.rows.length).toBe(16)
})

test('a job is paused, goes on and is cancelled, and looks so at once', async () => {
  const { id: training_file } = await upload()
  const { id } = await easy.fineTuningJobs.create({
    body: {
      training_file,
      model: 'davinci-002',
      method: {
        type: 'supervised',
        supervised: { hyperparameters: { n_epochs: 50, batch_size: 1 } },
      },
    },
  })
  const { Wrapper } = createWrapper(client)
  const { result } = renderHook(
    () => ({
      job: useFineTuningJob(id),
      events: useFineTuningJobEvents(id),
      cancel: useCancelFineTuningJob(),
      pause: usePauseFineTuningJob(),
      resume: useResumeFineTuningJob(),
    }),
    { wrapper: Wrapper },
  )
  await waitFor(() => expect(result.current.job.data?.status).toBe('running'), eventually)
  const changes = [
    ['pause', /^paused$/],
    ['resume', /^(validating_files|queued|running)$/],
    ['cancel', /^cancelled$/],
  ] as const
  for (const [change, status] of changes) {
    const before = asked.length
    await act(() => result.current[change].mutateAsync({ id }))
    await waitFor(() => expect(result.current.job.data?.status).toMatch(status))
    expect(asked[before]).toBe(`POST /fine_tuning/jobs/${id}/${change}`)
    const { data } = await easy.fineTuningJobs.listEvents({ id, query: { limit: 1 } })
    const told = () => result.current.events.data?.map((event) => event.id)
    await waitFor(() => expect(told()).toContain(data[0]?.id), eventually)
  }
})
