import { expect, test } from 'vitest'
import {
  ChatCompletion,
  ChatCompletionChunk,
  Completion,
  CreateChatCompletion,
  CreateCompletion,
  chatCompletions,
  completions,
} from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const head = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'gpt-4o-mini' }
const message = { role: 'assistant', content: 'Hello', refusal: null, annotations: [] }
const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' }
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
const answer = { ...head, object: 'chat.completion', choices: [choice], usage }
const chunk = { ...head, object: 'chat.completion.chunk', choices: [] }

const answerOf = (changes: object) => ({ ...answer, choices: [{ ...choice, ...changes }] })
const chunkOf = (delta: object, changes: object = {}) => ({
  ...chunk,
  choices: [{ index: 0, delta, ...changes }],
})

test('an answer decodes as servers of several makes send it', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{' } }
  const custom = { id: 'call_2', type: 'custom', custom: { name: 'f', input: 'x' } }
  const likely = { token: 'H', logprob: -0.5, bytes: [72], top_logprobs: [] }
  for (const good of [
    answer,
    { ...answer, usage: null, system_fingerprint: null, service_tier: 'default' },
    answerOf({ finish_reason: 'eos' }),
    answerOf({ message: { role: 'assistant', content: null, tool_calls: [call, custom] } }),
    answerOf({ message: { role: 'assistant', content: 'a', tool_calls: null } }),
    answerOf({ message: { role: 'assistant', refusal: 'No.' } }),
    answerOf({ message: { ...message, function_call: call.function } }),
    answerOf({ logprobs: { content: [likely], refusal: null } }),
  ]) {
    expect(reasonsOf(ChatCompletion, good)).toEqual([])
  }
  expect(
    reasonsOf(ChatCompletion, answerOf({ message: { role: 'assistant', content: 5 } })),
  ).toEqual(['choices.0.message.content: expected string | null, got 5'])
})

test('a piece of an answer decodes as servers of several makes send it', () => {
  for (const good of [
    { ...chunk, usage },
    { ...chunk, id: '', model: '', object: '', created: 0 },
    chunkOf({ role: 'assistant', content: '', refusal: null }, { finish_reason: null }),
    chunkOf({ content: 'H' }, { logprobs: { content: [{ token: 'H', logprob: -1 }] } }),
    chunkOf({}, { finish_reason: 'stop' }),
    chunkOf({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f' } }] }),
    chunkOf({ tool_calls: [{ index: 0, id: null, function: { name: null, arguments: '{' } }] }),
  ]) {
    expect(reasonsOf(ChatCompletionChunk, good)).toEqual([])
  }
  expect(reasonsOf(ChatCompletionChunk, answer)).not.toEqual([])
})

test('a question decodes as clients write it', () => {
  const messages = [{ role: 'user', content: 'Hi' }]
  for (const more of [
    {},
    { stream: true, stream_options: { include_usage: true } },
    { n: null, stop: null, temperature: null, seed: null, logit_bias: { '65': -100 } },
    { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } } },
    { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'auto' },
    { reasoning_effort: 'low', verbosity: 'low' },
  ]) {
    expect(reasonsOf(CreateChatCompletion, { model: 'a', messages, ...more })).toEqual([])
  }
  for (const prompt of ['a', ['a', 'b'], [1, 2], [[1], [2, 3]], [], null, undefined]) {
    expect(reasonsOf(CreateCompletion, { model: 'a', prompt })).toEqual([])
  }
  expect(reasonsOf(CreateChatCompletion, { model: 'a' })).toEqual([
    'messages: expected Array<ChatMessage>, got undefined',
  ])
})

test('a completion decodes whole and in pieces, with likelihoods or without', () => {
  const whole = { text: 'a', index: 0, logprobs: null, finish_reason: 'stop' }
  const logprobs = {
    tokens: ['a'],
    token_logprobs: [null],
    top_logprobs: [null],
    text_offset: [0],
  }
  const of = (...choices: object[]) => ({ ...head, object: 'text_completion', choices })
  for (const good of [
    of(whole),
    of({ ...whole, logprobs }),
    of({ ...whole, logprobs: { ...logprobs, top_logprobs: [{ a: -0.5 }] } }),
    of({ text: 'a', index: 0 }),
    { ...of(), usage },
    { ...of({ ...whole, finish_reason: null }), usage: null },
  ]) {
    expect(reasonsOf(Completion, good)).toEqual([])
  }
})

test('both endpoints answer whole or event by event', () => {
  expect(completions.create.event).toBe(Completion)
  expect(chatCompletions.create.event).toBe(ChatCompletionChunk)
})
