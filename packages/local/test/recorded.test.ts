import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const CORPUS = new URL('../../../../shared/corpus/payloads/', import.meta.url)
const isThere = existsSync(CORPUS)
if (!isThere) console.warn('The corpus is not there: no answer is compared with a recording.')
const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, CORPUS), 'utf8'))

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { get, post, remove, form, upload, create, finish } = requestsOf(api.fetch)
const jobs = jobRequestsOf(api.fetch)
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value)

/** Where a value of ours has another shape than a recorded one: of lists, their first items count. */
const differences = (theirs: unknown, ours: unknown, at = ''): readonly string[] => {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    return theirs.length === 0 || ours.length === 0
      ? []
      : differences(theirs[0], ours[0], `${at}[]`)
  }
  if (!isRecord(theirs) || !isRecord(ours)) {
    return kindOf(theirs) === kindOf(ours) ? [] : [`${at} is ${kindOf(ours)}`]
  }
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) => {
    const here = `${at}.${key}`
    if (!Object.hasOwn(ours, key)) return [`${here} is missing`]
    return Object.hasOwn(theirs, key)
      ? differences(theirs[key], ours[key], here)
      : [`${here} is more`]
  })
}

const pairs = await upload(dataset(20))
const chats = await upload(chatDataset(20))
const tuned = await finish(
  (await create({ training_file: pairs.id, model: 'ada', n_epochs: 2 })).id,
)
const hyperparameters = { n_epochs: 1, batch_size: 2, learning_rate_multiplier: 3 }
const started = {
  ...{ training_file: chats.id, validation_file: chats.id, model: 'gpt-3.5-turbo' },
  ...{ suffix: 'TestFTJob', seed: 1 },
  method: { type: 'supervised', supervised: { hyperparameters } },
}
const job = await jobs.finish((await jobs.create(started)).id)

const aFile = { filename: 'a', purpose: 'fine-tune', bytes: 3, mime_type: 'text/plain' }
const anUpload = async (): Promise<{ readonly id: string }> =>
  (await post('/uploads', aFile)).json()
const aPart = async () => {
  const body = new FormData()
  body.set('data', new File(['abc'], 'a'))
  const url = `http://finetune.test/v1/uploads/${(await anUpload()).id}/parts`
  return json(api.fetch(url, { method: 'POST', body }))
}
const aFailedJob = async () => {
  const few = await upload(chatDataset(3))
  return jobs.finish((await jobs.create({ training_file: few.id, model: 'gpt-4o' })).id)
}
/** What a validation file adds. */
const VALIDATED = ['valid_loss', 'valid_mean_token_accuracy'].flatMap((name) =>
  [name, `full_${name}`].map((metric) => `.data[].metrics.${metric} is more`),
)
/** What models of 2023 told, and what ours really are. */
const MORE_OF_MODELS = ['.root is more', '.parent is more', '.description is more']

const answers: readonly [
  name: string,
  answer: () => Promise<unknown>,
  known?: readonly string[],
][] = [
  [
    'files/file-upload-2026-07',
    () => json(form({ purpose: 'fine-tune', file: new File(['x'], 'x') })),
  ],
  ['files/list-files-2026-05-reduced', () => json(get('/files'))],
  ['files/upload-created', () => json(post('/uploads', aFile))],
  ['files/upload-part', aPart],
  ['files/upload-cancelled', async () => json(post(`/uploads/${(await anUpload()).id}/cancel`))],
  [
    'legacy/finetune-created-pending-2023-10-31',
    () => create({ training_file: pairs.id, model: 'ada', n_epochs: 1 }),
  ],
  ['legacy/finetune-succeeded-2023-05', async () => tuned],
  ['legacy/list-finetunes-2023-10-reduced-next_starting_after', () => json(get('/fine-tunes'))],
  ['legacy/events-list-2023-06', () => json(get(`/fine-tunes/${tuned.id}/events`))],
  ['models/model-retrieve-2024', () => json(get('/models/ada')), MORE_OF_MODELS],
  ['models/delete-model-by-ft-id-ddtrace', () => json(remove(`/models/${tuned.fine_tuned_model}`))],
  ['modern/job-created-all-params-2025-09', () => json(post('/fine_tuning/jobs', started))],
  [
    'modern/job-created-2025-06',
    () => json(post('/fine_tuning/jobs', { training_file: chats.id, model: 'gpt-4.1-mini' })),
  ],
  ['modern/job-failed-deleted_training_file', () => aFailedJob()],
  [
    'modern/events-limit1-has_more-2025-09',
    () => json(get(`/fine_tuning/jobs/${job.id}/events?limit=1`)),
  ],
  [
    'modern/checkpoints-2025-08-metrics-type',
    () => json(get(`/fine_tuning/jobs/${job.id}/checkpoints`)),
    VALIDATED,
  ],
  ['modern/list-jobs-empty', () => json(get('/fine_tuning/jobs?metadata[a]=b'))],
]

