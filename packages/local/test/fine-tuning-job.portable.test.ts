import {
  bindPromise,
  completions,
  createClient,
  files,
  fineTuningJobs,
  followFineTuningJob,
  models,
} from '@finetune/client'
import { createLocalApi, createManualClock } from '@finetune/local'
import { type FineTuningJob, parseResults } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const clock = createManualClock(Date.UTC(2026, 10, 25))
const api = createLocalApi({ clock, tiny: true })
afterAll(api.close)
const { get, post, refusal } = requestsOf(api.fetch)
const { create, list, retrieve, cancel, pause, resume, until, listEvents, checkpoints, messages } =
  jobRequestsOf(api.fetch)
const client = createClient({
  baseURL: 'http://finetune.test/v1',
  fetch: api.fetch,
})
const easy = bindPromise(client, { completions, files, fineTuningJobs, models })

const upload = (text: string) =>
  easy.files.upload({ body: { file: new File([text], 'train.jsonl'), purpose: 'fine-tune' } })

/** Follows a job to its end, and gives what was told of it. */
const finish = async (id: string) => {
  const messages: string[] = []
  let job: FineTuningJob | undefined
  for await (const update of followFineTuningJob(client, id, { pollInterval: 20 })) {
    if (update._tag === 'Left') throw new Error(JSON.stringify(update.left))
    if (update.right.type === 'event') messages.push(update.right.event.message)
    if (update.right.type === 'status') job = update.right.job
  }
  return { job, messages }
}

const ID = '[0-9A-Za-z]{24}$'

test('a job begins by validating its files, with open hyperparameters', async () => {
  const file = await upload(chatDataset(12))
  const created = await easy.fineTuningJobs.create({
    body: { training_file: file.id, model: 'gpt-4.1-nano', suffix: 'Odd/Even', seed: 7 },
  })
  const hyperparameters = {
    n_epochs: 'auto',
    batch_size: 'auto',
    learning_rate_multiplier: 'auto',
  }
  expect(created).toEqual({
    object: 'fine_tuning.job',
    id: expect.stringMatching(`^ftjob-${ID}`),
    model: 'gpt-4.1-nano-2025-04-14',
    created_at: 1795564800,
    finished_at: null,
    fine_tuned_model: null,
    organization_id: expect.stringMatching(`^org-${ID}`),
    result_files: [],
    status: 'validating_files',
    validation_file: null,
    training_file: file.id,
    hyperparameters,
    trained_tokens: null,
    error: {},
    user_provided_suffix: 'Odd/Even',
    seed: 7,
    estimated_finish: null,
    integrations: [],
    metadata: null,
    usage_metrics: null,
    shared_with_openai: false,
    eval_id: null,
    method: { type: 'supervised', supervised: { hyperparameters } },
  })
  await finish(created.id)
})

