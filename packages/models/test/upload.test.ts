import { expect, test } from 'vitest'
import {
  AddUploadPart,
  CompleteUpload,
  CreateUpload,
  Upload,
  UploadPart,
  UploadStatus,
  uploads,
} from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'
import { azurePart, azurePending, completed, pending } from './fixtures/upload.ts'

test('an upload has no file until it is completed', () => {
  for (const upload of [pending, completed, { ...pending, status: 'cancelled', file: null }]) {
    expect(reasonsOf(Upload, upload)).toEqual([])
  }
})

test('at Azure a pending upload has a file already, that tells no status', () => {
  expect(reasonsOf(Upload, azurePending)).toEqual([])
  expect(reasonsOf(UploadPart, azurePart)).toEqual([])
})

test('a fault of the nested file is told by its path alone', () => {
  const file = { ...completed.file, bytes: null }
  expect(reasonsOf(Upload, { ...completed, file })).toEqual(['file.bytes: expected Int, got null'])
})

test('an upload may expire before it was created, as the specification shows it', () => {
  expect(reasonsOf(Upload, { ...completed, expires_at: 1 })).toEqual([])
})

test('a status of tomorrow decodes', () => {
  expect(reasonsOf(Upload, { ...pending, status: 'scanning' })).toEqual([])
  expect(UploadStatus.isKnown('scanning')).toBe(false)
})

test('the bodies are those of the API', () => {
  const { filename, purpose, bytes } = pending
  const body = { filename, purpose, bytes, mime_type: 'application/jsonl' }
  expect(reasonsOf(CreateUpload, body)).toEqual([])
  const expires_after = { anchor: 'created_at', seconds: 3_600 }
  expect(reasonsOf(CreateUpload, { ...body, expires_after })).toEqual([])
  expect(reasonsOf(CompleteUpload, { part_ids: ['part_b', 'part_a'], md5: 'ab' })).toEqual([])
  expect(reasonsOf(CompleteUpload, { part_ids: 'part_a' })).toEqual([
    'part_ids: expected Array<string>, got "part_a"',
  ])
  expect(reasonsOf(AddUploadPart, { data: new File(['a'], 'blob') })).toEqual([])
})

test('the endpoints are those of the API, and a part travels as a form', () => {
  expect(
    Object.entries(uploads).map(([name, { method, path }]) => `${name}: ${method} ${path}`),
  ).toEqual([
    'create: POST /uploads',
    'addPart: POST /uploads/:id/parts',
    'complete: POST /uploads/:id/complete',
    'cancel: POST /uploads/:id/cancel',
  ])
  expect(uploads.addPart.encoding).toBe('multipart')
})
