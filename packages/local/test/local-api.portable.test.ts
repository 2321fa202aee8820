import { createClient, uploadFile } from '@finetune/client'
import { createLocalApi, type LocalApi } from '@finetune/local'
import { files, fineTunes } from '@finetune/models'
import { afterAll, expect, inject, test } from 'vitest'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const here = requestsOf(api.fetch)

/** Trains on conversations, and tells all that has to be the same wherever that is. */
const jobOf = async (fetch: LocalApi['fetch'], baseURL?: string) => {
  const [{ upload, text, post }, jobs] = [requestsOf(fetch, baseURL), jobRequestsOf(fetch, baseURL)]
  const training_file = (await upload(chatDataset(20))).id
  const validation_file = (await upload(chatDataset(6))).id
  const { id } = await jobs.create({
    model: 'gpt-4o-mini',
    training_file,
    validation_file,
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2, batch_size: 4 } } },
    seed: 7,
  })
  const { status, fine_tuned_model: model, result_files } = await jobs.finish(id)
  const messages = [{ role: 'user', content: 'apple a' }]
  const sampling = { temperature: 1, seed: 3, max_tokens: 8, logprobs: true }
  const { choices } = await (
    await post('/chat/completions', { model, messages, ...sampling })
  ).json()
  const results = await text(`/files/${result_files?.[0]}/content`)
  const steps = (await jobs.events(id)).data.map(({ data }) => data)
  return { status, results, choices: rounded(choices), steps }
}

/** Engines round `Math.log` and `Math.exp` differently in their last digit. */
const rounded = (choices: unknown): unknown =>
  JSON.parse(
    JSON.stringify(choices, (_, value) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value,
    ),
  )

/** The same of prompts and completions, with classes, by the legacy API. */
const fineTuneOf = async (fetch: LocalApi['fetch'], baseURL?: string) => {
  const { upload, create, finish, text, complete } = requestsOf(fetch, baseURL)
  const training_file = (await upload(dataset(20))).id
  const { id } = await create({
    ...{ training_file, validation_file: training_file, model: 'ada', n_epochs: 2 },
    ...{ compute_classification_metrics: true, classification_positive_class: ' even' },
  })
  const { status, fine_tuned_model: model, result_files } = await finish(id)
  const sampling = { prompt: 'apple a ->', temperature: 1, seed: 3, max_tokens: 8, logprobs: 2 }
  const { choices } = await complete({ model, ...sampling })
  return {
    status,
    choices: rounded(choices),
    results: await text(`/files/${result_files[0]?.id}/content`),
  }
}

// The server of these tests runs in Node.js, and this file in each browser too.
test('a job ends with the same steps, results and model as in Node.js, to the bit', async () => {
  const job = await jobOf(api.fetch)
  expect(job).toMatchObject({ status: 'succeeded', results: expect.stringMatching(/^[\w+/=]+$/) })
  expect(job).toEqual(await jobOf(fetch, inject('api')))
})

test('so does a fine-tune of the legacy API', async () => {
  const fineTune = await fineTuneOf(api.fetch)
  expect(fineTune.results).toContain('classification/auroc')
  expect(fineTune).toEqual(await fineTuneOf(fetch, inject('api')))
})

test('a file in parts is put together, and its MD5 is checked', async () => {
  const client = createClient({ baseURL: 'http://finetune.test/v1', fetch: api.fetch })
  const content = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7)
  const file = new File([content], 'train.jsonl')
  const inParts = { threshold: 1, partSize: 100_000 }
  const result = await uploadFile(client, { file, purpose: 'fine-tune' }, inParts)()
  if (result._tag === 'Left') throw new Error(result.left.message)
  const kept = await here.get(`/files/${result.right.id}/content`)
  expect(new Uint8Array(await kept.arrayBuffer())).toEqual(content)

  const described = { purpose: 'batch', filename: 'a', bytes: 3, mime_type: 'text/plain' }
  const { id } = await (await here.post('/uploads', described)).json()
  const body = new FormData()
  body.set('data', new File(['abc'], 'a'))
  const path = `http://finetune.test/v1/uploads/${id}`
  const part = await (await api.fetch(`${path}/parts`, { method: 'POST', body })).json()
  const complete = (md5: string) =>
    here.post(`/uploads/${id}/complete`, { part_ids: [part.id], md5 })
  expect(await here.refusal(complete('d41d8cd98f00b204e9800998ecf8427e'))).toMatchObject({
    message: expect.stringMatching(/ 900150983cd24fb0d6963f7d28e17f72, not d41d8/),
  })
  expect((await complete('900150983cd24fb0d6963f7d28e17f72')).status).toBe(200)
  // What is refused within a transaction leaves none behind.
  expect((await here.post(`/uploads/${id}/cancel`)).status).toBe(400)
  expect((await here.post('/uploads', described)).status).toBe(200)
})

test('a job is cancelled, and the next one has its turn', async () => {
  const training_file = (await here.upload(dataset(200))).id
  const long = await here.create({ training_file, model: 'davinci', n_epochs: 50 })
  await here.until(long.id, 'Fine-tune started')
  const next = await here.create({ training_file, model: 'ada', n_epochs: 1 })
  expect((await here.cancel(long.id)).status).toBe('cancelled')
  expect((await here.finish(next.id)).status).toBe('succeeded')
})

test('requests fail where they are told to', async () => {
  const stop = api.fail({ on: files.list, with: { status: 429, retryAfter: 7 } })
  const refused = await here.get('/files')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7'])
  stop()
  api.fail({ on: fineTunes.list, times: 1, with: { lose: 'request' } })
  await expect(here.get('/fine-tunes')).rejects.toThrow()
  expect((await here.get('/fine-tunes')).status).toBe(200)
})

test('an API that is closed in the middle of a job says so', async () => {
  const closing = createLocalApi({ tiny: true })
  const { upload, create, until, get } = requestsOf(closing.fetch)
  const { id: training_file } = await upload(dataset(200))
  const { id } = await create({ training_file, model: 'ada', n_epochs: 50 })
  await until(id, 'Fine-tune started')
  await closing.close()
  expect((await get('/models')).status).toBe(503)
})
