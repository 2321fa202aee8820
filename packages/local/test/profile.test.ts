import { createLocalApi, createManualClock, listen } from '@finetune/local'
import {
  dialectOf,
  endpoint,
  FineTune,
  files,
  fineTunes,
  fineTuningJobOfTogether,
  fineTuningJobs,
  Model,
  models,
  TogetherFineTune,
  uploads,
} from '@finetune/models'
import OpenAI from 'openai4'
import { AzureOpenAI } from 'openai7'
import { afterAll, expect, test } from 'vitest'
import { createClient, uploadFile } from '../../client/src/index.ts'
import { dataset, requestsOf } from './requests.ts'

const clock = createManualClock(1_700_000_000_000)
const azure = createLocalApi({ as: 'azure', clock })
const together = createLocalApi({ as: 'together-legacy-path', clock })
afterAll(() => Promise.all([azure.close(), together.close()]))

const ENDPOINT = 'http://my-resource.test/openai'
const VERSION = 'api-version=2024-10-21'
const azureClient = createClient({
  baseURL: ENDPOINT,
  apiKey: 'unused',
  headers: { 'api-key': 'any' },
  query: { 'api-version': '2024-10-21' },
  fetch: azure.fetch,
})
const ask = async (path: string, init: RequestInit = {}) =>
  azure.fetch(`${ENDPOINT}${path}${path.includes('?') ? '&' : '?'}${VERSION}`, {
    ...init,
    headers: { 'api-key': 'any', ...(init.body !== undefined && { 'content-type': JSON_TYPE }) },
  })
const JSON_TYPE = 'application/json'
const post = (path: string, body: unknown) =>
  ask(path, { method: 'POST', body: JSON.stringify(body) })
const right = async <A>(task: () => Promise<{ _tag: string; right?: A }>): Promise<A> => {
  const result = await task()
  if (result._tag === 'Right' && result.right !== undefined) return result.right
  throw new Error(JSON.stringify(result))
}
const training = new File([dataset(30)], 'train.jsonl')

test('as Azure it asks for a version and a key, below a path of its own', async () => {
  const status = async (url: string, headers: HeadersInit = { 'api-key': 'any' }) =>
    (await azure.fetch(url, { headers })).status
  expect(await status(`${ENDPOINT}/files?${VERSION}`)).toBe(200)
  expect(await status(`${ENDPOINT}/files?${VERSION}`, { authorization: 'Bearer x' })).toBe(200)
  expect(await status(`${ENDPOINT}/files?${VERSION}`, {})).toBe(401)
  expect(await status(`${ENDPOINT}/files`)).toBe(404)
  expect(await status(`http://my-resource.test/v1/files?${VERSION}`)).toBe(404)
})

test('as Azure a file is created by 201 and has nothing that is null', async () => {
  const body = new FormData()
  body.set('purpose', 'fine-tune')
  body.set('file', training)
  const answer = await azure.fetch(`${ENDPOINT}/files?${VERSION}`, {
    method: 'POST',
    headers: { 'api-key': 'any' },
    body,
  })
  expect(answer.status).toBe(201)
  const file = await answer.json()
  expect(answer.headers.get('location')).toBe(`${ENDPOINT}/files/${file.id}?${VERSION}`)
  expect(Object.keys(file).sort()).toEqual(
    ['bytes', 'created_at', 'filename', 'id', 'object', 'purpose', 'status'].sort(),
  )
  expect(await (await ask('/files?purpose=fine-tune')).json()).toEqual({
    object: 'list',
    data: [file],
  })
})

test('as Azure ids of uploads and parts are of another kind, and the client bears it', async () => {
  const created = await right(
    azureClient(uploads.create, {
      body: { filename: 'a', purpose: 'fine-tune', bytes: 3, mime_type: 'text/plain' },
    }),
  )
  expect(created.id).toMatch(/^fine-tune-[0-9a-f]{32}$/)
  const data = new File(['abc'], 'a')
  const part = await right(azureClient(uploads.addPart, { id: created.id, body: { data } }))
  expect(part).toMatchObject({ id: expect.stringMatching(/^[\w+/]{22}==$/), upload_id: created.id })
  const done = await right(
    azureClient(uploads.complete, { id: created.id, body: { part_ids: [part.id] } }),
  )
  expect(done).toMatchObject({ id: created.id, status: 'completed', file: { bytes: 3 } })

  const whole = uploadFile(
    azureClient,
    { file: training, purpose: 'fine-tune' },
    { threshold: 1, partSize: 300 },
  )
  const uploaded = await right(whole)
  const content = await right(azureClient(files.content, { id: uploaded.id }))
  expect(new TextDecoder().decode(content)).toBe(await training.text())
  expect(await right(azureClient(files.delete, { id: uploaded.id }))).toMatchObject({
    deleted: true,
  })
  expect(await azureClient(files.retrieve, { id: uploaded.id })()).toMatchObject({
    left: { _tag: 'Refused', status: 404 },
  })
})

