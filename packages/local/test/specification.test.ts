import { existsSync, readFileSync } from 'node:fs'
import { createLocalApi, type LocalApi } from '@finetune/local'
import { Ajv2020 } from 'ajv/dist/2020.js'
import OpenAI from 'openai7'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { chatDataset, dataset, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)

interface Answer {
  readonly method: string
  readonly path: string
  readonly body: unknown
}
const answers: Answer[] = []

/** Notes each answer that is no error. */
const fetch: LocalApi['fetch'] = async (input, init) => {
  const request = new Request(input, init)
  const { method, url } = request
  const response = await api.fetch(request)
  if (response.ok && response.headers.get('content-type')?.startsWith('application/json')) {
    const path = new URL(url).pathname.replace('/v1', '')
    answers.push({ method: method.toLowerCase(), path, body: await response.clone().json() })
  }
  return response
}

test('openai 7.57.0 runs every method of fine-tuning', async () => {
  const client = new OpenAI({
    apiKey: 'any',
    adminAPIKey: 'any',
    baseURL: 'http://finetune.test/v1',
    maxRetries: 0,
    fetch,
  })
  const { jobs, checkpoints } = client.fineTuning
  const upload = (text: string) =>
    client.files.create({ file: new File([text], 'train.jsonl'), purpose: 'fine-tune' })
  const over = async (id: string) => {
    for (;;) {
      const job = await jobs.retrieve(id)
      if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const [training, validation] = [await upload(chatDataset(20)), await upload(chatDataset(5))]

  const created = await jobs.create({
    training_file: training.id,
    validation_file: validation.id,
    model: 'gpt-4o-mini',
    suffix: 'client',
    seed: 1,
    metadata: { purpose: 'test' },
    integrations: [{ type: 'wandb', wandb: { project: 'p' } }],
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 3 } } },
  })
  expect(created.status).toBe('validating_files')
  const done = await over(created.id)
  expect(done.status).toBe('succeeded')
  const results = await (await client.files.content(done.result_files[0] ?? '')).text()
  expect(atob(results)).toMatch(/^step,train_loss,/)

  const events = []
  for await (const event of jobs.listEvents(created.id, { limit: 7 })) events.push(event)
  expect(events.at(-1)?.message).toBe(`Created fine-tuning job: ${created.id}`)
  const kept = []
  for await (const checkpoint of jobs.checkpoints.list(created.id, { limit: 2 })) {
    kept.push(checkpoint)
  }
  expect(kept.map(({ step_number }) => step_number)).toEqual([60, 40, 20])
  const name = kept[1]?.fine_tuned_model_checkpoint ?? ''
  const { permissions } = checkpoints
  const made = []
  for await (const one of permissions.create(name, { project_ids: ['proj_1', 'proj_2'] })) {
    made.push(one)
  }
  const listed = []
  for await (const one of permissions.list(name, { limit: 1 })) listed.push(one)
  expect(listed).toEqual(made.reverse())
  const id = made[0]?.id ?? ''
  const removed = await permissions.delete(id, { fine_tuned_model_checkpoint: name })
  expect(removed).toMatchObject({ id, deleted: true })

  const long = await jobs.create({
    training_file: training.id,
    model: 'gpt-4o-mini',
    hyperparameters: { n_epochs: 50, batch_size: 1 },
  })
  expect((await jobs.pause(long.id)).status).toBe('paused')
  expect((await jobs.resume(long.id)).status).toMatch(/^(?:queued|validating_files)$/)
  expect((await jobs.cancel(long.id)).status).toBe('cancelled')
  const few = await upload(chatDataset(2))
  const failed = await over((await jobs.create({ training_file: few.id, model: 'gpt-4o' })).id)
  expect(failed.error?.code).toBe('invalid_n_examples')
  const dpo = await jobs.create({
    training_file: training.id,
    model: 'gpt-4o-mini',
    method: { type: 'dpo', dpo: { hyperparameters: { beta: 0.1 } } },
  })
  expect((await over(dpo.id)).status).toBe('failed')

  const all = []
  for await (const job of jobs.list({ limit: 2 })) all.push(job.id)
  expect(all).toEqual([dpo.id, failed.id, long.id, created.id])
  const filtered = await jobs.list({ metadata: { purpose: 'test' } })
  expect(filtered.data.map((job) => job.id)).toEqual([created.id])
  await expect(jobs.retrieve('ftjob-x')).rejects.toMatchObject({ status: 404 })
})

