import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ChatExample,
  type CreateFineTune,
  CreateFineTuningJob,
  FineTune,
  FineTuningJob,
  FineTuningJobEvent,
  jobError,
  upgradeCreateFineTune,
  upgradeFineTune,
  upgradeTrainingExample,
} from '../src/index.ts'
import { listed, pending } from './fixtures/fine-tune.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const fineTuneOf = (value: unknown): FineTune => {
  const result = FineTune.decode(value)
  if (result._tag === 'Left') throw new Error(reasonsOf(FineTune, value).join())
  return result.right
}

const upgrade = (value: unknown) => {
  const upgraded = upgradeFineTune(fineTuneOf(value))
  return { ...upgraded, fields: upgraded.lost.map(({ field }) => field) }
}

const event = (message: string, level = 'info') => ({
  object: 'fine-tune-event',
  created_at: 1_690_000_002,
  level,
  message,
})

const [validation] = listed.result_files

const complete = {
  ...listed,
  organization_id: 'org-b2',
  model: 'curie',
  fine_tuned_model: 'curie:ft-acme:sorter-2023-07-22-04-26-41',
  updated_at: 1_690_000_900,
  validation_files: [{ ...validation, id: 'file-V1', purpose: 'fine-tune' }],
  hyperparams: {
    ...listed.hyperparams,
    classification_n_classes: 2,
    classification_betas: [1, 0.5],
  },
  events: [
    event('Created fine-tune: ft-a1'),
    event('Fine-tune costs $0.02'),
    event('Fine-tune enqueued. Queue number: 1'),
    event('Fine-tune is in the queue. Queue number: 0'),
    event('Fine-tune started'),
    event('Completed epoch 1/4'),
    event('Uploaded model: curie:ft-acme:sorter-2023-07-22-04-26-41'),
    event('Uploaded result file: file-R1'),
    event('Fine-tune succeeded'),
  ],
}

test('a fine-tune that has succeeded becomes a job with all that it told', () => {
  const { job } = upgrade(complete)
  const hyperparameters = { n_epochs: 4, batch_size: 1, learning_rate_multiplier: 0.05 }
  expect(job).toEqual({
    id: 'ft-a1',
    object: 'fine_tuning.job',
    created_at: 1_690_000_001,
    model: 'curie',
    status: 'succeeded',
    training_file: 'file-Zq3',
    validation_file: 'file-V1',
    fine_tuned_model: 'curie:ft-acme:sorter-2023-07-22-04-26-41',
    finished_at: 1_690_000_900,
    error: null,
    hyperparameters,
    method: { type: 'supervised', supervised: { hyperparameters } },
    organization_id: 'org-b2',
    result_files: ['file-R1'],
    trained_tokens: null,
    metadata: { fine_tune_id: 'ft-a1' },
    user_provided_suffix: 'sorter',
  })
  expect(reasonsOf(FineTuningJob, job)).toEqual([])
})

test('all that has no successor is named as lost', () => {
  expect(upgrade(complete).lost.map(({ field, reason }) => `${field}: ${reason}`)).toEqual([
    'id: jobs have other ids; kept, and in metadata.fine_tune_id',
    'seed: it was never told',
    'hyperparams.prompt_loss_weight: prompts are not learnt any more',
    'hyperparams.use_packing: never documented',
    'hyperparams.compute_classification_metrics: use a grader, or evaluate yourself',
    'hyperparams.classification_positive_class: use a grader, or evaluate yourself',
    'hyperparams.classification_n_classes: use a grader, or evaluate yourself',
    'hyperparams.classification_betas: use a grader, or evaluate yourself',
    'hyperparams.learning_rate_multiplier: kept as it is, but useful values were 0.02 to 0.2 and are about 0.1 to 2',
    'training_files: jobs name the ids of files: retrieve the rest',
    'validation_files: jobs name the ids of files: retrieve the rest',
    'result_files: jobs name the ids of files: retrieve the rest',
    'events: jobs tell no price: kept as a message',
    'events: jobs tell no place in the queue: kept as messages',
    'events: jobs tell steps, and epochs by checkpoints: kept as messages',
  ])
})

test('what a fine-tune did not have is not lost', () => {
  expect(upgrade(pending).fields).toEqual([
    'id',
    'seed',
    'hyperparams.prompt_loss_weight',
    'training_files',
    'updated_at',
  ])
})

test('fields that nobody knows, and files beyond the first, are lost too', () => {
  const [file] = pending.training_files
  const { fields, job } = upgrade({
    ...pending,
    estimated_finish: 7,
    hyperparams: { ...pending.hyperparams, use_packing: null, warmup: 0.1 },
    training_files: [file, { ...file, id: 'file-Zq4' }],
  })
  expect(fields.filter((field) => field === 'training_files')).toHaveLength(2)
  expect(fields).toEqual(expect.arrayContaining(['estimated_finish', 'hyperparams.warmup']))
  expect(fields).not.toContain('hyperparams.use_packing')
  expect(job.training_file).toBe('file-Zq3')
})