const azureOpenAI = new AzureOpenAI({
  apiKey: 'any',
  endpoint: new URL(ENDPOINT).origin,
  apiVersion: '2024-10-21',
  fetch: azure.fetch,
  maxRetries: 0,
})

test('as Azure models answer under the names of deployments', async () => {
  const greedy = { model: 'ada', max_tokens: 2, temperature: 0 }
  const completion = await azureOpenAI.completions.create({ ...greedy, prompt: 'a' })
  expect(completion).toMatchObject({ model: 'ada', choices: [{ logprobs: null }] })
  const deployed = azureOpenAI.withOptions({ deployment: 'babbage' })
  const messages = [{ role: 'user' as const, content: 'a' }]
  const answer = await deployed.chat.completions.create({ ...greedy, messages })
  expect(answer.model).toBe('babbage')
  const stream = deployed.chat.completions.stream({ ...greedy, messages })
  expect((await stream.finalChatCompletion()).choices).toMatchObject([answer.choices[0]])
  const unknown = azureOpenAI.completions.create({ ...greedy, model: 'a/b', prompt: 'a' })
  await expect(unknown).rejects.toThrow("404 The model 'a/b' does not exist")
})

test('as Azure what is nowhere is told as such', async () => {
  for (const path of ['/nope', '/deployments', '/deployments/ada', '/deployments/ada/embeddings']) {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({
      error: { code: '404', message: 'Resource not found' },
    })
  }
  expect((await ask('/models', { method: 'DELETE' })).status).toBe(404)
})

test('bodies that are no JSON, or too large, are refused in every dialect', async () => {
  const large = JSON.stringify({ training_file: 'x'.repeat(2 ** 20) })
  const paths = [
    '/fine-tunes',
    '/fine_tuning/jobs',
    '/uploads/x/complete',
    '/deployments/ada/completions',
  ]
  const sent = (body: string) => [
    ...paths.map((path) => ask(path, { method: 'POST', body })),
    together.fetch('http://t.test/v1/fine-tunes', {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body,
    }),
  ]
  for (const answer of sent('{bad')) {
    const { error } = await (await answer).json()
    expect(error.message).toMatch(/^We could not parse the JSON body/)
  }
  for (const answer of sent(large)) expect((await answer).status).toBe(413)
  for (const answer of sent('[]')) {
    expect((await (await answer).json()).error.message).toBe("[] is not of type 'object'")
  }
})

test('as Azure errors have an inner error and no type', async () => {
  expect(await (await ask('/files/file-x')).json()).toEqual({
    error: {
      code: 'invalidPayload',
      message: 'No such File object: file-x',
      innererror: { code: 'InvalidRequest', message: 'id' },
    },
  })
})

test('as Azure a legacy fine-tune has its words, and lacks what is not there yet', async () => {
  const file = await right(
    azureClient(files.upload, { body: { file: training, purpose: 'fine-tune' } }),
  )
  const answer = await post('/fine-tunes', {
    training_file: file.id,
    model: 'ada',
    hyperparams: { n_epochs: 1 },
  })
  expect(answer.status).toBe(201)
  const created = await answer.json()
  expect(answer.headers.get('location')).toContain(`/openai/fine-tunes/${created.id}?`)
  expect(created).toMatchObject({
    status: 'notRunning',
    hyperparams: { n_epochs: 1 },
    training_files: [{ id: file.id, status: 'succeeded' }],
  })
  for (const key of ['fine_tuned_model', 'result_files', 'validation_files', 'organization_id']) {
    expect(created).not.toHaveProperty(key)
  }
  expect(dialectOf(created)).toContain('Azure')
  expect(FineTune.is(created)).toBe(false)

  const stream = await (await ask(`/fine-tunes/${created.id}/events?stream=true`)).text()
  const messages = [...stream.matchAll(/"message":"([^"]+)"/g)].map(([, message]) => message)
  expect(messages.slice(2, 4)).toEqual([
    'Job enqueued. Waiting for jobs ahead to complete. Queue number: 0.',
    'Job started.',
  ])
  expect(messages.at(-1)).toBe('Job succeeded.')
  expect(stream).toMatch(/\n\ndata: \[DONE\]\n\n$/)
  const done = await (await ask(`/fine-tunes/${created.id}`)).json()
  const csv = await (await ask(`/files/${done.result_files[0].id}/content`)).text()
  expect(csv).toMatch(/^step,elapsed_tokens,/)

  const list = await (await ask('/models')).json()
  const model = list.data.find(({ id }: { id: string }) => id === done.fine_tuned_model)
  expect(model).toMatchObject({ created_at: 1_700_000_000, status: 'succeeded', model: 'ada' })
  expect(Model.is(model)).toBe(false)
  expect(dialectOf(model)).toContain('Azure')
  expect(await azureClient(models.list)()).toMatchObject({ left: { _tag: 'UnexpectedAnswer' } })
})

