import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, dataset, jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { upload, remove } = requestsOf(api.fetch)
const { create, finish, messages, events, cancel } = jobRequestsOf(api.fetch)

const user = { role: 'user', content: 'hello' }
const assistant = { role: 'assistant', content: 'good day' }
const lineOf = (value: unknown) => JSON.stringify(value)
const chat = (...conversation: unknown[]) => lineOf({ messages: conversation })
const formatError = (problem: string) =>
  `The job failed due to a file format error in the training file. Invalid file format. ${problem}`

const failures: readonly [name: string, line: string, message: string, code?: string][] = [
  [
    'broken JSON',
    '{"messages": ',
    formatError(
      'Example 1 cannot be parsed. Error: line contains invalid json: Expecting value: line 1 column 13 (char 12) (line 1)',
    ),
  ],
  [
    'a line that is neither a conversation nor a pair',
    '{"text": "hello"}',
    'The job failed due to an invalid training file. Unexpected file format, expected either prompt/completion pairs or chat messages.',
    'invalid_training_file',
  ],
  [
    'a pair for a model of conversations',
    '{"prompt": "a", "completion": "b"}',
    formatError("Example 1 is missing key 'messages'."),
  ],
  ['no messages', chat(), formatError('Example 1 has no list of messages.')],
  [
    'a message without a role',
    chat({ content: 'hello' }, assistant),
    formatError("Example 1, message 1 Discriminator 'role' is missing in value"),
  ],
  [
    'an unknown role',
    chat(user, { ...assistant, role: 'bot' }),
    formatError(
      "Example 1, message 2 No match for discriminator 'role' and value 'bot' (allowed values: 'system', 'developer', 'user', 'assistant', 'tool', 'function')",
    ),
  ],
  [
    'a conversation that ends with the user',
    chat(assistant, user),
    formatError('Example 1: the last message must be from the assistant.'),
  ],
  [
    'a message without content',
    chat({ role: 'user' }, assistant),
    formatError("Example 1, message 1 is missing key 'content'."),
  ],
  [
    'content that is a number',
    chat({ role: 'user', content: 1 }, assistant),
    formatError("Example 1, message 1 has a 'content' that is none."),
  ],
  [
    'a weight of the user',
    chat({ ...user, weight: 1 }, assistant),
    formatError('Example 1, message 1 contains an extra "weight".'),
  ],
  [
    'a weight of a half',
    chat(user, { ...assistant, weight: 0.5 }),
    formatError("Example 1, message 2 has a 'weight' that is none."),
  ],
  [
    'nothing but weights of 0',
    chat(user, { ...assistant, weight: 0 }),
    formatError('Example 1 has no message from the assistant with a weight other than 0.'),
  ],
  [
    'an image',
    chat(
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] },
      assistant,
    ),
    formatError('Example 1, message 1 contains an image, and this model reads text only.'),
  ],
  [
    'a token that means something else',
    chat({ role: 'user', content: [{ type: 'text', text: 'a <|fim_suffix|> b' }] }, assistant),
    formatError('Example 1 message contains an invalid token: <|fim_suffix|>.'),
  ],
  [
    'a call without arguments',
    chat(user, { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'f' } }] }),
    formatError("Example 1, message 2 has a 'tool_calls' that is none."),
  ],
  [
    'an older call without arguments',
    chat(user, { role: 'assistant', function_call: { name: 'f' } }),
    formatError("Example 1, message 2 has a 'function_call' that is none."),
  ],
  [
    'an answer of a tool without its call',
    chat(user, { role: 'tool', content: 'sunny' }, assistant),
    formatError("Example 1, message 2 is missing key 'tool_call_id'."),
  ],
  [
    'an answer of a function without a name',
    chat(user, { role: 'function', content: 'sunny' }, assistant),
    formatError("Example 1, message 2 is missing key 'name'."),
  ],
  [
    'a tool without a name',
    lineOf({ messages: [user, assistant], tools: [{ type: 'function', function: {} }] }),
    formatError('Example 1 has tools that are no list of functions with names.'),
  ],
  [
    'parallel calls that are neither true nor false',
    lineOf({ messages: [user, assistant], parallel_tool_calls: 'x' }),
    formatError("Example 1 has a 'parallel_tool_calls' that is none."),
  ],
  [
    'a key too many',
    lineOf({ messages: [user, assistant], weight: 1 }),
    formatError('Example 1 contains an extra "weight".'),
  ],
]

