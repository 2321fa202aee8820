import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { CreateFineTune, explain, FineTune, FineTuneStatus, fineTunes } from '../src/index.ts'
import { listed, pending } from './fixtures/fine-tune.ts'

const reasons = (value: unknown): readonly string[] => {
  const result = FineTune.decode(value)
  return result._tag === 'Left' ? explain(result.left) : []
}

test('a fine-tune has the thirteen fields of its documentation', () => {
  if (!(FineTune instanceof t.IntersectionType)) throw new Error('not an intersection')
  const fields = FineTune.types.flatMap(({ props }: t.AnyProps & { props: object }) =>
    Object.keys(props),
  )
  expect(fields.sort()).toEqual([
    'created_at',
    'events',
    'fine_tuned_model',
    'hyperparams',
    'id',
    'model',
    'object',
    'organization_id',
    'result_files',
    'status',
    'training_files',
    'updated_at',
    'validation_files',
  ])
})

test('a job that was just created has no batch size yet', () => {
  expect(FineTune.decode(pending)).toEqual({ _tag: 'Right', right: pending })
})

test('a listed job has no events, and keeps the files that were deleted since', () => {
  expect(FineTune.decode(listed)).toEqual({ _tag: 'Right', right: listed })
})

test('a status of tomorrow decodes, and is known to be unknown', () => {
  expect(reasons({ ...pending, status: 'compressing' })).toEqual([])
  expect(FineTuneStatus.isKnown('compressing')).toBe(false)
  expect(FineTuneStatus.isKnown('pending')).toBe(true)
})

test('a field of tomorrow is kept', () => {
  const job = { ...pending, estimated_finish: 7 }
  expect(FineTune.decode(job)).toEqual({ _tag: 'Right', right: job })
})

test('a modern job is no fine-tune', () => {
  expect(reasons({ ...pending, object: 'fine_tuning.job' })).toEqual([
    'object: expected FineTuneObject, got "fine_tuning.job"',
  ])
})

test('null and absent are taken only where they were recorded', () => {
  const { fine_tuned_model: _, ...without } = pending
  expect(reasons(without)).toEqual(['fine_tuned_model: expected string | null, got undefined'])
  expect(reasons({ ...pending, status: null })).toEqual([
    'status: expected FineTuneStatus, got null',
  ])
  expect(reasons({ ...pending, events: null })).toHaveLength(1)
})

test('a fault deep inside is named by its path', () => {
  const [file] = pending.training_files
  expect(reasons({ ...pending, training_files: [{ ...file, bytes: null }] })).toEqual([
    'training_files.0.bytes: expected Int, got null',
  ])
})

test('times and sizes are whole numbers that JavaScript holds exactly', () => {
  for (const created_at of [1.5, 2 ** 53, Number.NaN, '1690000001', null]) {
    expect(reasons({ ...pending, created_at })).toHaveLength(1)
  }
})

test('an explicit null in a new fine-tune is refused, as the API does', () => {
  const result = CreateFineTune.decode({ training_file: 'file-a', suffix: null })
  expect(result._tag === 'Left' && explain(result.left)).toEqual([
    'suffix: expected string, got null',
  ])
})

test('the endpoints are those of the legacy API', () => {
  expect(
    Object.entries(fineTunes).map(([name, { method, path }]) => `${name}: ${method} ${path}`),
  ).toEqual([
    'create: POST /fine-tunes',
    'list: GET /fine-tunes',
    'retrieve: GET /fine-tunes/:id',
    'cancel: POST /fine-tunes/:id/cancel',
    'listEvents: GET /fine-tunes/:id/events',
  ])
})
