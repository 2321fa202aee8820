import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, listen } from '@finetune/local'
import { Configuration, OpenAIApi } from 'openai3'
import OpenAI from 'openai4'
import { afterAll, expect, test } from 'vitest'
import { methodsOf, missing } from './openai-methods.ts'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
const { baseURL, close } = await listen(api)
const folder = await mkdtemp(join(tmpdir(), 'finetune-openai-older-'))
const path = join(folder, 'train.jsonl')
await writeFile(path, dataset(20))
afterAll(async () => {
  await api.close()
  await close()
  await rm(folder, { recursive: true, force: true })
})

const { upload, create, finish } = requestsOf(fetch, baseURL)
const jobs = jobRequestsOf(fetch, baseURL)
const pairs = await upload(dataset(20))
const chats = await upload(chatDataset(20))
const asked = { training_file: pairs.id, model: 'ada' }
/** A fine-tune that is over, and a job that is. */
const tuned = await finish((await create(asked)).id)
const started = { training_file: chats.id, model: 'gpt-4o-mini', hyperparameters: { n_epochs: 2 } }
const job = await jobs.finish((await jobs.create(started)).id)
const name = tuned.fine_tuned_model ?? ''
const results = tuned.result_files[0]?.id ?? ''
const another = async () => (await finish((await create(asked)).id)).fine_tuned_model ?? ''
const long = { training_file: chats.id, model: 'gpt-4o', hyperparameters: { n_epochs: 50 } }

const openai4 = new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 })
const openai3 = new OpenAIApi(new Configuration({ apiKey: 'any', basePath: baseURL }))

const purpose = 'fine-tune'
const short = { model: name, prompt: 'a', max_tokens: 2, temperature: 0 }
const said = { model: name, messages: [{ role: 'user' as const, content: 'a' }], max_tokens: 2 }
const described = { name: 'f', description: 'f', parameters: {} }
const f = { ...described, parse: JSON.parse, function: () => 'x' }
const all = async <A>(list: AsyncIterable<A>): Promise<A[]> => {
  const items: A[] = []
  for await (const item of list) items.push(item)
  return items
}
type Calls = Readonly<Record<string, () => Promise<unknown>>>

const calls4: Calls = {
  'files.create': async () =>
    expect(await openai4.files.create({ file: createReadStream(path), purpose })).toMatchObject({
      filename: 'train.jsonl',
      purpose,
    }),
  'files.retrieve': async () =>
    expect(await openai4.files.retrieve(pairs.id)).toMatchObject({ id: pairs.id }),
  'files.list': async () =>
    expect((await all(openai4.files.list({ purpose: 'fine-tune-results' })))[0]?.purpose).toBe(
      'fine-tune-results',
    ),
  'files.del': async () => {
    const { id } = await openai4.files.create({ file: createReadStream(path), purpose })
    expect(await openai4.files.del(id)).toEqual({ id, object: 'file', deleted: true })
  },
  'files.content': async () =>
    expect(await (await openai4.files.content(pairs.id)).text()).toBe(dataset(20)),
  'files.retrieveContent': async () =>
    expect(await openai4.files.retrieveContent(results)).toMatch(/^step,elapsed_tokens,/),
  'files.waitForProcessing': async () =>
    expect((await openai4.files.waitForProcessing(pairs.id)).status).toBe('processed'),
  'models.retrieve': async () => expect((await openai4.models.retrieve(name)).id).toBe(name),
  'models.list': async () =>
    expect((await all(openai4.models.list())).map(({ id }) => id)).toContain(name),
  'models.del': async () => {
    const id = await another()
    expect(await openai4.models.del(id)).toEqual({ id, object: 'model', deleted: true })
  },
  'completions.create': async () =>
    expect((await openai4.completions.create(short)).choices).toHaveLength(1),
  'chat.completions.create': async () =>
    expect((await openai4.chat.completions.create(said)).model).toBe(name),
  'beta.chat.completions.stream': async () => {
    const stream = openai4.beta.chat.completions.stream({ ...said, stream: true })
    expect((await stream.finalChatCompletion()).model).toBe(name)
  },
  'beta.chat.completions.runTools': async () => {
    const tools = [{ type: 'function' as const, function: f }]
    const choice = { ...said, tools, tool_choice: 'none' as const }
    const runner = openai4.beta.chat.completions.runTools(choice)
    expect((await runner.finalChatCompletion()).model).toBe(name)
  },
  'beta.chat.completions.runFunctions': async () => {
    const choice = { ...said, functions: [f], function_call: 'none' as const }
    const runner = openai4.beta.chat.completions.runFunctions(choice)
    expect((await runner.finalChatCompletion()).model).toBe(name)
  },
  'fineTunes.create': async () =>
    expect((await openai4.fineTunes.create(asked)).status).toBe('pending'),
  'fineTunes.retrieve': async () =>
    expect(await openai4.fineTunes.retrieve(tuned.id)).toEqual(tuned),
  'fineTunes.list': async () => expect((await openai4.fineTunes.list()).data[0]?.id).toBe(tuned.id),
  'fineTunes.cancel': async () => {
    const { id } = await openai4.fineTunes.create({ ...asked, hyperparameters: { n_epochs: 50 } })
    expect((await openai4.fineTunes.cancel(id)).status).toBe('cancelled')
  },
  'fineTunes.listEvents': async () => {
    const { data } = await openai4.fineTunes.listEvents(tuned.id)
    expect(data).toEqual(tuned.events)
    expect(await all(await openai4.fineTunes.listEvents(tuned.id, { stream: true }))).toEqual(data)
  },
  'fineTuning.jobs.create': async () =>
    expect((await openai4.fineTuning.jobs.create(started)).status).toBe('validating_files'),
  'fineTuning.jobs.retrieve': async () =>
    expect(await openai4.fineTuning.jobs.retrieve(job.id)).toEqual(job),
  'fineTuning.jobs.list': async () =>
    expect((await all(openai4.fineTuning.jobs.list({ limit: 1 }))).at(-1)).toEqual(job),
  'fineTuning.jobs.listEvents': async () => {
    const events = await all(openai4.fineTuning.jobs.listEvents(job.id, { limit: 5 }))
    expect(events.map(({ message }) => message).reverse()).toEqual(await jobs.allMessages(job.id))
  },
  'fineTuning.jobs.cancel': async () => {
    const { id } = await openai4.fineTuning.jobs.create(long)
    expect((await openai4.fineTuning.jobs.cancel(id)).status).toBe('cancelled')
  },
}

