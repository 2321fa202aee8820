import { existsSync } from 'node:fs'
import { createLocalApi, type LocalApi } from '@finetune/local'
import OpenAI from 'openai7'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset, requestsOf } from './requests.ts'
import { type Answer, faultsOf } from './specification-fault.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)

const answers: Answer[] = []

/** Notes each answer that is no error, and of a stream each event. */
const fetch: LocalApi['fetch'] = async (input, init) => {
  const request = new Request(input, init)
  const { method, url } = request
  const response = await api.fetch(request)
  const type = response.headers.get('content-type') ?? ''
  if (!response.ok) return response
  const head = { method: method.toLowerCase(), path: new URL(url).pathname.replace('/v1', '') }
  const text = /^(?:application\/json|text\/event-stream)/.test(type)
    ? await response.clone().text()
    : ''
  if (type.startsWith('application/json')) {
    answers.push({ ...head, body: JSON.parse(text), isEvent: false })
  }
  for (const [, event = ''] of text.matchAll(/^data: (\{.*)$/gm)) {
    answers.push({ ...head, body: JSON.parse(event), isEvent: true })
  }
  return response
}

const client = new OpenAI({
  apiKey: 'any',
  adminAPIKey: 'any',
  baseURL: 'http://finetune.test/v1',
  maxRetries: 0,
  fetch,
})
const { jobs, checkpoints, alpha } = client.fineTuning
const upload = (text: string) =>
  client.files.create({ file: new File([text], 'train.jsonl'), purpose: 'fine-tune' })
/** In one process, whoever asks without a rest lets nobody else have a turn. */
const later = () => new Promise((resolve) => setTimeout(resolve, 20))
const over = async (id: string) => {
  for (;;) {
    const job = await jobs.retrieve(id)
    if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job
    await later()
  }
}

test('openai 7.57.0 runs every method of fine-tuning', async () => {
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

const asked = (index: number) => ({ role: 'user' as const, content: `Say yes or no, ${index}` })
const said = (content: string) => [{ role: 'assistant' as const, content }]
const pairs = Array.from({ length: 12 }, (_, index) => ({
  input: { messages: [asked(index)] },
  preferred_output: said('yes'),
  non_preferred_output: said('no'),
}))
const tasks = Array.from({ length: 12 }, (_, index) => ({ messages: [asked(index)], want: 'yes' }))
const linesOf = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).join('\n')

const wanted = {
  ...{ type: 'string_check' as const, name: 'wanted', operation: 'eq' as const },
  ...{ input: '{{sample.output_text}}', reference: '{{item.want}}' },
}
const alike = {
  ...{ type: 'text_similarity' as const, name: 'alike' },
  ...{ input: '{{sample.output_text}}', reference: '{{item.want}}' },
  evaluation_metric: 'fuzzy_match' as const,
}
const score = {
  ...{ type: 'score_model' as const, name: 'score', model: 'gpt-4o-mini', range: [-9, 9] },
  input: [{ role: 'user' as const, content: '{{sample.output_text}}' }],
}

test('openai 7.57.0 pauses and resumes jobs by preference and by rewards', async () => {
  const hyperparameters = { n_epochs: 50, batch_size: 1 }
  const grader = {
    ...{ type: 'multi' as const, name: 'all', calculate_output: 'wanted + alike + 0 * score' },
    // The newest client knows one grader here, and an array by the example; the guides have names.
    graders: Object({ wanted, alike, score }),
  }
  const methods = [
    { type: 'dpo' as const, dpo: { hyperparameters }, lines: pairs },
    {
      type: 'reinforcement' as const,
      reinforcement: { grader, hyperparameters: { ...hyperparameters, eval_interval: 1 } },
      lines: tasks,
    },
  ]
  for (const { lines, ...method } of methods) {
    const file = await upload(linesOf(lines))
    const job = await jobs.create({
      ...{ training_file: file.id, validation_file: file.id, model: 'o4-mini', method },
    })
    const isBegun = async () =>
      (await jobs.listEvents(job.id)).data.some(({ type }) => type === 'metrics')
    while (!(await isBegun())) {
      expect((await jobs.retrieve(job.id)).status).not.toBe('failed')
      await later()
    }
    expect((await jobs.pause(job.id)).status).toBe('paused')
    expect((await jobs.checkpoints.list(job.id)).data.length).toBeGreaterThan(0)
    expect((await jobs.resume(job.id)).status).toBe('queued')
    expect((await jobs.cancel(job.id)).status).toBe('cancelled')
    await jobs.listEvents(job.id, { limit: 100 })
  }
})

test('openai 7.57.0 runs and validates graders', async () => {
  const { graders } = alpha
  const label = {
    ...{ type: 'label_model' as const, name: 'label', model: 'gpt-4o-mini' },
    ...{ input: score.input, labels: ['a', 'b'], passing_labels: ['a'] },
  }
  const multi = {
    ...{ type: 'multi' as const, name: 'all', calculate_output: 'wanted + label' },
    graders: Object({ wanted, label }),
  }
  for (const grader of [wanted, alike, score, multi]) {
    await graders.validate({ grader })
    const item = { want: 'yes' }
    expect(typeof (await graders.run({ grader, item, model_sample: 'yes' })).reward).toBe('number')
  }
})

test('openai 7.57.0 asks models, whole and streamed, and lists and deletes them', async () => {
  const job = await jobs.create({
    ...{ training_file: (await upload(chatDataset(10))).id, model: 'gpt-4.1-nano' },
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1 } } },
  })
  const model = (await over(job.id)).fine_tuned_model ?? ''
  const messages = [asked(1)]
  const tool = { name: 'pick', parameters: { type: 'object', properties: { a: {} } } }
  const variants = [
    { n: 2, logprobs: true, top_logprobs: 2, max_tokens: 8 },
    {
      tools: [{ type: 'function' as const, function: tool }],
      tool_choice: { type: 'function' as const, function: { name: 'pick' } },
    },
  ]
  for (const more of variants) {
    const body = { model, messages, seed: 1, ...more }
    await client.chat.completions.create(body)
    const stream_options = { include_usage: true }
    const stream = await client.chat.completions.create({ ...body, stream: true, stream_options })
    for await (const _ of stream);
  }
  const body = { model, prompt: ['a', 'b'], max_tokens: 8, logprobs: 2, echo: true, seed: 1 }
  await client.completions.create(body)
  for await (const _ of await client.completions.create({ ...body, stream: true }));

  const ids = []
  for await (const { id } of client.models.list()) ids.push(id)
  expect(ids).toContain(model)
  await client.models.retrieve(model)
  expect((await client.models.delete(model)).deleted).toBe(true)
})