test('a job tells its whole life in events and ends with a model, checkpoints and a result file', async () => {
  const training = await upload(chatDataset(40))
  const validation = await upload(chatDataset(10))
  const { id } = await easy.fineTuningJobs.create({
    body: {
      training_file: training.id,
      validation_file: validation.id,
      model: 'gpt-4.1-nano',
      suffix: 'parity',
      method: {
        type: 'supervised',
        supervised: { hyperparameters: { n_epochs: 4, batch_size: 4 } },
      },
    },
  })
  const { job, messages } = await finish(id)
  expect(job).toMatchObject({
    status: 'succeeded',
    finished_at: 1795564800,
    estimated_finish: null,
    fine_tuned_model: expect.stringMatching(
      /^ft:gpt-4\.1-nano-2025-04-14:local:parity:[0-9A-Za-z]{8}$/,
    ),
    hyperparameters: { n_epochs: 4, batch_size: 4, learning_rate_multiplier: 2 },
    trained_tokens: expect.any(Number),
  })
  expect(messages.slice(0, 4)).toEqual([
    `Created fine-tuning job: ${id}`,
    `Validating training file: ${training.id} and validation file: ${validation.id}`,
    'Files validated, moving job to queued state',
    'Fine-tuning job started',
  ])
  expect(messages[4]).toMatch(/^Step 1\/40: training loss=\d\.\d\d, validation loss=\d\.\d\d$/)
  expect(messages.slice(-3)).toEqual([
    expect.stringMatching(
      /^Step 40\/40: training loss=\d\.\d\d, validation loss=\d\.\d\d, full validation loss=\d\.\d\d$/,
    ),
    `New fine-tuned model created: ${job?.fine_tuned_model}`,
    'The job has successfully completed',
  ])

  const { data: checkpoints, ...page } = await easy.fineTuningJobs.listCheckpoints({ id })
  expect(checkpoints.map(({ step_number }) => step_number)).toEqual([40, 30, 20])
  expect(page).toEqual({
    object: 'list',
    first_id: checkpoints[0]?.id,
    last_id: checkpoints[2]?.id,
    has_more: false,
  })
  expect(checkpoints[0]?.fine_tuned_model_checkpoint).toBe(job?.fine_tuned_model)
  expect(checkpoints[1]?.fine_tuned_model_checkpoint).toMatch(
    /^ft:gpt-4\.1-nano-2025-04-14:local:parity:[0-9A-Za-z]{8}:ckpt-step-30$/,
  )
  expect(messages).toContain(
    `Checkpoint created at step 30 with Snapshot ID: ${checkpoints[1]?.fine_tuned_model_checkpoint}`,
  )
  expect(Object.keys(checkpoints[0]?.metrics ?? {})).toEqual([
    'step',
    'train_loss',
    'train_mean_token_accuracy',
    'valid_loss',
    'valid_mean_token_accuracy',
    'full_valid_loss',
    'full_valid_mean_token_accuracy',
    'type',
  ])
  const listed = (await easy.models.list()).data.map((model) => model.id)
  for (const { fine_tuned_model_checkpoint: model } of checkpoints) {
    expect(listed).toContain(model)
    expect((await easy.completions.create({ body: { model, prompt: 'x' } })).choices).toHaveLength(
      1,
    )
  }
  expect(listed.filter((model) => model.includes('parity'))).toHaveLength(3)

  const results = await easy.files.retrieve({ id: job?.result_files?.[0] ?? '' })
  expect(results).toMatchObject({ filename: 'step_metrics.csv', purpose: 'fine-tune-results' })
  const content = new TextDecoder().decode(await easy.files.content({ id: results.id }))
  expect(atob(content)).toMatch(
    /^step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,\d\.\d{1,5},\d\.\d{1,5},\d\.\d{1,5},\d\.\d{1,5}\n/,
  )
  const parsed = parseResults(content)
  expect(parsed._tag === 'Right' && parsed.right).toHaveLength(40)
})

test('a dataset of prompts and completions trains babbage-002', async () => {
  const file = await upload(dataset(20))
  const { id } = await easy.fineTuningJobs.create({
    body: { training_file: file.id, model: 'babbage-002', hyperparameters: { n_epochs: 20 } },
  })
  const { job } = await finish(id)
  expect(job).toMatchObject({ status: 'succeeded', hyperparameters: { n_epochs: 20 } })
  const model = job?.fine_tuned_model ?? ''
  expect(model).toMatch(/^ft:babbage-002:local::[0-9A-Za-z]{8}$/)
  const { choices } = await easy.completions.create({
    body: { model, prompt: 'apple a ->', temperature: 0 },
  })
  expect(choices[0]?.text).toMatch(/even|odd/)
})

type ListQuery = NonNullable<NonNullable<Parameters<typeof list>[0]>['query']>

const LONG = { model: 'gpt-4o-mini', hyperparameters: { n_epochs: 50, batch_size: 1 } }

test('jobs are listed newest first, page by page, and by their metadata', async () => {
  const file = await upload(chatDataset(10))
  const before = (await list({ query: { limit: 100 } })).data.map(({ id }) => id)
  const make = async (metadata?: Record<string, string>) =>
    (await create({ training_file: file.id, model: 'gpt-4o-mini', ...(metadata && { metadata }) }))
      .id
  const made = [await make({ a: '1', b: '2' }), await make({ a: '1' }), await make()].reverse()

  const idsOf = async (query: ListQuery) => {
    const page = await list({ query })
    return { ids: page.data.map(({ id }) => id), has_more: page.has_more }
  }
  expect(await idsOf({ limit: 2 })).toEqual({ ids: made.slice(0, 2), has_more: true })
  expect(await idsOf({ after: made[1] ?? '', limit: 2 })).toEqual({
    ids: [made[2], before[0]],
    has_more: before.length > 1,
  })
  expect(await idsOf({ metadata: { a: '1' } })).toEqual({ ids: made.slice(1), has_more: false })
  expect(await idsOf({ metadata: { a: '1', b: '2' } })).toEqual({
    ids: made.slice(2),
    has_more: false,
  })
  expect(await idsOf({ metadata: { a: '2' } })).toEqual({ ids: [], has_more: false })
  expect(await idsOf({ metadata: null, limit: 100 })).toEqual({
    ids: [made[0], ...before],
    has_more: false,
  })
  expect(await refusal(get('/fine_tuning/jobs?after=ftjob-x'))).toMatchObject({ status: 404 })
  expect(await refusal(get('/fine_tuning/jobs?limit=0'))).toMatchObject({
    status: 400,
    message: "0 is less than the minimum of 1 - 'limit'",
  })
  for (const id of made) await finish(id)
})