test('a legacy fine-tune is made, listed and cancelled', async () => {
  const { upload, create, finish, cancel, get } = requestsOf(fetch)
  const file = await upload(dataset(20))
  const { id } = await create({ training_file: file.id, validation_file: file.id, model: 'ada' })
  await finish(id)
  await cancel((await create({ training_file: file.id, model: 'davinci' })).id)
  for (const path of ['', `/${id}/events`]) await (await get(`/fine-tunes${path}`)).json()
})

const specification = (name: string) =>
  new URL(`../../../../shared/corpus/spec/openapi-${name}.yaml`, import.meta.url)
const NEWEST = specification('newest-2026-08-21-pruned')
const LEGACY = specification('2023-12-22-legacy-pruned')
const isThere = existsSync(NEWEST)
if (!isThere) console.warn('The corpus is not there: no answer is compared with a specification.')

/** What the specifications write as OpenAPI 3.0 does. */
const asJsonSchema = (_: unknown, value: unknown): unknown => {
  const schema = { ...Object(value) }
  if (schema.exclusiveMinimum === true) return { ...schema, exclusiveMinimum: schema.minimum }
  return schema.nullable === true ? { ...schema, type: [schema.type, 'null'] } : value
}

/** What of noted answers does not fit a specification, each fault once. */
const faultsOf = (file: URL, isCovered: (path: string) => boolean): readonly string[] => {
  const document = parse(readFileSync(file, 'utf8'), asJsonSchema)
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'specification')
  const templates = Object.keys(document.paths)
  const faults = new Set<string>()
  for (const { method, path, body } of answers.filter((answer) => isCovered(answer.path))) {
    const template = templates.find((candidate) =>
      new RegExp(`^${candidate.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
    if (!template) throw new Error(`${path} is not specified`)
    const pointer = ['paths', template, method, 'responses', '200', 'content', 'application/json']
    const escaped = [...pointer, 'schema'].map((key) =>
      encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const validate = ajv.compile({ $ref: `specification#/${escaped.join('/')}` })
    if (validate(body)) continue
    for (const { instancePath, message, keyword } of validate.errors ?? []) {
      if (keyword === 'anyOf' || keyword === 'oneOf') continue
      faults.add(`${instancePath.replace(/\/\d+/g, '/0')} ${message}`)
    }
  }
  return [...faults].sort()
}

/** Where recordings are otherwise than the specifications, and why they hold. */
const RECORDED: readonly (readonly [fault: RegExp, why: string])[] = [
  [/error must (?:be null|have required property)/, 'no error has been told as {} since 2024-09'],
  [/required property 'hyperparameters'$/, 'told of supervised jobs alone, as its text says'],
  [/^\/status must be equal/, 'its own example of pausing says paused'],
  [/data must be object$/, 'data is null in recorded events'],
  [/status_details must be string$/, 'always there and null'],
  [/expires_at must be integer$/, 'null since 2025 where a file does not expire'],
  [/hyperparams\/\w+ must be (?:integer|number)$/, 'null until a legacy job is queued'],
]
const unexpected = (faults: readonly string[]): readonly string[] =>
  faults.filter((fault) => !RECORDED.some(([known]) => known.test(fault)))

test.runIf(isThere)('each answer fits the newest specification but for what was recorded', () => {
  expect(unexpected(faultsOf(NEWEST, (path) => !path.startsWith('/fine-tunes')))).toEqual([])
})

test.runIf(isThere)(
  'each answer fits the last specification of fine-tunes but for the same',
  () => {
    expect(unexpected(faultsOf(LEGACY, (path) => path.startsWith('/fine-tunes')))).toEqual([])
  },
)
