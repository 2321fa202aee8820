import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset, jobRequestsOf, messagesOf, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { upload, create, finish, text } = requestsOf(api.fetch)
const jobs = jobRequestsOf(api.fetch)

const MUCH = 1e30
const problem = 'What step 1 measures is no number: use a lower learning rate.'

test('a fine-tune that measures no numbers any more fails, and what it measured can be read', async () => {
  const { id: training_file } = await upload(dataset(20))
  const settings = { model: 'ada', learning_rate_multiplier: MUCH }
  const { id } = await create({ training_file, validation_file: training_file, ...settings })
  const failed = await finish(id)
  expect(failed.status).toBe('failed')
  expect(messagesOf(failed).at(-1)).toContain(problem.slice(0, -1))
  expect(await text(`/fine-tunes/${id}/results`)).toMatch(/^step,[^\n]*\n$/)
})

test('a job that measures no numbers any more fails', async () => {
  const { id: training_file } = await upload(chatDataset(20))
  const settings = { model: 'gpt-4o-mini', hyperparameters: { learning_rate_multiplier: MUCH } }
  const asked = { training_file, validation_file: training_file, ...settings }
  const failed = await jobs.finish((await jobs.create(asked)).id)
  expect(failed.error).toMatchObject({ code: 'training_failed', message: problem })
})