test('hyperparameters that were not chosen yet are auto', () => {
  expect(upgrade(pending).job.hyperparameters).toEqual({
    n_epochs: 4,
    batch_size: 'auto',
    learning_rate_multiplier: 'auto',
  })
})

test('every status has its successor', () => {
  const { events: _, ...silent } = pending
  const first = event('Created fine-tune: ft-a1')
  const queued = event('Job enqueued. Waiting for jobs ahead to complete. Queue number: 0.')
  for (const [value, status] of [
    [{ ...silent, status: 'created' }, 'validating_files'],
    [{ ...silent, events: [first] }, 'validating_files'],
    [{ ...silent, events: [first, event('Fine-tune costs $0.00')] }, 'queued'],
    [{ ...silent, events: [queued] }, 'queued'],
    [{ ...silent, events: [] }, 'queued'],
    [silent, 'queued'],
    [{ ...silent, status: 'running' }, 'running'],
    [{ ...silent, status: 'succeeded' }, 'succeeded'],
    [{ ...silent, status: 'failed' }, 'failed'],
    [{ ...silent, status: 'cancelled' }, 'cancelled'],
    [{ ...silent, status: 'dreaming' }, 'dreaming'],
  ] as const) {
    expect(upgrade(value).job.status).toBe(status)
  }
})

test('only a job that has succeeded has an end', () => {
  for (const status of ['pending', 'running', 'failed', 'cancelled']) {
    const { job, fields } = upgrade({ ...complete, status })
    expect(job.finished_at).toBeNull()
    expect(fields).toContain('updated_at')
  }
  expect(upgrade(complete).fields).not.toContain('updated_at')
})

test('the cause of a failure is its last event of level error', () => {
  const failed = {
    ...pending,
    status: 'failed',
    events: [
      event('Created fine-tune: ft-a1'),
      event('Trying again', 'error'),
      event('Fine-tune failed. Errors:\nExample 3 cannot be parsed', 'error'),
      event('Good bye'),
    ],
  }
  const { job, fields } = upgrade(failed)
  expect(jobError(job)).toEqual({
    code: null,
    message: 'Fine-tune failed. Errors:\nExample 3 cannot be parsed',
    param: null,
  })
  expect(fields).toContain('events')
  const { events: _, ...silent } = failed
  expect(jobError(upgrade(silent).job)?.message).toBe('Fine-tune failed')
  expect(jobError(upgrade(complete).job)).toBeUndefined()
})

test('events are turned round, get stable ids, and the words of today', () => {
  const { events } = upgrade(complete)
  for (const one of events) expect(reasonsOf(FineTuningJobEvent, one)).toEqual([])
  expect(events.map(({ message }) => message)).toEqual([
    'The job has successfully completed',
    'Uploaded result file: file-R1',
    'New fine-tuned model created: curie:ft-acme:sorter-2023-07-22-04-26-41',
    'Completed epoch 1/4',
    'Fine-tuning job started',
    'Fine-tune is in the queue. Queue number: 0',
    'Fine-tune enqueued. Queue number: 1',
    'Fine-tune costs $0.02',
    'Created fine-tuning job: ft-a1',
  ])
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(upgrade(complete).events).toEqual(events)
  const longer = { ...complete, events: [...complete.events, event('One more')] }
  expect(upgrade(longer).events.slice(1)).toEqual(events)
})

test('both dialects of events have the same successors', () => {
  const messages = [
    ['Job started.', 'Fine-tuning job started', 'info'],
    ['Uploaded snapshot: curie:ft-a-2021-03-03-21-44-20.', undefined, 'info'],
    ['Job succeeded.', 'The job has successfully completed', 'info'],
    ['Job canceled.', 'The job was stopped due to a cancellation request', 'warn'],
    ['Fine-tune cancelled', 'The job was stopped due to a cancellation request', 'warn'],
  ] as const
  for (const [message, successor, level] of messages) {
    const [upgraded] = upgrade({ ...pending, events: [event(message)] }).events
    expect([upgraded?.message, upgraded?.level]).toEqual([
      successor ?? 'New fine-tuned model created: curie:ft-a-2021-03-03-21-44-20',
      level,
    ])
  }
  const failed = upgrade({ ...pending, events: [event('It broke', 'error')] }).events
  expect(failed).toMatchObject([{ level: 'error', message: 'It broke', type: 'message', data: {} }])
})

test('a request keeps what lives on, and moves the epochs and the batch', () => {
  const { body, lost } = upgradeCreateFineTune({
    training_file: 'file-a',
    validation_file: 'file-b',
    model: 'davinci',
    suffix: 'sorter',
    n_epochs: 2,
    batch_size: 8,
  })
  expect(lost).toEqual([])
  expect(body).toEqual({
    model: 'davinci-002',
    training_file: 'file-a',
    validation_file: 'file-b',
    suffix: 'sorter',
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2, batch_size: 8 } } },
  })
  expect(reasonsOf(CreateFineTuningJob, body)).toEqual([])
})

