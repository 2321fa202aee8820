import { existsSync, readFileSync } from 'node:fs'
import type * as t from 'io-ts'
import { expect, test } from 'vitest'
import {
  ApiError,
  CreateFineTune,
  DeletedModel,
  explain,
  FineTune,
  FineTuneEvent,
  listOf,
  Model,
  OpenAIFile,
  parseResults,
} from '../src/index.ts'

const corpus = new URL('../../../../shared/corpus/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, corpus), 'utf8')

const CODECS: Readonly<Record<string, t.Mixed>> = {
  ErrorResponse: ApiError,
  FineTune,
  'FineTune(list item)': FineTune,
  'FineTune(list item, no events)': FineTune,
  FineTuneEvent,
  ListFineTuneEvents: listOf(FineTuneEvent),
  ListFineTunes: listOf(FineTune),
  OpenAIFile,
  ListFiles: listOf(OpenAIFile),
  Model,
  ListModels: listOf(Model),
  DeleteModelResponse: DeletedModel,
}

/** Examples of the specification that no server ever sent, and why they do not decode. */
const WRONG_EXAMPLES: Readonly<Record<string, string>> = {
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

test.runIf(sources.length > 0)('every recorded payload decodes', () => {
  let decoded = 0
  for (const [file = '', kind = ''] of sources) {
    const codec = CODECS[kind]
    if (!codec || !file.endsWith('.json')) continue
    const result = codec.decode(JSON.parse(read(file)))
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

test.runIf(sources.length > 0)(
  'a new fine-tune without nulls is accepted as the API takes it',
  () => {
    const azure = JSON.parse(read('payloads/requests/azure-legacy-create-classification.json'))
    expect(CreateFineTune.decode(azure)._tag).toBe('Right')
  },
)