test('as Together the path is that of the legacy API and the objects are others', async () => {
  const client = createClient({
    baseURL: 'http://together.test/v1',
    apiKey: 'any',
    fetch: together.fetch,
  })
  const body = new FormData()
  body.set('purpose', 'fine-tune')
  body.set('file_name', 'train.jsonl')
  body.set('file', training)
  const url = 'http://together.test/v1/files/upload'
  const file = await (await together.fetch(url, { method: 'POST', body })).json()
  expect(file).toMatchObject({ Processed: true, FileType: 'jsonl', purpose: 'fine-tune' })
  expect(await right(client(files.retrieve, { id: file.id }))).toMatchObject({ id: file.id })

  const json = requestsOf(together.fetch)
  const created = await (
    await json.post('/fine-tunes', {
      training_file: file.id,
      model: 'ada',
      n_epochs: 1,
      batch_size: 'max',
      learning_rate: 1e-5,
    })
  ).json()
  expect(created).toMatchObject({
    status: 'pending',
    created_at: '2023-11-14T22:13:20.000Z',
    training_file: file.id,
    n_epochs: 1,
    batch_size: 'max',
  })
  expect(created).not.toHaveProperty('object')
  await (await json.events(created.id)).text()

  const retrieve = endpoint({ ...fineTunes.retrieve, response: TogetherFineTune })
  const done = await right(client(retrieve, { id: created.id }))
  expect(fineTuningJobOfTogether(done)).toMatchObject({
    status: 'succeeded',
    fine_tuned_model: expect.stringMatching(/^ada:ft-/),
    created_at: 1_700_000_000,
  })
  const events = await (await json.get(`/fine-tunes/${created.id}/events`)).json()
  expect(Object.keys(events)).toEqual(['data'])
  expect(events.data.at(-1)).toMatchObject({
    type: 'job_complete',
    created_at: '2023-11-14T22:13:20.000Z',
  })
  expect(Object.keys(await (await json.get('/fine-tunes')).json())).toEqual(['data'])
  expect(await client(fineTunes.retrieve, { id: created.id })()).toMatchObject({
    left: { _tag: 'UnexpectedAnswer' },
  })
})

const isModern = (
  await azure.fetch(`${ENDPOINT}/fine_tuning/jobs?${VERSION}`, {
    headers: { 'api-key': 'any' },
  })
).ok
test.runIf(isModern)(
  'as Azure a job is pending first, and its events come oldest first',
  async () => {
    const chat = Array.from({ length: 12 }, (_, index) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: String(index) },
          { role: 'assistant', content: index % 2 ? 'odd' : 'even' },
        ],
      }),
    ).join('\n')
    const file = await right(
      azureClient(files.upload, {
        body: { file: new File([chat], 'chat.jsonl'), purpose: 'fine-tune' },
      }),
    )
    const { data } = await (await ask('/models')).json()
    const model = data.find(({ id }: { id: string }) => id.startsWith('gpt'))?.id ?? 'gpt-4o-mini'
    const answer = await post('/fine_tuning/jobs', { training_file: file.id, model })
    expect(answer.status).toBe(201)
    const created = await answer.json()
    expect(created).toMatchObject({ status: 'pending', hyperparameters: { n_epochs: -1 } })
    for (const key of ['organization_id', 'seed', 'finished_at', 'result_files', 'error']) {
      expect(created).not.toHaveProperty(key)
    }
    const job = await right(azureClient(fineTuningJobs.retrieve, { id: created.id }))
    expect(job.id).toBe(created.id)
    const events = await right(azureClient(fineTuningJobs.listEvents, { id: created.id }))
    expect(events.data[0]?.message).toMatch(/^Created fine-tuning job/)
    expect(events).not.toHaveProperty('first_id')
    const all: string[] = []
    for await (const { id } of azureOpenAI.fineTuning.jobs.listEvents(created.id, { limit: 1 })) {
      all.push(id)
    }
    // There may be more by now.
    expect(all.slice(0, events.data.length)).toEqual(events.data.map(({ id }) => id))
    const wrong = (query: object) => azureOpenAI.fineTuning.jobs.listEvents(created.id, query)
    await expect(wrong({ limit: 0 })).rejects.toThrow("0 is less than the minimum of 1 - 'limit'")
    await expect(wrong({ limit: 'x' })).rejects.toThrow("'x' is not of type 'integer' - 'limit'")
    await expect(wrong({ after: 'x' })).rejects.toThrow('404 No such object: x')
  },
)

test('a server of Azure says where its paths begin', async () => {
  const listener = await listen(azure)
  expect(listener.baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/openai$/)
  const client = new OpenAI({
    apiKey: 'any',
    baseURL: listener.baseURL,
    defaultQuery: { 'api-version': '2024-10-21' },
  })
  expect((await client.files.list()).data).not.toEqual([])
  await listener.close()
})
