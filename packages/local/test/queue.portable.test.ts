import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, messagesOf, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, until, cancel, retrieve, refusal, post, text, get } = requestsOf(
  api.fetch,
)

test('jobs run one at a time, in the order in which they were created', async () => {
  const file = await upload(dataset(100))
  const request = { training_file: file.id, model: 'ada', n_epochs: 2 }
  const jobs = [await create(request), await create(request), await create(request)]
  const [first, second, third] = await Promise.all(jobs.map(({ id }) => finish(id)))

  expect(first && messagesOf(first)).toContain('Fine-tune enqueued. Queue number: 0')
  expect(second && messagesOf(second).slice(2, 5)).toEqual([
    'Fine-tune enqueued. Queue number: 1',
    'Fine-tune is in the queue. Queue number: 0',
    'Fine-tune started',
  ])
  expect(third && messagesOf(third).slice(2, 6)).toEqual([
    'Fine-tune enqueued. Queue number: 2',
    'Fine-tune is in the queue. Queue number: 1',
    'Fine-tune is in the queue. Queue number: 0',
    'Fine-tune started',
  ])
  const names = [first, second, third].map((job) => job?.fine_tuned_model)
  expect(new Set(names).size).toBe(3)
})

test('a running job is cancelled at once, and the next one takes its place', async () => {
  const file = await upload(dataset(200))
  const long = await create({ training_file: file.id, model: 'davinci', n_epochs: 1000 })
  const waiting = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  await until(long.id, 'Fine-tune started')
  await until(waiting.id, 'Queue number: 1')
  expect(await retrieve(waiting.id)).toMatchObject({
    status: 'pending',
    hyperparams: { batch_size: 4, learning_rate_multiplier: 0.1 },
  })

  const cancelled = await cancel(long.id)
  expect(cancelled).toMatchObject({ status: 'cancelled', fine_tuned_model: null })
  expect(messagesOf(cancelled).at(-1)).toBe('Fine-tune cancelled')
  expect(await finish(waiting.id)).toMatchObject({ status: 'succeeded' })
  expect(await retrieve(long.id)).toEqual(cancelled)
})

test('a job that was never queued keeps open hyperparameters when it is cancelled', async () => {
  const file = await upload(dataset(20_000))
  const { id } = await create({ training_file: file.id })
  const cancelled = await cancel(id)
  expect(cancelled.hyperparams.batch_size).toBeNull()
  expect(messagesOf(cancelled)).toEqual([`Created fine-tune: ${id}`, 'Fine-tune cancelled'])
})

test('a waiting job is cancelled, and those behind it move up', async () => {
  const file = await upload(dataset(100))
  const long = await create({ training_file: file.id, model: 'curie', n_epochs: 1000 })
  const waiting = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const last = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  await until(last.id, 'Queue number: 2')
  expect(await cancel(waiting.id)).toMatchObject({ status: 'cancelled' })
  await until(last.id, 'Fine-tune is in the queue. Queue number: 1')
  await cancel(long.id)
  expect(await finish(last.id)).toMatchObject({ status: 'succeeded' })
})

test('a job that is over cannot be cancelled', async () => {
  const file = await upload(dataset(10))
  const { id } = await finish(
    (await create({ training_file: file.id, model: 'ada', n_epochs: 1 })).id,
  )
  expect(await refusal(post(`/fine-tunes/${id}/cancel`))).toEqual({
    status: 400,
    message: `Cannot cancel a job ${id} that already has status "succeeded".`,
    type: 'invalid_request_error',
    param: null,
    code: null,
  })
})

test('results come in while a job runs, and answers do not wait for it', async () => {
  const file = await upload(dataset(100))
  const { id } = await create({ training_file: file.id, model: 'davinci', n_epochs: 1000 })
  await until(id, 'Completed epoch 1/')
  const rows = (await text(`/fine-tunes/${id}/results`)).split('\n').length - 2
  expect(rows).toBeGreaterThanOrEqual(50)

  const times: number[] = []
  for (let request = 0; request < 100; request++) {
    const start = performance.now()
    await (await get(`/fine-tunes/${id}`)).json()
    times.push(performance.now() - start)
  }
  expect(times.sort((one, other) => one - other)[50]).toBeLessThan(20)
  await cancel(id)
})
