import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, listen } from '@finetune/local'
import { Configuration, OpenAIApi } from 'openai3'
import OpenAI from 'openai4'
import { afterAll, expect, test } from 'vitest'
import { dataset } from './requests.ts'

const api = createLocalApi()
const { baseURL, close } = await listen(api)
const folder = await mkdtemp(join(tmpdir(), 'finetune-openai-'))
const training = join(folder, 'train.jsonl')
await writeFile(training, dataset(60))
afterAll(async () => {
  await api.close()
  await close()
  await rm(folder, { recursive: true, force: true })
})

test('openai 3.3.0 runs the whole life of a fine-tune', async () => {
  const client = new OpenAIApi(new Configuration({ apiKey: 'any', basePath: baseURL }))

  // Its types say File and mean a stream in Node.
  const upload: Parameters<typeof client.createFile>[0] = Object(createReadStream(training))
  const { data: file } = await client.createFile(upload, 'fine-tune')
  expect(file).toMatchObject({ filename: 'train.jsonl', purpose: 'fine-tune' })
  expect((await client.listFiles()).data.data).toHaveLength(1)

  const { data: created } = await client.createFineTune({ training_file: file.id, model: 'ada' })
  const stream = await client.listFineTuneEvents(created.id, true, { responseType: 'stream' })
  let text = ''
  for await (const chunk of Object(stream.data)) text += chunk
  expect(text).toMatch(/"Fine-tune succeeded"\}\n\ndata: \[DONE\]\n\n$/)

  const { data: done } = await client.retrieveFineTune(created.id)
  expect(done.status).toBe('succeeded')
  expect((await client.listFineTunes()).data.data).toHaveLength(1)
  const results = await client.downloadFile(done.result_files[0]?.id ?? '')
  expect(results.data).toMatch(/^step,elapsed_tokens,/)

  const model = done.fine_tuned_model ?? ''
  const completion = await client.createCompletion({ model, prompt: 'apple a ->', temperature: 0 })
  expect(completion.data.choices).toHaveLength(1)
  await expect(client.cancelFineTune(created.id)).rejects.toMatchObject({
    response: { status: 400, data: { error: { message: expect.stringContaining('succeeded') } } },
  })
  expect((await client.deleteModel(model)).data.deleted).toBe(true)
  expect((await client.deleteFile(file.id)).data.deleted).toBe(true)
})

test('openai 4.24.4 runs the whole life of a fine-tune', async () => {
  const client = new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 })

  const file = await client.files.create({
    file: createReadStream(training),
    purpose: 'fine-tune',
  })
  expect(await client.files.waitForProcessing(file.id)).toMatchObject({ status: 'processed' })

  const long = await client.fineTunes.create({
    training_file: file.id,
    hyperparameters: { n_epochs: 50 },
  })
  const created = await client.fineTunes.create({ training_file: file.id, model: 'ada' })
  expect(created.status).toBe('pending')
  expect(await client.fineTunes.cancel(long.id)).toMatchObject({ status: 'cancelled' })

  const messages: string[] = []
  const events = await client.fineTunes.listEvents(created.id, { stream: true })
  for await (const event of events) messages.push(event.message)
  expect(messages.at(-1)).toBe('Fine-tune succeeded')

  const done = await client.fineTunes.retrieve(created.id)
  expect((await client.fineTunes.listEvents(created.id)).data).toEqual(done.events)
  expect((await client.fineTunes.list()).data.at(-1)?.id).toBe(created.id)
  const results = await client.files.content(done.result_files[0]?.id ?? '')
  expect(await results.text()).toMatch(/^step,elapsed_tokens,/)

  const model = done.fine_tuned_model ?? ''
  const completion = await client.completions.create({ model, prompt: 'river b ->' })
  expect(completion.choices).toHaveLength(1)
  const models = []
  for await (const { id } of client.models.list()) models.push(id)
  expect(models).toContain(model)
  expect(await client.models.del(model)).toMatchObject({ id: model, deleted: true })
  await expect(client.completions.create({ model, prompt: 'x' })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  })
  expect(await client.files.del(file.id)).toMatchObject({ deleted: true })
})