test('a request that names no model meant curie', () => {
  expect(upgradeCreateFineTune({ training_file: 'file-a' })).toEqual({
    body: { model: 'davinci-002', training_file: 'file-a' },
    lost: [],
  })
})

test('every base model has its successor, and no other model has one', () => {
  const upgraded = (model: string) => {
    const { body, lost } = upgradeCreateFineTune({ training_file: 'file-a', model })
    return [body.model, lost.map(({ field }) => field).join()]
  }
  expect(upgraded('ada')).toEqual(['babbage-002', ''])
  expect(upgraded('babbage')).toEqual(['babbage-002', ''])
  expect(upgraded('curie')).toEqual(['davinci-002', ''])
  expect(upgraded('babbage-002')).toEqual(['babbage-002', ''])
  for (const model of ['ada:ft-acme-2023-07-22-04-26-41', 'constructor', '__proto__', '']) {
    expect(upgraded(model)).toEqual([model, 'model'])
  }
})

test('the epochs of the last specification are read where the others are not told', () => {
  const hyperparametersOf = (body: CreateFineTune) =>
    upgradeCreateFineTune(body).body.method?.supervised?.hyperparameters
  const base = { training_file: 'file-a', hyperparameters: { n_epochs: 'auto' as const } }
  expect(hyperparametersOf(base)).toEqual({ n_epochs: 'auto' })
  expect(hyperparametersOf({ ...base, n_epochs: 3 })).toEqual({ n_epochs: 3 })
})

test('what a request asked in vain is named as lost', () => {
  const { body, lost } = upgradeCreateFineTune({
    training_file: 'file-a',
    model: 'ada',
    learning_rate_multiplier: 0.1,
    prompt_loss_weight: 0.01,
    compute_classification_metrics: true,
    classification_n_classes: 3,
    classification_positive_class: ' yes',
    classification_betas: [1],
  })
  expect(body).toEqual({ model: 'babbage-002', training_file: 'file-a' })
  expect(lost.map(({ field }) => field).sort()).toEqual([
    'classification_betas',
    'classification_n_classes',
    'classification_positive_class',
    'compute_classification_metrics',
    'learning_rate_multiplier',
    'prompt_loss_weight',
  ])
})

const contentsOf = (prompt: string, completion: string, marks?: object) =>
  upgradeTrainingExample({ prompt, completion }, marks).example.messages.map(
    ({ role, content }) => [role, content],
  )

test('a prompt and its completion become a conversation without their marks', () => {
  const separators = ['###', '===', '---', '===>', '--->', '### =>']
  for (const separator of [' ->', ...separators.map((mark) => `\n\n${mark}\n\n`)]) {
    for (const stop of ['', '\n', ' END', ' [END]', '***', '+++', '&&&', '$$$', '@@@', '%%%']) {
      expect(contentsOf(`Is it odd?${separator}`, ` yes.${stop}`)).toEqual([
        ['user', 'Is it odd?'],
        ['assistant', 'yes.'],
      ])
    }
  }
})

test('marks of your own are taken off instead of the usual ones', () => {
  expect(contentsOf('a ->', ' b.', { separator: '', stop: '.' })).toEqual([
    ['user', 'a ->'],
    ['assistant', 'b'],
  ])
  expect(contentsOf('a=', ' b END', { separator: '=', stop: '' })).toEqual([
    ['user', 'a'],
    ['assistant', 'b END'],
  ])
})

test('an instruction that was taken off the prompts comes back as the system', () => {
  expect(contentsOf('a ->', '  b\n', { system: 'Answer.' })).toEqual([
    ['system', 'Answer.'],
    ['user', 'a'],
    ['assistant', ' b'],
  ])
})

test('an empty prompt is lost, for it asks nothing', () => {
  const { lost, example } = upgradeTrainingExample({ prompt: '', completion: ' Once upon' })
  expect(lost.map(({ field }) => field)).toEqual(['prompt'])
  expect(reasonsOf(ChatExample, example)).toEqual([])
  expect(upgradeTrainingExample({ prompt: 'a', completion: 'b' }).lost).toEqual([])
})

test('every upgraded line is a line of chat, and keeps all that is between its marks', () => {
  const letters = fc.stringMatching(/^[a-z]+( [a-z]+)*$/)
  fc.assert(
    fc.property(letters, letters, (question, answer) => {
      const prompt = `${question}\n\n###\n\n`
      const { example } = upgradeTrainingExample({ prompt, completion: ` ${answer} END` })
      expect(ChatExample.is(example)).toBe(true)
      expect(example.messages.map(({ content }) => content)).toEqual([question, answer])
    }),
  )
})