test('events are listed newest first, page by page', async () => {
  const file = await upload(chatDataset(10))
  const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  await finish(id)
  const all = (await listEvents({ id, query: { limit: 100 } })).data
  expect(all[0]).toEqual({
    object: 'fine_tuning.job.event',
    id: expect.stringMatching(`^ftevent-${ID}`),
    created_at: 1795564800,
    level: 'info',
    message: 'The job has successfully completed',
    data: {},
    type: 'message',
  })
  expect(all.find(({ type }) => type === 'metrics')?.data).toEqual({
    step: 100,
    train_loss: expect.any(Number),
    train_mean_token_accuracy: expect.any(Number),
    total_steps: 100,
  })
  const walked = []
  let after: string | undefined
  for (;;) {
    const page = await listEvents({ id, query: { limit: 30, ...(after && { after }) } })
    walked.push(...page.data)
    after = page.data.at(-1)?.id
    if (!page.has_more) break
  }
  expect(walked.slice(0, 100)).toEqual(all)
  expect(new Set(walked.map((event) => event.id)).size).toBe(walked.length)
  expect(walked.at(-1)?.message).toBe(`Created fine-tuning job: ${id}`)
  expect((await listEvents({ id })).data).toHaveLength(20)
  expect(await refusal(get(`/fine_tuning/jobs/${id}/events?after=ftevent-x`))).toMatchObject({
    status: 404,
  })
})

