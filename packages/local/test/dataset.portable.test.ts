import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, messagesOf, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish } = requestsOf(api.fetch)

const good = '{"prompt": "a", "completion": " b"}'
const invalid = (reason: string, line = 1) =>
  `Invalid file format. Example ${line} cannot be parsed. Error: line contains invalid json: ${reason} (line ${line})`

const failures: readonly [name: string, content: string, problem: string][] = [
  ['an empty file', '', 'Invalid file format. The file holds no examples'],
  ['a file of blank lines', '\n \n', 'Invalid file format. The file holds no examples'],
  [
    'a missing delimiter',
    `${good}\n{"prompt": "blah as" tik-tak", "completion": "b"}`,
    invalid("Expecting ',' delimiter: line 1 column 22 (char 21)", 2),
  ],
  ['a text', 'hello', invalid('Expecting value: line 1 column 1 (char 0)')],
  [
    'an unquoted key',
    '{"prompt": "a", completion: "b"}',
    invalid('Expecting property name enclosed in double quotes: line 1 column 17 (char 16)'),
  ],
  [
    'a missing colon',
    '{"prompt" "a"}',
    invalid("Expecting ':' delimiter: line 1 column 11 (char 10)"),
  ],
  [
    'an unterminated text',
    '{"prompt": "a',
    invalid('Unterminated string starting at: line 1 column 12 (char 11)'),
  ],
  [
    'a tab in a text',
    '{"prompt": "a\tb"}',
    invalid('Invalid control character at: line 1 column 14 (char 13)'),
  ],
  ['a wrong escape', '{"prompt": "\\x"}', invalid('Invalid \\escape: line 1 column 13 (char 12)')],
  [
    'a wrong unicode escape',
    '{"prompt": "\\u12"}',
    invalid('Invalid \\uXXXX escape: line 1 column 14 (char 13)'),
  ],
  ['two objects in a line', `${good} {}`, invalid('Extra data: line 1 column 37 (char 36)')],
  ['an open list', '[1, 2', invalid("Expecting ',' delimiter: line 1 column 6 (char 5)")],
  ['a list', '["a", "b"]', 'Invalid file format. Example 1 is not a dictionary (line 1)'],
  [
    'a missing completion',
    `${good}\n\n{"prompt": "a"}`,
    "Invalid file format. Example 2 is missing key 'completion' (line 3)",
  ],
  [
    'a prompt that is a number',
    '{"prompt": 1, "completion": "b"}',
    "Invalid file format. Example 1 has a 'prompt' that is not a string (line 1)",
  ],
  [
    'an example that is too long',
    JSON.stringify({ prompt: 'a'.repeat(8190), completion: 'bc' }),
    'Invalid file format. Example 1 is too long: 8193 tokens of 8192',
  ],
]

test.for(failures)('%s fails the job, which says where and why', async ([, content, problem]) => {
  const file = await upload(content)
  const { id, status } = await create({ training_file: file.id })
  expect(status).toBe('pending')

  const failed = await finish(id)
  expect(failed).toMatchObject({ status: 'failed', fine_tuned_model: null, result_files: [] })
  expect(failed.hyperparams.batch_size).toBeNull()
  expect(failed.events).toMatchObject([
    { level: 'info', message: `Created fine-tune: ${id}` },
    { level: 'error', message: `Fine-tune failed. Errors:\nError with ${file.id}: ${problem}` },
  ])
  expect(failed.training_files).toMatchObject([{ status: 'error', status_details: problem }])
})

test('a broken validation file is blamed itself', async () => {
  const training = await upload(dataset(4))
  const validation = await upload('{')
  const failed = await finish(
    (await create({ training_file: training.id, validation_file: validation.id })).id,
  )
  expect(messagesOf(failed).at(-1)).toContain(`Error with ${validation.id}: `)
  expect(failed.training_files).toMatchObject([{ status: 'processed' }])
})

test('carriage returns, a byte order mark and keys besides are let through', async () => {
  const lines = ['\ufeff{"prompt": "", "completion": " a", "id": 1}', good, ''].join('\r\n')
  const file = await upload(lines)
  const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  expect(await finish(id)).toMatchObject({ status: 'succeeded' })
})

test('a positive class that no validation example has fails the job after its start', async () => {
  const file = await upload(dataset(4))
  const failed = await finish(
    (
      await create({
        training_file: file.id,
        validation_file: file.id,
        compute_classification_metrics: true,
        classification_positive_class: 'odd',
      })
    ).id,
  )
  expect(failed.status).toBe('failed')
  expect(messagesOf(failed).slice(-2)).toEqual([
    'Fine-tune started',
    expect.stringMatching(
      /^The positive class specified `odd` is not found among the classes in the validation file \[' even', ' odd'\]\. Fine-tune failed\. For help, /,
    ),
  ])
})

test('a number of classes other than the file has fails the job', async () => {
  const file = await upload(dataset(4))
  const failed = await finish(
    (
      await create({
        training_file: file.id,
        validation_file: file.id,
        compute_classification_metrics: true,
        classification_n_classes: 5,
      })
    ).id,
  )
  expect(messagesOf(failed).at(-1)).toContain(
    `The number of classes in ${file.id} does not match the number of classes specified in the hyperparameters. Fine-tune failed.`,
  )
})
