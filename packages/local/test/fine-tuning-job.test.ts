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
import { chatDataset, dataset } from './requests.ts'

const clock = createManualClock(Date.UTC(2026, 10, 25))
const api = createLocalApi({ clock })
afterAll(api.close)
const client = createClient({
  apiKey: 'any',
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
    body: { training_file: file.id, model: 'babbage-002', hyperparameters: { n_epochs: 2 } },
  })
  const { job } = await finish(id)
  expect(job).toMatchObject({ status: 'succeeded', hyperparameters: { n_epochs: 2 } })
  const model = job?.fine_tuned_model ?? ''
  expect(model).toMatch(/^ft:babbage-002:local::[0-9A-Za-z]{8}$/)
  const { choices } = await easy.completions.create({
    body: { model, prompt: 'apple a ->', temperature: 0 },
  })
  expect(choices[0]?.text).toMatch(/even|odd/)
})