// Its types say File and mean a stream in Node.
type Upload = Parameters<typeof openai3.createFile>[0]
const stream = (): Upload => Object(createReadStream(path))

const calls3: Calls = {
  createFile: async () =>
    expect((await openai3.createFile(stream(), purpose)).data.filename).toBe('train.jsonl'),
  retrieveFile: async () =>
    expect((await openai3.retrieveFile(pairs.id)).data).toMatchObject({ id: pairs.id }),
  listFiles: async () => expect((await openai3.listFiles()).data.data.at(-1)?.id).toBe(pairs.id),
  downloadFile: async () =>
    expect((await openai3.downloadFile(results)).data).toMatch(/^step,elapsed_tokens,/),
  deleteFile: async () => {
    const { id } = (await openai3.createFile(stream(), purpose)).data
    expect((await openai3.deleteFile(id)).data).toEqual({ id, object: 'file', deleted: true })
  },
  createFineTune: async () =>
    expect((await openai3.createFineTune({ ...asked, n_epochs: 1 })).data.status).toBe('pending'),
  retrieveFineTune: async () =>
    expect((await openai3.retrieveFineTune(tuned.id)).data).toEqual(tuned),
  listFineTunes: async () =>
    expect((await openai3.listFineTunes()).data.data[0]?.id).toBe(tuned.id),
  listFineTuneEvents: async () =>
    expect((await openai3.listFineTuneEvents(tuned.id)).data.data).toEqual(tuned.events),
  cancelFineTune: async () => {
    const { id } = (await openai3.createFineTune({ ...asked, n_epochs: 50 })).data
    expect((await openai3.cancelFineTune(id)).data.status).toBe('cancelled')
  },
  listModels: async () =>
    expect((await openai3.listModels()).data.data.map(({ id }) => id)).toContain(name),
  retrieveModel: async () => expect((await openai3.retrieveModel(name)).data.id).toBe(name),
  deleteModel: async () => {
    const id = await another()
    expect((await openai3.deleteModel(id)).data).toEqual({ id, object: 'model', deleted: true })
  },
  createCompletion: async () =>
    expect((await openai3.createCompletion(short)).data.choices).toHaveLength(1),
  createChatCompletion: async () =>
    expect((await openai3.createChatCompletion(said)).data.choices).toHaveLength(1),
}

const OTHER = 'another product of the API'
const NOT_SERVED = {
  ...{ audio: OTHER, edits: OTHER, images: OTHER, moderations: OTHER },
  ...{ 'beta.assistants': OTHER, 'beta.threads': OTHER },
  ...{ createEdit: OTHER, createImage: OTHER, createImageEdit: OTHER, createImageVariation: OTHER },
  ...{ createModeration: OTHER, createTranscription: OTHER, createTranslation: OTHER },
  ...{ createAnswer: OTHER, createClassification: OTHER, createSearch: OTHER },
  ...{ embeddings: 'there is no model that embeds', createEmbedding: 'the same' },
  ...{ listEngines: 'models have taken its place', retrieveEngine: 'the same' },
}

test.for(Object.entries(calls4))('%s of openai 4.24.4 works', async ([, call]) => {
  await call()
})
test.for(Object.entries(calls3))('%s of openai 3.3.0 works', async ([, call]) => {
  await call()
})

test.for([
  ['openai 4.24.4', methodsOf(openai4), calls4],
  [
    'openai 3.3.0',
    Object.getOwnPropertyNames(OpenAIApi.prototype).filter((key) => key !== 'constructor'),
    calls3,
  ],
] as const)(
  'there is no method of %s that is neither tried nor known to be not served',
  ([, methods, calls]) => {
    expect(missing(methods, calls, NOT_SERVED)).toEqual([])
    expect(Object.keys(calls).filter((method) => !methods.includes(method))).toEqual([])
  },
)