test.runIf(isThere).for(answers)(
  'the answer has the shape of %s',
  async ([name, answer, known = []]) => {
    expect(differences(recorded(name), await answer()).toSorted()).toEqual(known.toSorted())
  },
)

const errors: readonly [name: string, answer: () => Promise<Response>][] = [
  ['cancel-terminal-job-legacy', () => post(`/fine-tunes/${tuned.id}/cancel`)],
  ['create-no-such-file-legacy', () => post('/fine-tunes', { training_file: 'file-none' })],
  ['delete-model-missing-2023-03', () => remove('/models/abc')],
  ['file-upload-bad-purpose', () => form({ purpose: 'world_domination', file: new File([], 'x') })],
  [
    'job-create-invalid-training_file',
    () => post('/fine_tuning/jobs', { model: 'gpt-4o', training_file: 'Invalid File Name' }),
  ],
]

test.runIf(isThere).for(errors)('the refusal is %s, but for ids', async ([name, answer]) => {
  const withoutIds = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll(/\b(?:ft|file)-\w{4,}/g, '…'))
  expect(withoutIds(await json(answer()))).toEqual(withoutIds(recorded(`errors/${name}`)))
})

const DATASETS = new URL('../datasets/', CORPUS)
const grader = {
  ...{ type: 'string_check', name: 'same', operation: 'eq' },
  ...{ input: '{{sample.output_text}}', reference: 'x' },
}
const n_epochs = 1
/** What a dataset of the corpus is for, by its name. */
const purposes: readonly (readonly [name: RegExp, model: string, method: object])[] = [
  [/dpo/, 'gpt-4o-mini', { type: 'dpo', dpo: { hyperparameters: { n_epochs } } }],
  [
    /reinforcement/,
    'o4-mini',
    { type: 'reinforcement', reinforcement: { grader, hyperparameters: { n_epochs } } },
  ],
  [/chat/, 'gpt-4o-mini', { type: 'supervised', supervised: { hyperparameters: { n_epochs } } }],
  [/./, 'babbage-002', { type: 'supervised', supervised: { hyperparameters: { n_epochs } } }],
]

test.runIf(isThere).for(isThere ? readdirSync(DATASETS) : [])(
  '%s is learnt from, unless it is for something else',
  async (name) => {
    const lines = readFileSync(new URL(name, DATASETS), 'utf8').trim().split('\n')
    const enough = Array.from(
      { length: Math.max(10, lines.length) },
      (_, index) => lines[index % lines.length],
    )
    const file = await upload(enough.join('\n'))
    const [, model = '', method] = purposes.find(([pattern]) => pattern.test(name)) ?? []
    const made = await json(post('/fine_tuning/jobs', { training_file: file.id, model, method }))
    const { error, status } = await jobs.finish(isRecord(made) ? String(made.id) : '')
    if (!name.startsWith('classifications')) return expect(status).toBe('succeeded')
    const problem = 'expected either prompt/completion pairs or chat messages.'
    expect(error?.message).toContain(`Unexpected file format, ${problem}`)
  },
)