test('openai 7.57.0 uploads in parts', async () => {
  const text = chatDataset(12)
  const halves = [text.slice(0, 300), text.slice(300)]
  const begin = () =>
    client.uploads.create({
      ...{ filename: 'parts.jsonl', purpose: 'fine-tune', mime_type: 'text/jsonl' },
      bytes: text.length,
      expires_after: { anchor: 'created_at', seconds: 3600 },
    })
  const { id } = await begin()
  const part_ids = []
  for (const half of halves) {
    part_ids.push((await client.uploads.parts.create(id, { data: new File([half], 'part') })).id)
  }
  const completed = await client.uploads.complete(id, { part_ids })
  expect(completed.file?.bytes).toBe(text.length)
  await client.uploads.cancel((await begin()).id)
  const file = completed.file?.id ?? ''
  expect(await (await client.files.content(file)).text()).toBe(text)
  await client.files.retrieve(file)
  for await (const _ of client.files.list({ limit: 1 }));
  expect((await client.files.delete(file)).deleted).toBe(true)
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
/** The newest one at hand that tells of completions. */
const COMPLETIONS = specification('2023-12-22-full')
const isThere = existsSync(NEWEST)
if (!isThere) console.warn('The corpus is not there: no answer is compared with a specification.')

/** Where recordings are otherwise than the specifications, and why they hold. */
const RECORDED: readonly (readonly [fault: RegExp, why: string])[] = [
  [/error must have required property/, 'no error has been told as {} since 2024-09'],
  [/required property 'hyperparameters'$/, 'absent of jobs by rewards, as in its own example'],
  [/\/hyperparameters must be object$/, 'null of jobs by preference in its own example'],
  [/^\/status must be equal/, 'its own example of pausing says paused'],
  [/data must be object$/, 'data is null in recorded events'],
  [/status_details must be string$/, 'always there and null'],
  [/expires_at must be integer$/, 'null since 2025 where a file does not expire'],
  [/choices\/0\/finish_reason must be/, 'null until the text ends, where it is streamed'],
  [
    /_logprobs\/0 must be/,
    'null of the first token of a text that is echoed: nothing was before it',
  ],
  [/hyperparams\/\w+ must be (?:integer|number)$/, 'null until a legacy job is queued'],
]
/** The faults of noted answers of some paths, but for those that are known. */
const unexpected = (file: URL, isCovered: (path: string) => boolean): readonly string[] =>
  faultsOf(
    file,
    answers.filter(({ path }) => isCovered(path)),
  ).filter((fault) => !RECORDED.some(([known]) => known.test(fault)))

const isOfFineTunes = (path: string): boolean => path.startsWith('/fine-tunes')
const isOfCompletions = (path: string): boolean => path.endsWith('/completions')

test.runIf(isThere)('each answer fits the newest specification but for what was recorded', () => {
  const isOfNewest = (path: string) => !isOfFineTunes(path) && !isOfCompletions(path)
  expect(unexpected(NEWEST, isOfNewest)).toEqual([])
})

test.runIf(isThere)(
  'each answer fits the last specification of fine-tunes but for the same',
  () => {
    expect(unexpected(LEGACY, isOfFineTunes)).toEqual([])
  },
)

test.runIf(isThere)('each completion fits its specification but for what is newer', () => {
  expect(unexpected(COMPLETIONS, isOfCompletions)).toEqual([])
})
