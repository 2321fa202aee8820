import { createLocalApi, createManualClock } from '@finetune/local'
import { type OpenAIFile, parseResults } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { dataset, messagesOf, requestsOf } from './requests.ts'

const clock = createManualClock(Date.UTC(2023, 2, 3, 21, 44, 20))
const api = createLocalApi({ clock })
afterAll(api.close)
const { upload, create, finish, get, post, remove, retrieve, text, complete, refusal } = requestsOf(
  api.fetch,
)

const ID = '[0-9A-Za-z]{24}$'

/** The legacy API knows files that do not expire. */
const nested = ({ expires_at: _, ...file }: OpenAIFile) => file

test('a fine-tune starts as pending, with one event and open hyperparameters', async () => {
  const file = await upload(dataset(20))
  const created = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })

  expect(created).toMatchObject({
    object: 'fine-tune',
    id: expect.stringMatching(`^ft-${ID}`),
    organization_id: expect.stringMatching(`^org-${ID}`),
    created_at: 1677879860,
    updated_at: 1677879860,
    model: 'ada',
    fine_tuned_model: null,
    status: 'pending',
    hyperparams: {
      n_epochs: 1,
      batch_size: null,
      learning_rate_multiplier: null,
      prompt_loss_weight: 0.01,
    },
    training_files: [nested(file)],
    validation_files: [],
    result_files: [],
  })
  expect(messagesOf(created)).toEqual([`Created fine-tune: ${created.id}`])
  await finish(created.id)
})

test('a fine-tune tells its whole life in events and ends with a model and a result file', async () => {
  const file = await upload(dataset(40))
  const { id } = await create({ training_file: file.id, model: 'ada', suffix: 'My Odd/Even!' })
  const done = await finish(id)

  const model = 'ada:ft-local:my-odd-even-2023-03-03-21-44-20'
  expect(done).toMatchObject({
    status: 'succeeded',
    fine_tuned_model: model,
    hyperparams: { n_epochs: 4, batch_size: 1, learning_rate_multiplier: 0.1 },
    result_files: [
      { filename: 'compiled_results.csv', purpose: 'fine-tune-results', status: 'processed' },
    ],
  })
  expect(messagesOf(done)).toEqual([
    `Created fine-tune: ${id}`,
    'Fine-tune costs $0.00',
    'Fine-tune enqueued. Queue number: 0',
    'Fine-tune started',
    'Completed epoch 1/4',
    'Completed epoch 2/4',
    'Completed epoch 3/4',
    'Completed epoch 4/4',
    `Uploaded model: ${model}`,
    `Uploaded result file: ${done.result_files[0]?.id}`,
    'Fine-tune succeeded',
  ])
  expect((await complete({ model, prompt: 'apple a ->', temperature: 0 })).choices).toEqual([
    { text: ' even', index: 0, logprobs: null, finish_reason: 'stop' },
  ])
})

test('the result file holds one measured row a step, in the recorded order of columns', async () => {
  const training = await upload(dataset(40))
  const validation = await upload(dataset(10))
  const { id } = await create({
    training_file: training.id,
    validation_file: validation.id,
    model: 'ada',
    n_epochs: 2,
    batch_size: 4,
    compute_classification_metrics: true,
    classification_positive_class: ' even',
    classification_betas: [0.5, 1, 2],
  })
  const done = await finish(id)
  const csv = await text(`/files/${done.result_files[0]?.id}/content`)

  expect(csv.slice(0, csv.indexOf('\n')).split(',')).toEqual([
    'step',
    'elapsed_tokens',
    'elapsed_examples',
    'training_loss',
    'training_sequence_accuracy',
    'training_token_accuracy',
    'validation_loss',
    'validation_sequence_accuracy',
    'validation_token_accuracy',
    'classification/accuracy',
    'classification/precision',
    'classification/recall',
    'classification/auroc',
    'classification/auprc',
    'classification/f1.0',
    'classification/f0.5',
    'classification/f2.0',
  ])
  const parsed = parseResults(csv)
  const rows = parsed._tag === 'Right' ? parsed.right : []
  expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(rows.at(-1)).toMatchObject({
    elapsed_examples: 80,
    'classification/accuracy': expect.any(Number),
  })
  const stepsWith = (column: string) =>
    rows.flatMap((row) => (row[column] === undefined ? [] : [row.step]))
  expect(stepsWith('validation_loss')).toEqual([1, 9, 10, 17, 20])
  expect(stepsWith('classification/auroc')).toEqual([10, 20])
  const losses = rows.map((row) => row.training_loss ?? Number.NaN)
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
  expect(csv).toMatch(/\n1,\d+,4,\d\.\d{10,},0\.0,[\d.]+,/)
  expect(csv.endsWith('\n')).toBe(true)
  expect(await text(`/fine-tunes/${id}/results`)).toBe(csv)
})