test('a running job is cancelled at once, and is over then', async () => {
  const file = await upload(chatDataset(100))
  const { id } = await create({ ...LONG, training_file: file.id })
  await until(id, (message) => message.startsWith('Step 1/'))
  const running = await retrieve(id)
  expect(running).toMatchObject({ status: 'running', trained_tokens: null, finished_at: null })
  expect(running.estimated_finish).toBeGreaterThanOrEqual(running.created_at)

  const cancelled = await cancel(id)
  expect(cancelled).toMatchObject({
    status: 'cancelled',
    finished_at: null,
    fine_tuned_model: null,
    result_files: [],
    error: {},
    estimated_finish: null,
  })
  const [last] = (await listEvents({ id, query: { limit: 1 } })).data
  expect(last).toMatchObject({
    level: 'warn',
    message: 'The job was stopped due to a cancellation request',
    data: null,
  })
  for (const verb of ['cancel', 'pause', 'resume']) {
    expect(await refusal(post(`/fine_tuning/jobs/${id}/${verb}`))).toEqual({
      status: 400,
      message: `Cannot ${verb} a job ${id} that already has status "cancelled".`,
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
  }
  await finish(id)
  expect(await retrieve(id)).toEqual(cancelled)
})

test('a job is paused with a checkpoint, lets others pass, and goes on where it was', async () => {
  const file = await upload(chatDataset(100))
  const calm = await finish(
    (
      await create({
        ...LONG,
        training_file: file.id,
        seed: 1,
        hyperparameters: { n_epochs: 16, batch_size: 1 },
      })
    ).id,
  )
  const { id } = await create({
    ...LONG,
    training_file: file.id,
    seed: 1,
    hyperparameters: { n_epochs: 16, batch_size: 1 },
  })
  await until(id, (message) => message.startsWith('Step 1/'))
  expect(await pause(id)).toMatchObject({ status: 'paused', finished_at: null })
  const [checkpoint] = await checkpoints(id)
  const steps = (await messages(id)).filter((message) => message.startsWith('Step '))
  expect(steps.at(-1)).toMatch(`Step ${checkpoint?.step_number}/1600: `)
  expect((await messages(id)).slice(-2)).toEqual([
    `Checkpoint created at step ${checkpoint?.step_number} with Snapshot ID: ${checkpoint?.fine_tuned_model_checkpoint}`,
    'Fine-tuning job paused',
  ])
  expect(await refusal(post(`/fine_tuning/jobs/${id}/pause`))).toMatchObject({ status: 400 })

  const other = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  expect((await finish(other.id)).job).toMatchObject({ status: 'succeeded' })
  expect(await retrieve(id)).toMatchObject({ status: 'paused' })

  expect(await resume(id)).toMatchObject({ status: 'queued' })
  const { job, messages: told } = await finish(id)
  expect(job).toMatchObject({ status: 'succeeded' })
  const stepped = (all: readonly string[]) => all.filter((message) => message.startsWith('Step '))
  expect(stepped(told)).toEqual(stepped(calm.messages))
  expect(told.filter((message) => message === 'Fine-tuning job started')).toHaveLength(1)
})

test('a waiting job is paused and resumed too', async () => {
  const file = await upload(chatDataset(100))
  const running = await create({ ...LONG, training_file: file.id })
  const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  await until(id, (message) => message.startsWith('Files validated'))
  expect(await pause(id)).toMatchObject({ status: 'paused' })
  await cancel(running.id)
  expect(await resume(id)).toMatchObject({ status: 'queued' })
  expect((await finish(id)).job).toMatchObject({ status: 'succeeded' })
})

test('a job of a fine-tuned model or of a checkpoint starts from its weights', async () => {
  const file = await upload(chatDataset(100))
  const first = await finish((await create({ training_file: file.id, model: 'gpt-4o-mini' })).id)
  const [, checkpoint] = await checkpoints(first.job?.id ?? '')
  const lossOf = (all: readonly string[]) =>
    Number(/^Step 1\/.*loss=(\S+)/m.exec(all.join('\n'))?.[1])
  for (const model of [first.job?.fine_tuned_model, checkpoint?.fine_tuned_model_checkpoint]) {
    const made = await create({ training_file: file.id, model: model ?? '' })
    expect(made.model).toBe(model)
    const { job, messages: told } = await finish(made.id)
    expect(job?.fine_tuned_model).toMatch(/^ft:gpt-4o-mini-2024-07-18:local::\w{8}$/)
    expect(lossOf(told)).toBeLessThan(lossOf(first.messages) / 2)
  }
})

test('hyperparameters act, and the same seed gives the same steps', async () => {
  const file = await upload(chatDataset(20))
  const run = async (hyperparameters: object, seed = 3) => {
    const body = { training_file: file.id, model: 'gpt-4o-mini', seed }
    const method = { type: 'supervised', supervised: { hyperparameters } } as const
    const { messages: told } = await finish((await create({ ...body, method })).id)
    return told.filter((message) => message.startsWith('Step '))
  }
  const usual = await run({ n_epochs: 2, batch_size: 4 })
  expect(usual).toHaveLength(10)
  expect(await run({ n_epochs: 2, batch_size: 4 })).toEqual(usual)
  expect(await run({ n_epochs: 2, batch_size: 4 }, 4)).not.toEqual(usual)
  expect(await run({ n_epochs: 1, batch_size: 10 })).toHaveLength(2)
  const slow = await run({ n_epochs: 2, batch_size: 4, learning_rate_multiplier: 0.001 })
  expect(slow).not.toEqual(usual)
})

test('epochs left open are three, and more for few examples', async () => {
  for (const [examples, n_epochs] of [
    [10, 10],
    [40, 3],
  ] as const) {
    const file = await upload(chatDataset(examples))
    const { job } = await finish(
      (await create({ training_file: file.id, model: 'gpt-4o-mini' })).id,
    )
    expect(job?.hyperparameters).toEqual({
      n_epochs,
      batch_size: 1,
      learning_rate_multiplier: 2,
    })
    expect(job?.method?.supervised?.hyperparameters).toEqual(job?.hyperparameters)
  }
})

test('jobs of the two APIs wait in one queue and keep to their own paths', async () => {
  const file = await upload(chatDataset(100))
  const pairs = await upload(dataset(10))
  const first = await create({ ...LONG, training_file: file.id })
  const legacy = await (
    await post('/fine-tunes', { training_file: pairs.id, model: 'ada', n_epochs: 1 })
  ).json()
  await until(first.id, (message) => message.startsWith('Step 1/'))
  expect(await (await get(`/fine-tunes/${legacy.id}`)).json()).toMatchObject({ status: 'pending' })
  await cancel(first.id)
  await (await get(`/fine-tunes/${legacy.id}/events?stream=true`)).text()
  expect(await (await get(`/fine-tunes/${legacy.id}`)).json()).toMatchObject({
    status: 'succeeded',
  })
  expect(await refusal(get(`/fine-tunes/${first.id}`))).toMatchObject({ status: 404 })
  expect(await refusal(get(`/fine_tuning/jobs/${legacy.id}`))).toMatchObject({ status: 404 })
})

test('an unknown job is not found', async () => {
  for (const path of ['', '/events', '/checkpoints']) {
    expect(await refusal(get(`/fine_tuning/jobs/123${path}`))).toEqual({
      status: 404,
      message: 'Could not find fine tune: 123',
      type: 'invalid_request_error',
      param: 'fine_tune_id',
      code: 'fine_tune_not_found',
    })
  }
  for (const verb of ['cancel', 'pause', 'resume']) {
    expect(await refusal(post(`/fine_tuning/jobs/123/${verb}`))).toMatchObject({ status: 404 })
  }
})
