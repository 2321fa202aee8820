import { expect, test } from 'vitest'
import {
  CheckpointPermission,
  CreateFineTuningJob,
  checkpointPermissions,
  DeletedCheckpointPermission,
  FineTuningJob,
  FineTuningJobCheckpoint,
  FineTuningJobEvent,
  FineTuningJobStatus,
  fineTuningJobs,
  isTerminal,
  jobError,
  listOf,
} from '../src/index.ts'
import {
  azure,
  checkpoint,
  created,
  dpo,
  early,
  events,
  permission,
  reinforcement,
  succeeded,
} from './fixtures/fine-tuning-job.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const jobOf = (value: unknown): FineTuningJob => {
  const result = FineTuningJob.decode(value)
  if (result._tag === 'Left') throw new Error(reasonsOf(FineTuningJob, value).join())
  return result.right
}

test('a job of every method and every year decodes as it is', () => {
  for (const job of [created, succeeded, early, azure, dpo, reinforcement]) {
    expect(reasonsOf(FineTuningJob, job)).toEqual([])
  }
})

test('all five ways to tell that there is no error tell that there is none', () => {
  const { error: _, ...without } = created
  expect(jobError(jobOf(without))).toBeUndefined()
  const nothing = { code: null, message: null, param: null }
  for (const error of [null, { error: null }, {}, nothing, { ...nothing, code: '', message: '' }]) {
    expect(jobError(jobOf({ ...created, error }))).toBeUndefined()
  }
})

test('a code or a message alone is an error', () => {
  const code = { code: 'invalid_n_examples', message: null, param: 'training_file' }
  expect(jobError(jobOf({ ...created, error: code }))).toEqual(code)
  const message = { message: 'The job failed' }
  expect(jobError(jobOf({ ...created, error: message }))).toEqual(message)
})

test('what a sparse job of Azure does not tell is absent, and not made up', () => {
  const job = jobOf(azure)
  expect(job.hyperparameters).toEqual({ n_epochs: -1 })
  expect(job.method).toEqual({ type: 'supervised' })
  expect(Object.keys(job)).toEqual(Object.keys(azure))
  const paused = { ...azure, status: 'paused', finished_at: 1_710_000_900 }
  for (const other of [paused, { ...azure, status: 'resuming' }, { ...azure, updated_at: 5 }]) {
    expect(reasonsOf(FineTuningJob, other)).toEqual([])
  }
})

test('a status that nobody knows decodes, and ends nothing', () => {
  for (const status of ['created', 'pending', 'pausing', 'resuming', 'dreaming', '']) {
    expect(jobOf({ ...created, status }).status).toBe(status)
    expect(FineTuningJobStatus.isKnown(status)).toBe(false)
    expect(isTerminal(status)).toBe(false)
  }
  expect(FineTuningJobStatus.isKnown('paused')).toBe(true)
  expect(isTerminal('paused')).toBe(false)
})

test('fields that nobody documented are kept, and encoded again', () => {
  const job = jobOf(created)
  expect(job).toHaveProperty('shared_with_openai', false)
  expect(FineTuningJob.encode(job)).toEqual(created)
})

test('null and absent hyperparameters are those of failed jobs and of other methods', () => {
  const { hyperparameters: _, ...without } = created
  for (const job of [without, dpo, { ...created, hyperparameters: {} }]) {
    expect(reasonsOf(FineTuningJob, job)).toEqual([])
  }
})

test('a multiplier may be any number, a number of epochs is whole', () => {
  const jobWith = (hyperparameters: object) => ({ ...created, hyperparameters })
  for (const learning_rate_multiplier of ['auto', 2, 1.8, 1e-5]) {
    expect(reasonsOf(FineTuningJob, jobWith({ learning_rate_multiplier }))).toEqual([])
  }
  expect(reasonsOf(FineTuningJob, jobWith({ n_epochs: 1.5, batch_size: 'max' }))).toEqual([
    'hyperparameters.n_epochs: expected "auto" | Int | null, got 1.5',
    'hyperparameters.batch_size: expected "auto" | Int | null, got "max"',
  ])
})

test('a fault deep in the method is one line', () => {
  const job = { ...dpo, method: { type: 'dpo', dpo: { hyperparameters: { beta: '0.1' } } } }
  expect(reasonsOf(FineTuningJob, job)).toEqual([
    'method.dpo.hyperparameters.beta: expected "auto" | number | null, got "0.1"',
  ])
})

test('what is no job at all is refused by the name of the codec', () => {
  expect(reasonsOf(FineTuningJob, 'ftjob-k1')).toEqual([
    '(root): expected FineTuningJob, got "ftjob-k1"',
  ])
})