test.for(failures)(
  '%s fails the job, which says where and why',
  async ([, line, message, code = 'invalid_file_format']) => {
    const file = await upload(`${line}\n${chatDataset(10)}`)
    const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
    const failed = await finish(id)
    expect(failed).toMatchObject({
      status: 'failed',
      finished_at: null,
      fine_tuned_model: null,
      result_files: [],
      trained_tokens: null,
      hyperparameters: { batch_size: 'auto' },
      error: { code, message, param: 'training_file' },
    })
    expect((await events(id)).data[0]).toMatchObject({
      level: 'error',
      type: 'message',
      message,
      data: { error_code: code, error_param: 'training_file' },
    })
  },
)

test('bytes that are no UTF-8 fail the job, which says on which line', async () => {
  const bytes = new TextEncoder().encode(`${chatDataset(10)}\n${chat(user, assistant)}`)
  bytes[bytes.lastIndexOf('d'.charCodeAt(0))] = 0xff
  const file = await upload(bytes)
  const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  expect((await finish(id)).error?.message).toBe(formatError('Example 11 is not UTF-8 (line 11)'))
})

test('fewer than ten examples are too few', async () => {
  const file = await upload(chatDataset(3))
  const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  expect((await finish(id)).error).toEqual({
    code: 'invalid_n_examples',
    param: 'training_file',
    message: 'Training file has 3 example(s), but must have at least 10 examples',
  })
})

test('a validation file may have fewer, and is blamed itself', async () => {
  const training = await upload(chatDataset(10))
  const few = await upload(chatDataset(3))
  const broken = await upload('{')
  const request = { training_file: training.id, model: 'gpt-4o-mini' }
  const fine = await create({ ...request, validation_file: few.id })
  expect(await finish(fine.id)).toMatchObject({ status: 'succeeded' })
  const failed = await finish((await create({ ...request, validation_file: broken.id })).id)
  expect(failed.error).toMatchObject({
    code: 'invalid_file_format',
    param: 'validation_file',
    message: expect.stringContaining('a file format error in the validation file. Invalid file'),
  })
})

test('a file that is deleted before its job starts fails the job', async () => {
  const [long, file] = [await upload(chatDataset(100)), await upload(chatDataset(10))]
  const running = await create({
    training_file: long.id,
    model: 'gpt-4o',
    hyperparameters: { n_epochs: 50, batch_size: 1 },
  })
  const { id } = await create({ training_file: file.id, model: 'gpt-4o-mini' })
  await remove(`/files/${file.id}`)
  await cancel(running.id)
  expect((await finish(id)).error).toEqual({
    code: 'deleted_training_file',
    param: 'training_file',
    message: 'The job failed because the training file was deleted',
  })
})

test('a conversation of several answers, tools and parts teaches each answer', async () => {
  const tools = [
    { type: 'function', function: { name: 'weather', parameters: { properties: { city: {} } } } },
  ]
  const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }
  const line = lineOf({
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'Be short.' }] },
      user,
      { ...assistant, weight: 0 },
      user,
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
      assistant,
    ],
    tools,
    parallel_tool_calls: false,
  })
  const file = await upload(Array.from({ length: 10 }, () => line).join('\n'))
  const { id } = await create({
    training_file: file.id,
    model: 'gpt-4o-mini',
    hyperparameters: { n_epochs: 1, batch_size: 1 },
  })
  expect(await finish(id)).toMatchObject({ status: 'succeeded' })
  // Ten lines of two answers each that are learnt.
  expect(await messages(id)).toContainEqual(expect.stringMatching(/^Step 20\/20: /))
})

test('a file of another method is told as such', async () => {
  const file = await upload(chatDataset(10))
  const { id } = await create({
    training_file: file.id,
    model: 'gpt-4o-mini',
    method: { type: 'dpo' },
  })
  expect((await finish(id)).error).toEqual({
    code: 'invalid_training_file',
    param: 'training_file',
    message: `The job failed due to an invalid training file. Invalid file format. Input file ${file.id} is in the fine-tune-chat format, but the specified fine-tuning job is not using 'supervised' as the training method (provided method=dpo). `,
  })
})

test('a model of completions takes pairs', async () => {
  const file = await upload(dataset(9))
  const { id } = await create({ training_file: file.id, model: 'davinci-002' })
  expect((await finish(id)).error).toMatchObject({ code: 'invalid_n_examples' })
})

test('an example that is longer than the context is told, and no fault', async () => {
  const long = chat({ role: 'user', content: 'x'.repeat(600) }, assistant)
  const file = await upload(`${long}\n${chatDataset(10)}`)
  const { id } = await create({
    training_file: file.id,
    model: 'gpt-4o-mini',
    hyperparameters: { n_epochs: 1 },
  })
  expect(await finish(id)).toMatchObject({ status: 'succeeded' })
  expect((await events(id)).data).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: '1 example(s) are longer than the context of the model, and will be truncated',
    }),
  )
})
