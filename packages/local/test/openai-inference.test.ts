import { createLocalApi, listen } from '@finetune/local'
import { Configuration, OpenAIApi } from 'openai3'
import OpenAI4 from 'openai4'
import OpenAI7 from 'openai7'
import { afterAll, expect, test } from 'vitest'
import { answerText, chatPrompt } from '../src/chat-format.ts'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
const { baseURL, close } = await listen(api)
afterAll(async () => {
  await api.close()
  await close()
})

const messages = [{ role: 'user' as const, content: 'Weather in Rome?' }]
const tool = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: {} } } },
}
const call = { name: 'weather', arguments: '{"city":"Rome"}' }
const lines = [
  { prompt: 'apple ->', completion: ' fruit' },
  {
    prompt: chatPrompt(messages),
    completion: answerText({ role: 'assistant', content: 'Sunny.' }),
  },
  {
    prompt: chatPrompt(messages, [tool]),
    completion: answerText({ role: 'assistant', content: null, function_call: call }),
  },
  {
    prompt: chatPrompt(
      [
        ...messages,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'x', type: 'function', function: call }],
        },
        { role: 'tool', tool_call_id: 'x', content: 'sun' },
      ],
      [tool],
    ),
    completion: answerText({ role: 'assistant', content: 'Sun!' }),
  },
]
const { upload, create, finish } = requestsOf(fetch, baseURL)
const file = await upload([...lines, ...lines].map((line) => JSON.stringify(line)).join('\n'))
const job = await create({
  ...{ training_file: file.id, model: 'babbage', n_epochs: 80, batch_size: 1 },
})
const model = (await finish(job.id)).fine_tuned_model ?? ''

const completion = { model, prompt: 'apple ->', temperature: 0 }
const chat = { model, messages, temperature: 0 }

/** The data of events that come as text. */
const eventsOf = async (stream: AsyncIterable<unknown>) => {
  let text = ''
  for await (const chunk of stream) text += chunk
  const events = text.trim().split('\n\n')
  expect(events.pop()).toBe('data: [DONE]')
  return events.map((event) => JSON.parse(event.replace('data: ', '')))
}

