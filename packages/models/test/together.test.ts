import { expect, test } from 'vitest'
import {
  FineTune,
  FineTuningJob,
  fineTuningJobOfTogether,
  isTerminal,
  TogetherFineTune,
} from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'
import { completed, pending } from './fixtures/together.ts'

test('a fine-tune of Together decodes by its own codec, and by no other', () => {
  for (const fineTune of [completed, pending]) {
    expect(reasonsOf(TogetherFineTune, fineTune)).toEqual([])
    expect(FineTune.is(fineTune)).toBe(false)
    expect(FineTuningJob.is(fineTune)).toBe(false)
  }
})

test('one that is completed is a job that has succeeded', () => {
  const job = fineTuningJobOfTogether(completed as TogetherFineTune)
  expect(job).toEqual({
    id: 'ft-0f1e2d3c',
    object: 'fine_tuning.job',
    created_at: Date.UTC(2025, 1, 3, 4, 5, 6) / 1000,
    model: 'meta-llama/Meta-Llama-3.1-8B-Instruct-Reference',
    status: 'succeeded',
    training_file: 'file-t1',
    validation_file: null,
    fine_tuned_model: 'ann/Meta-Llama-3.1-8B-Instruct-Reference-sorter-0f1e',
    finished_at: Date.UTC(2025, 1, 3, 5, 5, 6) / 1000,
    trained_tokens: 5_000,
    method: {
      type: 'supervised',
      supervised: { hyperparameters: { n_epochs: 3, batch_size: 'auto' } },
    },
    result_files: [],
    user_provided_suffix: 'sorter',
  })
  expect(reasonsOf(FineTuningJob, job)).toEqual([])
})

test('what is not done yet has no model, no end and no tokens', () => {
  const early = { ...pending, model_output_name: 'ann/q-1', updated_at: pending.created_at }
  const job = fineTuningJobOfTogether({ ...early, token_count: 0 })
  expect(job.status).toBe('queued')
  expect([job.fine_tuned_model, job.finished_at, job.trained_tokens]).toEqual([null, null, null])
})

test('a time without a zone is UTC, and what is no time is told as none', () => {
  const { created_at, finished_at } = fineTuningJobOfTogether({
    ...pending,
    status: 'completed',
    updated_at: 'soon',
  })
  expect(created_at).toBe(Date.UTC(2025, 1, 3, 4, 5, 6) / 1000)
  expect(finished_at).toBeNull()
  const zoned = { ...pending, created_at: '2025-02-03T06:05:06+02:00' }
  expect(fineTuningJobOfTogether(zoned).created_at).toBe(created_at)
})

test('every status has its own, and one that nobody knows stays as it is', () => {
  const statuses = [...'pending queued running compressing uploading cancel_requested'.split(' ')]
  const statusOf = (status: string) => fineTuningJobOfTogether({ ...pending, status }).status
  expect(statuses.map(statusOf)).toEqual([
    'queued',
    'queued',
    'running',
    'running',
    'running',
    'running',
  ])
  expect(['completed', 'error', 'cancelled'].map(statusOf)).toEqual([
    'succeeded',
    'failed',
    'cancelled',
  ])
  expect(['completed', 'error', 'cancelled'].map(statusOf).every(isTerminal)).toBe(true)
  for (const status of ['thinking', 'constructor', '__proto__', '']) {
    expect(statusOf(status)).toBe(status)
  }
})

test('one of which nothing is told but its id is still a job', () => {
  const job = fineTuningJobOfTogether({ id: 'ft-1', status: 'queued', created_at: '2025-01-01' })
  expect(reasonsOf(FineTuningJob, job)).toEqual([])
  expect(job.created_at).toBe(Date.UTC(2025, 0, 1) / 1000)
})
