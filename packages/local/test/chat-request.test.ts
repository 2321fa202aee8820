import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { post, refusal } = requestsOf(api.fetch)
const model = 'gpt-4o-mini'
const weather = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: {} } } },
}
const called = (call: object) => ({ messages: [{ role: 'assistant', ...call }] })

const hello = { messages: [{ role: 'user', content: 'Hi' }] }
const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }
const format = (json_schema?: object) => ({
  response_format: { type: 'json_schema', ...(json_schema && { json_schema }) },
})
const refusals: readonly [name: string, body: object, status: number, message: string][] = [
  ['an unknown model', { model: 'x' }, 404, "The model 'x' does not exist"],
  ['a stream of an unknown model', { model: 'x', stream: true }, 404, 'does not exist'],
  ['no model', { model: undefined }, 400, 'you must provide a model parameter'],
  [
    'an unknown argument',
    { maxTokens: 1, verbosity: 'low' },
    400,
    'Unrecognized request argument supplied: maxTokens',
  ],
  ['no messages', { messages: [] }, 400, "[] is too short - 'messages'"],
  [
    'a stranger',
    { messages: [{ role: 'x' }] },
    400,
    "'x' is not one of ['system', 'assistant', 'user', 'function', 'tool', 'developer'] - 'messages.0.role'",
  ],
  [
    'a part of no type',
    { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
    400,
    "None is not of type 'string' - 'messages.[0].content.[0].type'",
  ],
  ['no calls', called({ tool_calls: [] }), 400, "[] is too short - 'messages.0.tool_calls'"],
  [
    'a call of nothing',
    called({ tool_calls: [{ id: 'a', type: 'function' }] }),
    400,
    "{'id': 'a', 'type': 'function'} is no tool call - 'messages.0.tool_calls.0'",
  ],
  [
    'an older call of nothing',
    called({ function_call: { name: 'a' } }),
    400,
    "{'name': 'a'} is no function call - 'messages.0.function_call'",
  ],
  [
    'a tool of another type',
    { tools: [{ ...weather, type: 'retrieval' }] },
    400,
    "'retrieval' is not one of ['function', 'custom'] - 'tools.0.type'",
  ],
  ['a picture', { messages: [image] }, 400, 'Invalid content type. image_url is only supported by'],
  ['a voice', { modalities: ['text', 'audio'] }, 400, 'does not support audio output'],
  ['two lengths', { max_tokens: 1, max_completion_tokens: 1 }, 400, 'at the same time'],
  ['likelihoods of none', { top_logprobs: 1 }, 400, "only allowed when 'logprobs' is enabled"],
  ['a choice of no tools', { tool_choice: 'auto' }, 400, "only allowed when 'tools' are specified"],
  [
    'a choice of no such tool',
    { tools: [weather], tool_choice: { type: 'function', function: { name: 'x' } } },
    400,
    "Tool choice 'x' not found in 'tools' parameter.",
  ],
  [
    'a tool without a name',
    { tools: [{ type: 'function' }] },
    400,
    "'name' is a required property",
  ],
  [
    'JSON that is not spoken of',
    { response_format: { type: 'json_object' } },
    400,
    "'messages' must contain the word 'json'",
  ],
  ['no schema', format(), 400, "Missing required parameter: 'response_format.json_schema'."],
  [
    'a schema that cannot be kept to',
    format({ name: 'a', schema: { type: 'string', pattern: 'a' } }),
    400,
    "Invalid schema for response_format 'a': 'pattern' is not permitted",
  ],
  [
    'a schema that leads nowhere',
    format({ name: 'a', schema: { $ref: '#/$defs/b' } }),
    400,
    `Invalid schema for response_format 'a': $ref "#/$defs/b" leads nowhere`,
  ],
  [
    'a schema of no values',
    format({ name: 'a', schema: { enum: [] } }),
    400,
    "Invalid schema for response_format 'a': 'enum' must be a list that is not empty",
  ],
  [
    'a schema of a text for a list',
    format({ name: 'a', schema: { type: 'object', properties: {}, required: 'a' } }),
    400,
    "Invalid schema for response_format 'a': 'required' must be a list",
  ],
  ['an unknown format', { response_format: { type: 'xml' } }, 400, "'xml' is not a format"],
]

test.for(refusals)('%s is refused', async ([, body, status, message]) => {
  const { message: words, ...rest } = await refusal(
    post('/chat/completions', { model, ...hello, ...body }),
  )
  expect(rest).toMatchObject({ status })
  expect(words).toContain(message)
})

test('what means nothing to models of ours is taken', async () => {
  const besides = { reasoning_effort: 'low', service_tier: 'auto', verbosity: 'low', store: true }
  const answer = await post('/chat/completions', { model, ...hello, ...besides, max_tokens: 1 })
  expect(answer.status).toBe(200)
})
