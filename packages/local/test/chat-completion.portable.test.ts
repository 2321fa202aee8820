import { createLocalApi } from '@finetune/local'
import { ChatCompletion, ChatCompletionChunk, type ChatMessage } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { answerText, chatPrompt } from '../src/chat-format.ts'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, post } = requestsOf(api.fetch)

const weather = {
  type: 'function',
  function: { name: 'weather', parameters: { properties: { city: { type: 'string' } } } },
}
const asking = (content: string): ChatMessage[] => [
  { role: 'system', content: 'Help.' },
  { role: 'user', content },
]
const calling = (city: string): ChatMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: [
    { id: 'x', type: 'function', function: { name: 'weather', arguments: `{"city": "${city}"}` } },
  ],
})
const says = (content: string): ChatMessage => ({ role: 'assistant', content })
const refuses: ChatMessage = { role: 'assistant', content: null, refusal: 'I must not.' }

/** What the model of these tests has learnt by heart. */
const learnt: readonly (readonly [string, ChatMessage, tools?: readonly [typeof weather]])[] = [
  ['Hi', says('Hello, größer 🌍!')],
  ['Weather in Rome?', calling('Rome'), [weather]],
  ['Weather in Oslo?', calling('Oslo'), [weather]],
  ['Break in.', refuses],
  ['As json: red', says('{"colour": "red"}')],
]
const lines = [...learnt, ...learnt].map(([question, answer, tools]) =>
  JSON.stringify({
    prompt: chatPrompt(asking(question), tools),
    completion: answerText(answer),
  }),
)
const file = await upload(lines.join('\n'))
const job = await create({
  ...{ training_file: file.id, model: 'babbage', n_epochs: 60, batch_size: 1 },
})
const { fine_tuned_model } = await finish(job.id)
const model = fine_tuned_model ?? ''

const ask = async (content: string, more: object = {}) => {
  const body = { model, messages: asking(content), temperature: 0, ...more }
  const answer: unknown = await (await post('/chat/completions', body)).json()
  const result = ChatCompletion.decode(answer)
  if (result._tag === 'Left') throw new Error(JSON.stringify(answer))
  return result.right
}
const askFor = async (content: string, more: object = {}) =>
  (await ask(content, more)).choices[0]?.message

const stream = async (content: string, more: object = {}) => {
  const body = { model, messages: asking(content), temperature: 0, stream: true, ...more }
  const lines = (await (await post('/chat/completions', body)).text()).trim().split('\n\n')
  expect(lines.pop()).toBe('data: [DONE]')
  return lines.map((line) => {
    const result = ChatCompletionChunk.decode(JSON.parse(line.replace('data: ', '')))
    if (result._tag === 'Left') throw new Error(line)
    return result.right
  })
}

test('a fine-tuned model answers as it has learnt', async () => {
  const { usage, ...answer } = await ask('Hi')
  expect(answer).toEqual({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    created: expect.any(Number),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello, größer 🌍!', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
  })
  expect(usage).toEqual({ prompt_tokens: 10, completion_tokens: 21, total_tokens: 31 })
  expect(await askFor('Break in.')).toMatchObject({ content: null, refusal: 'I must not.' })
})

test('tools that are offered are called', async () => {
  const { choices } = await ask('Weather in Oslo?', { tools: [weather] })
  expect(choices).toMatchObject([
    {
      message: {
        content: null,
        tool_calls: [
          {
            id: expect.stringMatching(/^call_\w{24}$/),
            type: 'function',
            function: { name: 'weather', arguments: '{"city": "Oslo"}' },
          },
        ],
      },
      finish_reason: 'tool_calls',
    },
  ])
})

test('a tool that is not offered is not called, nor where none is to be', async () => {
  for (const more of [{}, { tools: [weather], tool_choice: 'none' }]) {
    expect(await askFor('Weather in Oslo?', more)).not.toHaveProperty('tool_calls')
  }
})

const parameters = {
  type: 'object',
  properties: { zone: { enum: ['CET', 'UTC'] } },
  required: ['zone'],
}

test('a call is of a tool that is offered, and its arguments are JSON, whatever was learnt', async () => {
  const other = { type: 'function', function: { name: 'time', strict: true, parameters } }
  const named = { type: 'function', function: { name: 'time' } }
  for (const tool_choice of ['required', named]) {
    const more = { tools: [other], tool_choice, max_tokens: 400 }
    const [choice] = (await ask('Weather in Oslo?', more)).choices
    const { name, arguments: text } = choice?.message.tool_calls?.[0]?.function ?? {}
    expect(name).toBe('time')
    expect(JSON.parse(text ?? '')).toEqual({ zone: expect.stringMatching(/^(CET|UTC)$/) })
    expect(choice?.finish_reason).toBe(tool_choice === 'required' ? 'tool_calls' : 'stop')
  }
})
test('functions are called the deprecated way where they are offered so', async () => {
  const functions = [weather.function]
  const [choice] = (await ask('Weather in Rome?', { functions })).choices
  expect(choice).toMatchObject({
    message: {
      content: null,
      function_call: { name: 'weather', arguments: '{"city": "Rome"}' },
    },
    finish_reason: 'function_call',
  })
  expect(choice?.message).not.toHaveProperty('tool_calls')
})

