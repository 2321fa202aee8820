import { existsSync, readFileSync } from 'node:fs'
import type * as t from 'io-ts'
import { expect, test } from 'vitest'
import {
  ApiError,
  CheckpointPermission,
  CompleteUpload,
  CreateFineTune,
  CreateFineTuningJob,
  CreateUpload,
  DeletedCheckpointPermission,
  DeletedModel,
  dialectOf,
  explain,
  FineTune,
  FineTuneEvent,
  FineTuningJob,
  FineTuningJobCheckpoint,
  FineTuningJobEvent,
  Grader,
  GraderRun,
  listOf,
  Model,
  OpenAIFile,
  parseResults,
  RunGrader,
  TogetherFineTune,
  TrainingExample,
  Upload,
  UploadPart,
  ValidatedGrader,
  WebhookEvent,
} from '../src/index.ts'

const corpus = new URL('../../../../shared/corpus/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, corpus), 'utf8')

const CODECS: Readonly<Record<string, t.Mixed>> = {
  DeleteModelResponse: DeletedModel,
  DeletePermission: DeletedCheckpointPermission,
  ErrorResponse: ApiError,
  FineTune,
  'FineTune (Together)': TogetherFineTune,
  'FineTune(list item)': FineTune,
  'FineTune(list item, no events)': FineTune,
  FineTuneEvent,
  FineTuningJob,
  'FineTuningJob (Azure)': FineTuningJob,
  FineTuningJobCheckpoint,
  FineTuningJobEvent,
  Grader,
  ListFiles: listOf(OpenAIFile),
  'ListFiles (Azure)': listOf(OpenAIFile),
  ListFineTuneEvents: listOf(FineTuneEvent),
  ListFineTunes: listOf(FineTune),
  ListFineTuningJobCheckpoints: listOf(FineTuningJobCheckpoint),
  ListFineTuningJobEvents: listOf(FineTuningJobEvent),
  'ListFineTuningJobEvents (Azure)': listOf(FineTuningJobEvent),
  ListFineTuningJobs: listOf(FineTuningJob),
  'ListFineTuningJobs (Azure)': listOf(FineTuningJob),
  ListModels: listOf(Model),
  ListPermissions: listOf(CheckpointPermission),
  Model,
  'Model (Azure)': Model,
  OpenAIFile,
  'OpenAIFile (Azure)': OpenAIFile,
  RunGraderResponse: GraderRun,
  Upload,
  'Upload (Azure)': Upload,
  UploadPart,
  ValidateGraderResponse: ValidatedGrader,
  Webhook: WebhookEvent,
}

/** What does not decode: examples of the specification that no server ever sent, and dialects. */
const WRONG_EXAMPLES: Readonly<Record<string, string>> = {
  'payloads/modern/spec-list-jobs-2023-returns-events.json':
    'data.0.object: expected "fine_tuning.job", got "fine_tuning.job.event"',
  'payloads/providers/azure-legacy-file-import.json': 'bytes: expected Int',
  'payloads/providers/azure-model-finetune.json': 'created: expected Int',
  'payloads/legacy/spec-event-wrong-object-event.json': 'object: expected "fine-tune-event"',
  'payloads/legacy/spec-cancel-finetune.json': 'hyperparams.n_epochs: expected Int',
  'payloads/legacy/spec-list-finetunes.json': 'data.0.hyperparams.n_epochs: expected Int',
}

const sources = existsSync(corpus)
  ? read('sources.tsv')
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
  : []
if (sources.length === 0) {
  console.warn('NO CORPUS FOUND: what servers really sent is not tested here.')
}

test.runIf(sources.length > 0)('every recorded payload decodes, and encodes to itself', () => {
  let decoded = 0
  for (const [file = '', kind = ''] of sources) {
    const codec = CODECS[kind]
    if (!codec || !file.endsWith('.json')) continue
    const payload = JSON.parse(read(file))
    if (file.includes('/providers/') && file in WRONG_EXAMPLES) {
      expect(dialectOf(payload)).toContain('Azure')
    }
    const result = codec.decode(payload)
    if (result._tag === 'Right') expect(codec.encode(result.right)).toEqual(payload)
    const fault = result._tag === 'Left' ? explain(result.left).join('; ') : ''
    expect(`${file} ${fault}`).toContain(`${file} ${WRONG_EXAMPLES[file] ?? ''}`)
    if (!(file in WRONG_EXAMPLES)) expect(`${file} ${fault}`).toBe(`${file} `)
    decoded += 1
  }
  expect(decoded).toBeGreaterThan(50)
})

test.runIf(sources.length > 0)('every recorded event of a stream decodes', () => {
  for (const [file = ''] of sources.filter(([name]) => name?.startsWith('sse/legacy'))) {
    const data = read(file).match(/(?<=^data: ).*$/gm) ?? []
    expect(data.at(-1)).toBe('[DONE]')
    for (const line of data.slice(0, -1)) {
      expect(FineTuneEvent.decode(JSON.parse(line))._tag).toBe('Right')
    }
  }
})

test.runIf(sources.length > 0)('every recorded result file is read to its last row', () => {
  for (const [file = ''] of sources.filter(([name]) => name?.startsWith('csv/'))) {
    const text = read(file)
    const results = parseResults(text)
    expect(results._tag).toBe('Right')
    if (results._tag === 'Left') continue
    expect(results.right).toHaveLength(text.trimEnd().split('\n').length - 1)
    expect(results.right.every((row) => Object.keys(row).length > 1)).toBe(true)
  }
})

test.runIf(sources.length > 0)('every request and dataset line that servers take decodes', () => {
  const codecOf = (file: string): t.Mixed => {
    if (/legacy-create|fine-tunes/.test(file)) return CreateFineTune
    if (file.includes('graders-run')) return RunGrader
    if (file.includes('fine_tuning-jobs')) return CreateFineTuningJob
    if (file.includes('complete')) return CompleteUpload
    return file.includes('uploads') ? CreateUpload : TrainingExample
  }
  /** Keys of a specification that was wrong, and nulls that the API refuses too. */
  const refused = ['dataset-line-dpo-old-wrong-keys', 'legacy-create-all-nulls']
  for (const [file = ''] of sources.filter(([name]) => name?.startsWith('payloads/requests/'))) {
    const result = codecOf(file).decode(JSON.parse(read(file)))
    const isRefused = refused.some((name) => file.includes(name))
    expect(`${file} ${result._tag}`).toBe(`${file} ${isRefused ? 'Left' : 'Right'}`)
  }
})

test.runIf(sources.length > 0)('every line of a recorded dataset decodes', () => {
  for (const [file = ''] of sources.filter(([name]) => name?.startsWith('datasets/'))) {
    // The dataset of an endpoint that is gone.
    if (file.includes('classifications')) continue
    for (const line of read(file).split('\n')) {
      if (line.trim() !== '') expect(TrainingExample.is(JSON.parse(line))).toBe(true)
    }
  }
})
