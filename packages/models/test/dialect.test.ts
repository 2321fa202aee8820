import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dialectOf, FineTune, FineTuningJob, Model, OpenAIFile } from '../src/index.ts'
import { listed, pending } from './fixtures/fine-tune.ts'
import { azure, created } from './fixtures/fine-tuning-job.ts'
import { completed } from './fixtures/together.ts'

const { organization_id: _, fine_tuned_model: __, ...azureFineTune } = pending
const file = { id: 'file-i1', object: 'file', purpose: 'fine-tune', filename: 'a', created_at: 1 }
const imported = { ...file, status: 'notRunning' }
const azureModel = { id: 'm1', object: 'model', created_at: 1, lifecycle_status: 'preview' }
const llmariner = { ...created, created_at: '1740000000', finished_at: '0', fine_tuned_model: '' }
const mistral = { id: 'j1', object: 'job', status: 'QUEUED', created_at: 1, training_files: ['f'] }

test('what a codec refuses is told apart by whose dialect it is', () => {
  for (const [codec, value, words] of [
    [Model, azureModel, 'a model of Azure: '],
    [OpenAIFile, imported, 'a file that Azure imports: '],
    [OpenAIFile, { ...imported, bytes: null }, 'a file that Azure imports: '],
    [FineTune, azureFineTune, 'a fine-tune of Azure: '],
    [FineTune, completed, 'a fine-tune of Together: decode it with TogetherFineTune'],
    [FineTuningJob, mistral, 'a job of Mistral: '],
    [FineTuningJob, llmariner, 'a job of LLMariner: it tells times as text'],
  ] as const) {
    expect(codec.is(value)).toBe(false)
    expect(dialectOf(value)).toContain(words)
  }
})

test('what codecs take is in no dialect', () => {
  for (const value of [pending, listed, created, azure, { ...file, bytes: 1 }]) {
    expect(dialectOf(value)).toBeUndefined()
  }
})

test('any other value is in none that is known', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(dialectOf(value)).toBeUndefined()
    }),
  )
})

test('what a value inherits is none of its own', () => {
  expect(dialectOf(Object.create(mistral))).toBeUndefined()
})