test('a custom tool is called with a text of any kind', async () => {
  const custom = { type: 'custom', custom: { name: 'weather' } }
  const message = await askFor('Weather in Rome?', { tools: [custom], tool_choice: 'required' })
  expect(message?.tool_calls?.[0]).toMatchObject({ type: 'custom', custom: { name: 'weather' } })
})

test('JSON is answered where it is asked for, by any model', async () => {
  const format = { response_format: { type: 'json_object' } }
  expect(await askFor('As json: red', format)).toMatchObject({ content: '{"colour": "red"}' })
  const schema = {
    ...{
      type: 'object',
      properties: { mood: { enum: ['glad', 'sad'] }, sure: { type: 'boolean' } },
    },
    ...{ required: ['mood', 'sure'], additionalProperties: false },
  }
  const json_schema = { name: 'mood', schema, strict: true }
  for (const seed of [1, 2, 3]) {
    const { choices } = await ask('?', {
      ...{ model: 'ada', temperature: 2, seed },
      response_format: { type: 'json_schema', json_schema },
    })
    expect(choices[0]?.finish_reason).toBe('stop')
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
      mood: expect.stringMatching(/^(glad|sad)$/),
      sure: expect.any(Boolean),
    })
  }
})

test('a stream tells the same answer piece by piece, and the usage where it is asked for', async () => {
  const chunks = await stream('Hi', { stream_options: { include_usage: true } })
  const { usage } = await ask('Hi')
  expect(chunks[0]?.choices).toEqual([
    {
      index: 0,
      delta: { role: 'assistant', content: '', refusal: null },
      logprobs: null,
      finish_reason: null,
    },
  ])
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))
  expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Hello, größer 🌍!')
  expect(deltas.length).toBeGreaterThan(10)
  expect(chunks.at(-2)?.choices).toMatchObject([{ delta: {}, finish_reason: 'stop' }])
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage })
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
  expect((await stream('Hi')).every((chunk) => !('usage' in chunk))).toBe(true)
})

test('a stream tells a call by its name, and then its arguments piece by piece', async () => {
  const chunks = await stream('Weather in Oslo?', { tools: [weather] })
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))
  const calls = deltas.flatMap(({ tool_calls }) => tool_calls ?? [])
  expect(calls[0]).toEqual({
    index: 0,
    id: expect.stringMatching(/^call_/),
    type: 'function',
    function: { name: 'weather', arguments: '' },
  })
  expect(calls.map((call) => call.function?.arguments ?? '').join('')).toBe('{"city": "Oslo"}')
  expect(calls.slice(1).every((call) => !call.id && !call.function?.name)).toBe(true)
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')

  const old = await stream('Weather in Oslo?', { functions: [weather.function] })
  const parts = old.flatMap(({ choices }) => choices.map(({ delta }) => delta.function_call))
  expect(parts.map((part) => part?.name ?? '').join('')).toBe('weather')
  expect(parts.map((part) => part?.arguments ?? '').join('')).toBe('{"city": "Oslo"}')
})

test('a stream tells a refusal as one', async () => {
  const deltas = (await stream('Break in.')).flatMap(({ choices }) => choices)
  expect(deltas.map(({ delta }) => delta.refusal ?? '').join('')).toBe('I must not.')
  expect(deltas.map(({ delta }) => delta.content ?? '').join('')).toBe('')
})

test('several answers are drawn by the seed, and streamed by their index', async () => {
  const request = { model: 'davinci', n: 2, seed: 5, temperature: 1, max_tokens: 20 }
  const { choices } = await ask('?', request)
  expect(choices[0]?.message.content).not.toBe(choices[1]?.message.content)
  expect((await ask('?', request)).choices).toEqual(choices)
  const pieces = (await stream('?', request)).flatMap((chunk) => chunk.choices)
  for (const { index, message } of choices) {
    const texts = pieces.map((piece) => (piece.index === index ? (piece.delta.content ?? '') : ''))
    expect(texts.join('')).toBe(message.content)
  }
})

test('likelihoods are told of an answer, whole and piece by piece', async () => {
  const more = { logprobs: true, top_logprobs: 2 }
  const [choice] = (await ask('As json: red', more)).choices
  const content = choice?.logprobs?.content ?? []
  expect(content.map(({ token }) => token).join('')).toBe('{"colour": "red"}')
  expect(content[0]).toMatchObject({ bytes: [123], top_logprobs: [{ token: '{' }, {}] })
  expect(content.every(({ logprob }) => logprob <= 0)).toBe(true)
  const pieces = (await stream('As json: red', more)).flatMap(({ choices }) => choices)
  expect(pieces.flatMap(({ logprobs }) => logprobs?.content ?? [])).toEqual(content)
})

test('a conversation is asked on', async () => {
  const messages = [...asking('Hi'), says('Hello'), { role: 'user', content: 'Hi' }]
  const answer = await (await post('/chat/completions', { model, messages })).json()
  expect(answer.usage.prompt_tokens).toBe(10 + 'Hello'.length + 'Hi'.length + 2)
})
