import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createLocalApi, listen } from '@finetune/local'
import { Configuration, OpenAIApi } from 'openai3'
import OpenAI from 'openai4'
import OpenAI7, { toFile, toStreamingFile } from 'openai7'
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

const openai = new OpenAI7({ apiKey: 'any', baseURL, maxRetries: 0 })
const purpose = 'fine-tune'
const text = dataset(60)

test.for([
  ['a File', () => new File([text], 'a.jsonl'), 'a.jsonl'],
  ['a Blob', () => toFile(new Blob([text]), 'b.jsonl'), 'b.jsonl'],
  ['a Blob without a name', () => toFile(new Blob([text])), 'unknown_file'],
  ['a Buffer', () => toFile(Buffer.from(text), 'c.jsonl'), 'c.jsonl'],
  ['bytes of a type', () => toFile(Buffer.from(text), 'd', { type: 'application/jsonl' }), 'd'],
  ['a stream of a file', () => createReadStream(training), 'train.jsonl'],
  ['a stream of the web', () => toFile(Readable.toWeb(createReadStream(training)), 'e'), 'e'],
  ['pieces to come', () => toFile(pieces(), 'f.jsonl'), 'f.jsonl'],
  ['a Response', () => toFile(new Response(text), 'g.jsonl'), 'g.jsonl'],
  ['what was fetched', () => fetch(`data:text/plain,${encodeURIComponent(text)}`), undefined],
  ['a stream that is not held', () => toStreamingFile(createReadStream(training), 'h'), 'h'],
  [
    'a name of many letters',
    () => toFile(Buffer.from(text), '你好 "ü" %22.jsonl'),
    '你好 "ü" ".jsonl',
  ],
  ['a path', () => toFile(Buffer.from(text), '../../i.jsonl'), 'i.jsonl'],
  ['no name', () => toFile(Buffer.from(text), ''), 'file'],
] as const)('openai 7.57.0 uploads %s', async ([, make, filename]) => {
  const file = await openai.files.create({ file: await make(), purpose })
  expect(file).toMatchObject({ bytes: text.length, status: 'processed', purpose })
  if (filename !== undefined) expect(file.filename).toBe(filename)
  const content = () => openai.files.content(file.id)
  expect(await (await content()).text()).toBe(text)
  expect((await (await content()).blob()).size).toBe(text.length)
  let size = 0
  for await (const chunk of Readable.fromWeb(Object((await content()).body))) size += chunk.length
  expect(size).toBe(text.length)
  await openai.files.delete(file.id)
})
async function* pieces() {
  for (let start = 0; start < text.length; start += 100) {
    yield Buffer.from(text.slice(start, start + 100))
  }
}

test('openai 7.57.0 uploads an empty file, and one that expires', async () => {
  const empty = await openai.files.create({ file: new File([], 'empty'), purpose })
  expect(empty.bytes).toBe(0)
  const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
  const file = await openai.files.create({ file: new File(['x'], 'x'), purpose, expires_after })
  expect(file.expires_at).toBe(file.created_at + 3600)
})

test('openai 7.57.0 uploads a large file in parts', async () => {
  const content = new Uint8Array(5 * 2 ** 20).map((_, index) => index * 31 + (index >> 8))
  const { id } = await openai.uploads.create({
    ...{ filename: 'large.jsonl', purpose, bytes: content.length, mime_type: 'text/plain' },
  })
  const parts = await Promise.all(
    [0, 1, 2].map((index) => {
      const part = content.slice(index * 2 ** 21, (index + 1) * 2 ** 21)
      return openai.uploads.parts.create(id, { data: new File([part], 'part') })
    }),
  )
  const md5 = createHash('md5').update(content).digest('hex')
  const done = await openai.uploads.complete(id, { part_ids: parts.map((part) => part.id), md5 })
  expect(done).toMatchObject({ status: 'completed', expires_at: done.created_at + 3600 })
  const kept = await (await openai.files.content(done.file?.id ?? '')).arrayBuffer()
  expect(Buffer.compare(Buffer.from(kept), content)).toBe(0)
})

test('openai 7.57.0 is told of requests by their headers', async () => {
  const { data, response, request_id } = await openai.models.retrieve('ada').withResponse()
  expect(data.id).toBe('ada')
  expect(request_id).toMatch(/^req_[0-9a-f]{32}$/)
  expect(response.headers.get('openai-version')).toBe('2020-10-01')
  expect((await openai.models.retrieve('ada').asResponse()).status).toBe(200)
  expect(await openai.get('/models/ada')).toEqual(data)
})

test('lists of openai 7.57.0 have as many pages as there are, at whatever size', async () => {
  const ids: string[] = []
  for (let index = 0; index < 4; index++) {
    ids.unshift((await openai.files.create({ file: new File(['x'], 'x'), purpose: 'evals' })).id)
  }
  for (const limit of [1, 2, 3, 4, 5]) {
    const first = await openai.files.list({ limit, purpose: 'evals' })
    const pages = []
    for await (const page of first.iterPages()) pages.push(page.data.map(({ id }) => id))
    expect(pages.flat()).toEqual(ids)
    expect(pages).toHaveLength(Math.ceil(4 / limit))
    expect(first.hasNextPage()).toBe(limit < 4)
    if (limit < 4) expect((await first.getNextPage()).data[0]?.id).toBe(ids[limit])
    const turned: string[] = []
    for await (const { id } of openai.files.list({ limit, purpose: 'evals', order: 'asc' })) {
      turned.unshift(id)
    }
    expect(turned).toEqual(ids)
  }
})

test('openai 7.57.0 asks for jobs by their metadata, and for those without', async () => {
  const { id: training_file } = await openai.files.create({
    file: createReadStream(training),
    purpose,
  })
  const made = async (metadata: Record<string, string> | null) =>
    (await openai.fineTuning.jobs.create({ model: 'babbage-002', training_file, metadata })).id
  const [none, one, both] = [
    await made(null),
    await made({ a: 'x & y' }),
    await made({ a: 'x & y', 'b[]': '1' }),
  ]
  const found = async (metadata: Record<string, string> | null) =>
    (await openai.fineTuning.jobs.list({ metadata })).data.map(({ id }) => id)
  expect(await found({ a: 'x & y' })).toEqual([both, one])
  expect(await found({ a: 'x & y', 'b[]': '1' })).toEqual([both])
  expect(await found({ a: 'x' })).toEqual([])
  expect(await found(null)).toEqual([none])
  for (const id of [none, one, both]) await openai.fineTuning.jobs.cancel(id).catch(() => undefined)
})
