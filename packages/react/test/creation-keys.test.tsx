import { cleanup, renderHook } from '@testing-library/react'
import { useEffect } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useCreateFineTune, useCreateFineTuningJob } from '../src/index.ts'
import { fineTuningJobKeys } from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { settle } from './time.ts'

afterEach(cleanup)

const body = { training_file: 'file-1', model: 'ada' }

for (const [kind, useCreate] of [
  ['fine-tune', useCreateFineTune],
  ['fine-tuning job', useCreateFineTuningJob],
] as const) {
  test(`a double click starts one ${kind}, be the second before or after the answer`, async () => {
    const server = createJobServer()
    const { Wrapper, queries } = createWrapper(server.client)
    const { result } = renderHook(() => useCreate(), { wrapper: Wrapper })
    result.current.mutate({ body })
    result.current.mutate({ body })
    await settle(queries)
    expect(result.current.data?.id).toBe('job-1')
    result.current.mutate({ body: { ...body } })
    await settle(queries)
    expect(result.current.data?.id).toBe('job-1')
    expect(server.jobs.size).toBe(1)
    expect(server.asked.filter((line) => line.startsWith('POST')).length).toBe(1)
  })

  test(`another body is another ${kind}, and so is the same under a key of its own`, async () => {
    const server = createJobServer()
    const { Wrapper, queries } = createWrapper(server.client)
    const { result } = renderHook(() => useCreate(), { wrapper: Wrapper })
    for (const start of [
      { body },
      { body: { ...body, suffix: 'two' } },
      { body, key: 'again' },
      { body, key: 'again' },
    ]) {
      result.current.mutate(start)
      await settle(queries)
    }
    expect(server.jobs.size).toBe(3)
  })
}

test('a component that starts a job in an effect starts one under StrictMode', async () => {
  const server = createJobServer()
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(
    () => {
      const create = useCreateFineTuningJob()
      const { mutate } = create
      useEffect(() => mutate({ body }), [mutate])
      return create
    },
    { wrapper: Wrapper },
  )
  await settle(queries)
  expect(server.jobs.size).toBe(1)
  expect(result.current.data?.id).toBe('job-1')
})

test('after an unknown outcome the next click looks for the job before it starts one', async () => {
  const server = createJobServer()
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useCreateFineTuningJob(), { wrapper: Wrapper })
  server.refuse = (line) => {
    if (!line.startsWith('POST')) return undefined
    server.jobs.set('job-1', { ...body, status: 'queued', metadata: { finetune_key: 'mine' } })
    return new Response('no', { status: 500 })
  }
  result.current.mutate({ body, key: 'mine' })
  await settle(queries)
  server.refuse = undefined
  result.current.mutate({ body, key: 'mine' })
  await settle(queries)
  expect(result.current.data?.id).toBe('job-1')
  expect(server.asked.filter((line) => line.startsWith('POST')).length).toBe(1)
})

test('a second click does not show the job as it was when it was made', async () => {
  const server = createJobServer()
  const { Wrapper, queries } = createWrapper(server.client)
  const { result } = renderHook(() => useCreateFineTuningJob(), { wrapper: Wrapper })
  result.current.mutate({ body })
  await settle(queries)
  const key = fineTuningJobKeys.detail(server.client, 'job-1')
  queries.setQueryData(key, (job: object | undefined) => ({ ...job, status: 'running' }))
  result.current.mutate({ body })
  await settle(queries)
  expect(queries.getQueryData(key)).toMatchObject({ status: 'running' })
})
