import { once } from 'node:events'
import { createServer } from 'node:http'
import {
  bindPromise,
  chatCompletions,
  createClient,
  files,
  fineTuningJobs,
  followFineTuningJob,
  models,
  type ReceivedWebhook,
  verifyWebhook,
} from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset } from './requests.ts'

const SECRET = `whsec_${Buffer.from('a secret of two dozen chars').toString('base64')}`
const received: ReceivedWebhook[] = []
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  received.push({ headers: request.headers, body: Buffer.concat(chunks) })
  response.end()
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')
const address = receiver.address()
const port = typeof address === 'object' && address ? address.port : 0

const api = createLocalApi({ webhooks: [{ url: `http://127.0.0.1:${port}/`, secret: SECRET }] })
afterAll(async () => {
  await api.close()
  receiver.close()
})
const baseURL = 'http://finetune.test/v1'
const client = createClient({ apiKey: 'any', baseURL, fetch: api.fetch })
const easy = bindPromise(client, { chatCompletions, files, fineTuningJobs, models })

const upload = (text: string) =>
  easy.files.upload({ body: { file: new File([text], 'train.jsonl'), purpose: 'fine-tune' } })
const create = async (text: string, n_epochs: number) => {
  const { id: training_file } = await upload(text)
  const hyperparameters = { n_epochs, batch_size: 2 }
  const body = { training_file, model: 'gpt-4o-mini', hyperparameters, seed: 1 }
  return easy.fineTuningJobs.create({ body })
}
const finish = async (id: string) => {
  for await (const update of followFineTuningJob(client, id, { pollInterval: 20 })) {
    if (update._tag === 'Left') throw new Error(JSON.stringify(update.left))
  }
  return easy.fineTuningJobs.retrieve({ id })
}
/** What the webhooks say that came for a job. */
const toldOf = async (id: string, many: number): Promise<readonly string[]> => {
  const types: string[] = []
  while (types.length < many) {
    types.length = 0
    for (const webhook of received) {
      const verified = await verifyWebhook(webhook, SECRET)
      if (verified._tag === 'Left') throw new Error(verified.left.message)
      if (verified.right.data.id === id) types.push(verified.right.type)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return types
}

test('a model that a job has tuned answers in conversations, its checkpoints too, and it is told', async () => {
  const { id } = await create(chatDataset(40), 6)
  const { fine_tuned_model: model } = await finish(id)
  expect(await toldOf(id, 1)).toEqual(['fine_tuning.job.succeeded'])

  const ask = async (name: string, content: string) => {
    const body = { model: name, messages: [{ role: 'user', content }], temperature: 0 }
    return (await easy.chatCompletions.create({ body })).choices[0]?.message.content
  }
  expect(await ask(model ?? '', 'apple a')).toBe('even')
  expect(await ask(model ?? '', 'river b')).toBe('odd')

  const { data: checkpoints } = await easy.fineTuningJobs.listCheckpoints({ id })
  const names = checkpoints.map((each) => each.fine_tuned_model_checkpoint)
  expect(names[0]).toBe(model)
  const listed = (await easy.models.list()).data.map((each) => each.id)
  for (const name of names) {
    expect(listed).toContain(name)
    expect(await ask(name, 'apple a')).toBe('even')
  }
})

test('a model that is asked for without its date answers under its whole name', async () => {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }
  expect((await easy.chatCompletions.create({ body })).model).toBe('gpt-4o-mini-2024-07-18')
})

test('a job that is cancelled, and one that fails, are told once', async () => {
  const long = await create(chatDataset(400), 50)
  await easy.fineTuningJobs.cancel({ id: long.id })
  expect(await toldOf(long.id, 1)).toEqual(['fine_tuning.job.cancelled'])
  const few = await create(chatDataset(3), 1)
  expect((await finish(few.id)).status).toBe('failed')
  expect(await toldOf(few.id, 1)).toEqual(['fine_tuning.job.failed'])
})

test('a fine-tune of the legacy API is told to nobody', async () => {
  const { id: training_file } = await upload(dataset(10))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ training_file, model: 'ada', n_epochs: 1 })
  const answer = await api.fetch(`${baseURL}/fine-tunes`, { method: 'POST', headers, body })
  const { id } = await answer.json()
  await (await api.fetch(`${baseURL}/fine-tunes/${id}/events?stream=true`)).text()
  const { id: later } = await create(chatDataset(3), 1)
  await toldOf(later, 1)
  expect(received.some((webhook) => String(webhook.body).includes(id))).toBe(false)
})