test('a wandb integration is echoed with the id that nobody asked for', () => {
  const wandb = { project: 'p', name: null, entity: 'e', tags: null, run_id: 'ftjob-k1' }
  const job = { ...created, integrations: [{ type: 'wandb', wandb }] }
  expect(reasonsOf(FineTuningJob, job)).toEqual([])
  expect(reasonsOf(FineTuningJob, { ...created, integrations: null })).toEqual([])
})

test('metadata are texts by key', () => {
  expect(reasonsOf(FineTuningJob, { ...created, metadata: { key: 'a', order: '7' } })).toEqual([])
  expect(reasonsOf(FineTuningJob, { ...created, metadata: { order: 7 } })).toEqual([
    'metadata.order: expected string, got 7',
  ])
})

test('a new job needs a model and a file, and a reinforced one its grader', () => {
  expect(reasonsOf(CreateFineTuningJob, { model: 'gpt-4o-mini', training_file: 'file-a' })).toEqual(
    [],
  )
  expect(reasonsOf(CreateFineTuningJob, {})).toEqual([
    'model: expected string, got undefined',
    'training_file: expected string, got undefined',
  ])
  const body = {
    model: 'o4-mini',
    training_file: 'file-a',
    suffix: null,
    seed: null,
    validation_file: null,
    method: { type: 'reinforcement', reinforcement: {} },
  }
  expect(reasonsOf(CreateFineTuningJob, body)).toEqual([
    'method.reinforcement.grader: expected Grader, got undefined',
  ])
})

test('an event has data of any of its shapes, or none', () => {
  for (const event of Object.values(events)) {
    expect(reasonsOf(FineTuningJobEvent, event)).toEqual([])
  }
  expect(reasonsOf(FineTuningJobEvent, { ...events.absent, data: 'none' })).toEqual([
    'data: expected UnknownRecord | null, got "none"',
  ])
})

test('an event of a type and a level of tomorrow decodes', () => {
  const event = { ...events.empty, type: 'moderation_checks', level: 'debug' }
  expect(reasonsOf(FineTuningJobEvent, event)).toEqual([])
})

test('the metrics of a checkpoint may tell the method, and lack what was not measured', () => {
  expect(reasonsOf(FineTuningJobCheckpoint, checkpoint)).toEqual([])
  expect(reasonsOf(FineTuningJobCheckpoint, { ...checkpoint, metrics: {} })).toEqual([])
  const metrics = { ...checkpoint.metrics, full_valid_loss: '0.1' }
  expect(reasonsOf(FineTuningJobCheckpoint, { ...checkpoint, metrics })).toEqual([
    'metrics.full_valid_loss: expected number | null, got "0.1"',
  ])
})

test('permissions are made as a list, and deleted one by one', () => {
  expect(reasonsOf(CheckpointPermission, permission)).toEqual([])
  const page = { object: 'list', data: [permission], first_id: 'cp_p1', last_id: 'cp_p1' }
  expect(reasonsOf(checkpointPermissions.create.response, { ...page, has_more: false })).toEqual([])
  const deleted = { id: 'cp_p1', object: 'checkpoint.permission', deleted: true }
  expect(reasonsOf(DeletedCheckpointPermission, deleted)).toEqual([])
})

test('a page of jobs decodes with and without its cursors', () => {
  const page = { object: 'list', data: [created, azure], has_more: true }
  for (const answer of [page, { ...page, first_id: 'ftjob-k1', last_id: null }]) {
    expect(reasonsOf(listOf(FineTuningJob), answer)).toEqual([])
  }
})

test('the endpoints are those of the modern API', () => {
  const told = (endpoints: Record<string, { method: string; path: string }>) =>
    Object.entries(endpoints).map(([name, { method, path }]) => `${name}: ${method} ${path}`)
  expect(told(fineTuningJobs)).toEqual([
    'create: POST /fine_tuning/jobs',
    'list: GET /fine_tuning/jobs',
    'retrieve: GET /fine_tuning/jobs/:id',
    'cancel: POST /fine_tuning/jobs/:id/cancel',
    'pause: POST /fine_tuning/jobs/:id/pause',
    'resume: POST /fine_tuning/jobs/:id/resume',
    'listEvents: GET /fine_tuning/jobs/:id/events',
    'listCheckpoints: GET /fine_tuning/jobs/:id/checkpoints',
  ])
  expect(told(checkpointPermissions)).toEqual([
    'create: POST /fine_tuning/checkpoints/:checkpoint/permissions',
    'list: GET /fine_tuning/checkpoints/:checkpoint/permissions',
    'delete: DELETE /fine_tuning/checkpoints/:checkpoint/permissions/:id',
  ])
})

test('permissions are ordered by other words than files', () => {
  const { query } = checkpointPermissions.list
  expect(reasonsOf(query, { order: 'ascending', project_id: 'proj_r1' })).toEqual([])
  expect(query.props.order.known).toEqual(['ascending', 'descending'])
})
