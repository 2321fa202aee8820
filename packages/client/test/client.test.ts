import { getEventListeners } from 'node:events'
import { createLocalApi } from '@finetune/local'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { afterAll, expect, expectTypeOf, test } from 'vitest'
import {
  bind,
  bindPromise,
  type Client,
  type ClientError,
  ClientFailure,
  createClient,
  type FineTune,
  files,
  fineTunes,
  fromEnv,
  models,
} from '../src/index.ts'

const local = createLocalApi()
afterAll(() => local.close())
const client = createClient({ apiKey: 'sk-test', baseURL: 'http://local/v1', fetch: local.fetch })

const headersOf = async (call: (fetch: typeof globalThis.fetch) => Client) => {
  let seen: globalThis.Request | undefined
  const spy: typeof fetch = (input, init) => {
    seen = new Request(input, init)
    return local.fetch(seen.clone())
  }
  await call(spy)(models.list)()
  return seen
}

test('a call is a TaskEither of fp-ts: it composes, and nothing is sent before it is run', async () => {
  const api = bind(client, { files, models })
  const firstModel = F.pipe(
    api.models.list(),
    TE.map(({ data }) => data[0]?.id ?? ''),
    TE.chain((model) => api.models.retrieve({ model })),
    TE.map(({ object }) => object),
  )
  expect(await firstModel()).toEqual(E.right('model'))
})

test('upload, create and look are one pipe, whose errors are one union', async () => {
  const api = bind(client, { files, fineTunes })
  const lines = Array.from({ length: 8 }, (_, n) => `{"prompt":"${n} ->","completion":" x"}`)
  const file = new File([lines.join('\n')], 'x.jsonl')
  const noSuffix = (job: FineTune): TE.TaskEither<'too late', FineTune> =>
    job.status === 'failed' ? TE.left('too late') : TE.right(job)
  const pipeline = F.pipe(
    api.files.upload({ body: { file, purpose: 'fine-tune' } }),
    TE.chainW(({ id }) => api.fineTunes.create({ body: { training_file: id, model: 'ada' } })),
    TE.chainW(({ id }) => api.fineTunes.retrieve({ id })),
    TE.chainW(noSuffix),
  )
  expectTypeOf(pipeline).toEqualTypeOf<TE.TaskEither<ClientError | 'too late', FineTune>>()
  expect(await pipeline()).toMatchObject({ right: { object: 'fine-tune', model: 'ada' } })
})

test('bound with promises, a refusal is thrown with its data', async () => {
  const api = bindPromise(client, { fineTunes })
  const failure = await api.fineTunes.retrieve({ id: 'ft-none' }).catch((error) => error)
  expect(failure).toBeInstanceOf(ClientFailure)
  expect(failure.error).toMatchObject({ _tag: 'Refused', status: 404, attempts: 1 })
  expect(failure.message).toContain('ft-none')
})

test('key, organization, project, headers and query are sent', async () => {
  const request = await headersOf((fetch) =>
    createClient({
      apiKey: async () => 'sk-fresh',
      organization: 'org-1',
      project: 'proj-1',
      headers: { 'api-key': 'azure' },
      query: { 'api-version': '2024-10-21' },
      baseURL: 'http://local/v1/',
      fetch,
    }),
  )
  expect(request?.url).toBe('http://local/v1/models?api-version=2024-10-21')
  expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
    authorization: 'Bearer sk-fresh',
    'openai-organization': 'org-1',
    'openai-project': 'proj-1',
    'api-key': 'azure',
  })
})

test('a base URL that is none or holds a password is refused at once', () => {
  for (const baseURL of ['', 'ftp://x/v1', 'http://user:secret@host/v1']) {
    expect(() => createClient({ baseURL })).toThrow(/^baseURL: (?!.*secret)/)
  }
})

test('a model with colons in its name is one path segment', async () => {
  const result = await client(models.retrieve, { model: 'ada:ft-none-2023-01-01-00-00-00' })()
  expect(result).toMatchObject({ left: { status: 404, path: '/models/:model' } })
})

test('a call ends in time and on its signal, though its fetch heeds neither', async () => {
  const deaf = createClient({
    baseURL: 'http://local/v1',
    fetch: () => new Promise(() => {}),
    maxRetries: 0,
  })
  expect(await deaf(models.list, {}, { timeout: 20 })()).toMatchObject({
    left: { _tag: 'TimedOut' },
  })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  expect(await deaf(models.list, {}, { signal: controller.signal })()).toMatchObject({
    left: { _tag: 'Aborted' },
  })
})

test('a call ends in time and on its signal, though its key never comes', async () => {
  const keyless = createClient({
    baseURL: 'http://local/v1',
    apiKey: () => new Promise(() => {}),
    fetch: () => Promise.reject(new Error('sent')),
  })
  expect(await keyless(models.list, {}, { totalTimeout: 20 })()).toMatchObject({
    left: { _tag: 'TimedOut', attempts: 0 },
  })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  expect(await keyless(models.list, {}, { signal: controller.signal })()).toMatchObject({
    left: { _tag: 'Aborted', attempts: 0 },
  })
})

test('a key in a header of its own, or in the query, is kept to itself as well', async () => {
  const secret = 'azure-0123456789abcdef'
  const echo: typeof fetch = async () =>
    Response.json({ error: { message: `no ${secret}`, code: btoa(secret) } }, { status: 401 })
  for (const options of [{ headers: { 'api-key': secret } }, { query: { key: secret } }]) {
    const told = await createClient({ baseURL: 'http://local/v1', fetch: echo, ...options })(
      models.list,
    )()
    expect(told).toMatchObject({ left: { reason: 'no [key]', code: '[key]' } })
  }
})

test('a late answer of a deaf fetch is let go', async () => {
  let isLetGo = false
  let answer = (_: Response) => {}
  const deaf = createClient({
    baseURL: 'http://local/v1',
    fetch: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
    maxRetries: 0,
  })
  await deaf(models.list, {}, { timeout: 20 })()
  const cancel = () => {
    isLetGo = true
  }
  answer(new Response(new ReadableStream({ cancel })))
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(isLetGo).toBe(true)
})

test('ten thousand calls leave no listener on the signal they share', async () => {
  const { signal } = new AbortController()
  const answer = () => Promise.resolve(Response.json({ object: 'list', data: [] }))
  const quick = createClient({ baseURL: 'http://local/v1', fetch: answer })
  for (let call = 0; call < 10_000; call += 1) await quick(models.list, {}, { signal })()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('options come from the variables of the official clients', () => {
  const env = { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://x/v1', OPENAI_ORG_ID: '', A: 'b' }
  expect(fromEnv(env)).toEqual({ apiKey: 'sk-1', baseURL: 'http://x/v1' })
})
