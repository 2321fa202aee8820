import * as t from 'io-ts'
import { expect, test } from 'vitest'
import {
  ChatExample,
  ChatMessage,
  CompletionExample,
  PreferenceExample,
  ReinforcementExample,
  TrainingExample,
} from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'
import {
  chat,
  completion,
  preference,
  preferenceOfOld,
  reinforcement,
  withFunctions,
  withImage,
  withTools,
} from './fixtures/training-example.ts'

test('a line of every kind of dataset decodes as it is', () => {
  for (const [codec, line] of [
    [CompletionExample, completion],
    [ChatExample, chat],
    [ChatExample, withTools],
    [ChatExample, withFunctions],
    [ChatExample, withImage],
    [PreferenceExample, preference],
    [ReinforcementExample, reinforcement],
  ] as const) {
    expect(reasonsOf(codec as t.Mixed, line)).toEqual([])
    expect(reasonsOf(TrainingExample, line)).toEqual([])
    expect(TrainingExample.is(line)).toBe(true)
  }
})

test('what graders need beside the messages of a reinforced line is kept', () => {
  const result = TrainingExample.decode(reinforcement)
  expect(result).toEqual({ _tag: 'Right', right: reinforcement })
})

test('a weight is 0 or 1', () => {
  const message = { role: 'assistant', content: 'Yes', weight: 0.5 }
  expect(reasonsOf(ChatMessage, message)).toEqual(['weight: expected 0 | 1, got 0.5'])
})

test('an assistant that calls a tool may say nothing, or null', () => {
  for (const message of [{ role: 'assistant' }, { role: 'assistant', content: null }]) {
    expect(reasonsOf(ChatMessage, message)).toEqual([])
  }
})

test('the names that a specification of 2024 gave to preferences are refused, and said rightly', () => {
  expect(reasonsOf(TrainingExample, preferenceOfOld)).toEqual([
    'preferred_output: expected Array<ChatMessage>, got undefined',
    'non_preferred_output: expected Array<ChatMessage>, got undefined',
  ])
})

test('a fault is told of the kind of line that it is most like', () => {
  expect(reasonsOf(TrainingExample, { ...completion, completion: 5 })).toEqual([
    'completion: expected string, got 5',
  ])
  expect(reasonsOf(TrainingExample, { messages: [{ role: 7 }] })).toEqual([
    'messages.0.role: expected ChatRole, got 7',
  ])
  expect(reasonsOf(TrainingExample, { ...preference, input: [] })).toEqual([
    'input: expected an object, got an array of 0',
  ])
})

test('what is like no kind of line is refused in one line that names them all', () => {
  const names = 'CompletionExample | PreferenceExample | ChatExample | ReinforcementExample'
  for (const [value, got] of [
    [{}, 'an object'],
    [{ text: 'a' }, 'an object'],
    [[], 'an array of 0'],
    ['{}', '"{}"'],
  ] as const) {
    expect(reasonsOf(TrainingExample, value)).toEqual([`(root): expected ${names}, got ${got}`])
  }
})

test('a whole dataset decodes as an array of lines', () => {
  const Dataset = t.array(TrainingExample)
  expect(Dataset.is([chat, completion, preference])).toBe(true)
  expect(reasonsOf(Dataset, [chat, {}])[0]).toMatch(/^1: expected CompletionExample/)
})