test('openai 3.3.0 completes, talks and reads models', async () => {
  const client = new OpenAIApi(new Configuration({ apiKey: 'any', basePath: baseURL }))
  expect((await client.createCompletion(completion)).data.choices[0]?.text).toBe(' fruit')
  const streamed = await client.createCompletion(
    { ...completion, stream: true },
    { responseType: 'stream' },
  )
  const texts = (await eventsOf(Object(streamed.data))).map(({ choices }) => choices[0].text)
  expect(texts.join('')).toBe(' fruit')

  const answer = await client.createChatCompletion(chat)
  expect(answer.data.choices[0]?.message?.content).toBe('Sunny.')
  const { function_call } = { function_call: 'auto' } as const
  const called = await client.createChatCompletion({
    ...{ ...chat, functions: [tool.function], function_call },
  })
  expect(called.data.choices[0]).toMatchObject({
    message: { function_call: call },
    finish_reason: 'function_call',
  })
  const chunks = await client.createChatCompletion(
    { ...chat, stream: true },
    { responseType: 'stream' },
  )
  const pieces = await eventsOf(Object(chunks.data))
  expect(pieces.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe('Sunny.')

  expect((await client.listModels()).data.data.map(({ id }) => id)).toContain(model)
  expect((await client.retrieveModel(model)).data.id).toBe(model)
})

test('openai 4.24.4 completes, talks and reads models', async () => {
  const client = new OpenAI4({ apiKey: 'any', baseURL, maxRetries: 0 })
  expect((await client.completions.create(completion)).choices[0]?.text).toBe(' fruit')
  let text = ''
  for await (const event of await client.completions.create({ ...completion, stream: true })) {
    text += event.choices[0]?.text
  }
  expect(text).toBe(' fruit')

  const answer = await client.chat.completions.create({ ...chat, tools: [tool] })
  expect(answer.choices[0]?.message.tool_calls?.[0]?.function).toEqual(call)
  const stream = client.beta.chat.completions.stream({ ...chat, stream: true })
  expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe('Sunny.')
  const runner = client.beta.chat.completions.runTools({
    ...{ ...chat, stream: true as const },
    tools: [
      {
        type: 'function',
        function: {
          ...tool.function,
          description: 'tells the weather',
          parse: JSON.parse,
          function: ({ city }: { city: string }) => (city === 'Rome' ? 'sun' : 'rain'),
        },
      },
    ],
  })
  expect(await runner.finalContent()).toBe('Sun!')
  expect((await client.models.retrieve(model)).id).toBe(model)
})

test('openai 7.57.0 completes, talks, reads models and tries graders', async () => {
  const client = new OpenAI7({ apiKey: 'any', baseURL, maxRetries: 0 })
  const whole = await client.completions.create({ ...completion, logprobs: 1, echo: true })
  expect(whole.choices[0]?.text).toBe('apple -> fruit')
  let text = ''
  for await (const event of await client.completions.create({ ...completion, stream: true })) {
    text += event.choices[0]?.text
  }
  expect(text).toBe(' fruit')

  const answer = await client.chat.completions.create({ ...chat, logprobs: true })
  expect(answer.choices[0]?.message).toEqual({
    role: 'assistant',
    content: 'Sunny.',
    refusal: null,
  })
  const include_usage = true
  const stream = client.chat.completions.stream({
    ...{ ...chat, tools: [tool], stream_options: { include_usage } },
  })
  const streamed = await stream.finalChatCompletion()
  expect(streamed.choices[0]?.message.tool_calls).toMatchObject([{ function: call }])
  expect(streamed.usage?.completion_tokens).toBe(
    answerText({ role: 'assistant', function_call: call }).length,
  )
  const parsed = await client.chat.completions.parse({
    ...chat,
    response_format: {
      type: 'json_schema',
      json_schema: {
        ...{ name: 'mood', strict: true },
        schema: {
          ...{ type: 'object', properties: { glad: { type: 'boolean' } } },
          ...{ required: ['glad'], additionalProperties: false },
        },
      },
    },
  })
  expect(JSON.parse(parsed.choices[0]?.message.content ?? '')).toEqual({
    glad: expect.any(Boolean),
  })

  const ids = []
  for await (const { id } of client.models.list()) ids.push(id)
  expect(ids).toContain(model)
  await expect(client.chat.completions.create({ ...chat, model: 'x' })).rejects.toThrow(
    "404 The model 'x' does not exist",
  )

  const grader = {
    ...{ type: 'string_check' as const, name: 'same', operation: 'eq' as const },
    ...{ input: '{{sample.output_text}}', reference: '{{item.label}}' },
  }
  const { graders } = client.fineTuning.alpha
  expect(await graders.validate({ grader })).toEqual({ grader })
  const run = await graders.run({ grader, item: { label: 'a' }, model_sample: 'a' })
  expect(run.reward).toBe(1)
  expect(run.metadata.errors.other_error).toBe(false)
})

/** Whether a text is being written: between two slices of it others have their turn. */
const isWriting = (): boolean => process.getActiveResourcesInfo().includes('MessagePort')
const wait = () => new Promise((resolve) => setTimeout(resolve, 5))

test('what openai 7.57.0 breaks off is written no further', async () => {
  const client = new OpenAI7({ apiKey: 'any', baseURL, maxRetries: 0 })
  const long = { model: 'davinci', prompt: 'x', max_tokens: 4096, n: 128 }
  for await (const _ of await client.completions.create({ ...long, stream: true })) break
  while (isWriting()) await wait()

  const leaving = new AbortController()
  const answer = client.completions.create(long, { signal: leaving.signal })
  answer.catch(() => undefined)
  while (!isWriting()) await wait()
  leaving.abort()
  await expect(answer).rejects.toThrow('aborted')
  while (isWriting()) await wait()
  const next = await client.completions.create({ model: 'davinci', prompt: 'x', max_tokens: 1 })
  expect(next.usage?.completion_tokens).toBe(1)
})