test('several classes are measured by accuracy and weighted F1', async () => {
  const file = await upload(dataset(20))
  const validation = await upload(
    `${dataset(9)}\n{"prompt": "cloud c ->", "completion": " neither"}`,
  )
  const { id } = await create({
    training_file: file.id,
    validation_file: validation.id,
    model: 'ada',
    n_epochs: 1,
    compute_classification_metrics: true,
    classification_n_classes: 3,
  })
  await finish(id)
  const csv = await text(`/fine-tunes/${id}/results`)
  expect(csv).toMatch(
    /^[^\n]*,classification\/accuracy,classification\/weighted_f1_score\n(?:[^\n]*,,\n)+20,[^\n]*\d,\d[^\n]*\n$/,
  )
})

test('the same request gives the same rows and the same model', async () => {
  const file = await upload(dataset(30))
  const run = async (validation?: string) => {
    const { id } = await create({
      training_file: file.id,
      model: 'ada',
      n_epochs: 2,
      ...(validation && { validation_file: validation }),
    })
    const done = await finish(id)
    const { choices } = await complete({
      model: done.fine_tuned_model,
      prompt: 'river',
      max_tokens: 40,
      seed: 7,
    })
    return { csv: await text(`/fine-tunes/${id}/results`), text: choices[0]?.text }
  }
  expect(await run()).toEqual(await run())
})

test('a fine-tune of a fine-tuned model starts from its weights', async () => {
  const file = await upload(dataset(40))
  const first = await finish((await create({ training_file: file.id, model: 'ada' })).id)
  const second = await finish(
    (await create({ training_file: file.id, model: first.fine_tuned_model, n_epochs: 1 })).id,
  )
  expect(second).toMatchObject({ status: 'succeeded', model: first.fine_tuned_model })
  expect(second.fine_tuned_model).toMatch(/^ada:ft-local-2023-03-03-21-44-\d\d$/)

  const lossAtStart = async (id: string) =>
    Number((await text(`/fine-tunes/${id}/results`)).split('\n')[1]?.split(',')[3])
  expect(await lossAtStart(second.id)).toBeLessThan((await lossAtStart(first.id)) / 4)
})

test('epochs are taken from hyperparameters, where the last specification has them', async () => {
  const file = await upload(dataset(10))
  const { id, hyperparams } = await create({
    training_file: file.id,
    model: 'ada',
    hyperparameters: { n_epochs: 3 },
  })
  expect(hyperparams.n_epochs).toBe(3)
  await finish(id)
})

test('a list has all jobs, oldest first, without events', async () => {
  const before = await (await get('/fine-tunes')).json()
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const { object, data, ...rest } = await (await get('/fine-tunes')).json()

  expect(object).toBe('list')
  expect(rest).toEqual({ next_starting_after: null })
  expect(data).toHaveLength(before.data.length + 1)
  expect(data.at(-1)).toMatchObject({ id, object: 'fine-tune' })
  for (const job of data) expect(job).not.toHaveProperty('events')
  await finish(id)
})

test('events are listed oldest first', async () => {
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const { events } = await finish(id)
  expect(await (await get(`/fine-tunes/${id}/events?stream=False`)).json()).toEqual({
    object: 'list',
    data: events,
  })
})

test('a job goes on listing a file that is deleted, and is not hurt by it', async () => {
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  await remove(`/files/${file.id}`)
  const done = await finish(id)
  expect(done.status).toBe('succeeded')
  expect(done.training_files).toEqual([{ ...nested(file), status: 'deleted' }])
})

test('results are there before the first step: a header', async () => {
  const file = await upload(dataset(10))
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  const response = await get(`/fine-tunes/${id}/results`)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="compiled_results.csv"',
  )
  expect(await response.text()).toBe(
    'step,elapsed_tokens,elapsed_examples,training_loss,training_sequence_accuracy,training_token_accuracy\n',
  )
  await finish(id)
})

test('an unknown fine-tune is not found', async () => {
  for (const path of ['', '/events', '/events?stream=true', '/results']) {
    expect(await refusal(get(`/fine-tunes/ft-unknown${path}`))).toMatchObject({
      status: 404,
      message: 'No such fine-tune: ft-unknown',
      type: 'invalid_request_error',
    })
  }
  expect(await refusal(post('/fine-tunes/ft-unknown/cancel'))).toMatchObject({ status: 404 })
})

test('answers that change nothing change nothing', async () => {
  const { data } = await (await get('/fine-tunes')).json()
  const job = await retrieve(data[0].id)
  clock.advance(60_000)
  expect(await retrieve(job.id)).toEqual(job)
})
