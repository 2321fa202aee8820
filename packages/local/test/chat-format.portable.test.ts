import type { ChatMessage } from '@finetune/models'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, answerOf, answerText, chatPrompt } from '../src/chat-format.ts'

/** Texts with the characters that a format of control characters could stumble over. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from({ length: 10 }, (_, code) => String.fromCharCode(code))),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
})
const anyCall = fc.record({
  type: fc.constant('function' as const),
  function: fc.record({ name: anyText, arguments: fc.oneof(anyText, fc.json()) }),
})
const anyCalls = fc.array(anyCall, { minLength: 1, maxLength: 4 })

const messageOf = ({ tool_calls, ...answer }: Answer): ChatMessage => ({
  role: 'assistant',
  ...answer,
  ...(tool_calls && {
    tool_calls: tool_calls.map((call, index) => ({ id: `call_${index}`, ...call })),
  }),
})

test('what a model learns to write is read back as the message it was', () => {
  const contents = fc.record({ content: anyText })
  const besides = fc.record({
    content: fc.option(anyText.filter((text) => text !== '')),
    tool_calls: anyCalls,
  })
  const refusals = fc.record({ content: fc.constant(null), refusal: anyText })
  fc.assert(
    fc.property(fc.oneof(contents, besides, refusals), (answer) => {
      expect(answerOf(answerText(messageOf(answer)))).toEqual(answer)
    }),
    { numRuns: 1000 },
  )
})

test('any text is an answer, and goes on where its beginning left off', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, cut) => {
      const whole = answerOf(text)
      const part = answerOf(text.slice(0, cut % (text.length + 1)))
      expect((whole.content ?? '').startsWith(part.content ?? '')).toBe(true)
      expect((whole.refusal ?? '').startsWith(part.refusal ?? '')).toBe(true)
      part.tool_calls?.forEach((call, index) => {
        const later = whole.tool_calls?.[index]?.function
        expect(later?.name.startsWith(call.function.name)).toBe(true)
        expect(later?.arguments.startsWith(call.function.arguments)).toBe(true)
      })
    }),
    { numRuns: 1000 },
  )
})

test('a prompt is all that was said, one character more a message, and the turn to answer', () => {
  const prompt = chatPrompt([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }, { type: 'image_url' }] },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', name: 'ann', content: 'Bye' },
  ])
  expect(prompt).toBe('\x01Be brief.\x02Hi\x03Yes?\x02ann\x07Bye\x03')
})

test('a prompt holds tools by name, what was called, and what it gave', () => {
  const messages: ChatMessage[] = [
    { role: 'user', content: 'Weather in Rome?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'weather', arguments: '{"c":"Rome"}' },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
  ]
  const properties = { c: { type: 'string' }, unit: { type: 'string' } }
  const weather = { name: 'weather', description: 'long', parameters: { properties } }
  const expected =
    '\x06weather\x07c,unit\x02Weather in Rome?\x03\x06weather\x07{"c":"Rome"}\x04weather\x07sunny\x03'
  expect(chatPrompt(messages, [{ type: 'function', function: weather }])).toBe(expected)
  expect(chatPrompt(messages, [weather])).toBe(expected)
})

test('a deprecated function call and a custom one are learnt as any other call', () => {
  const text = '\x06f\x07x'
  const called = { name: 'f', arguments: 'x' }
  expect(answerText({ role: 'assistant', content: null, function_call: called })).toBe(text)
  const custom = { id: 'call_1', type: 'custom', custom: { name: 'f', input: 'x' } }
  expect(answerText({ role: 'assistant', tool_calls: [custom] })).toBe(text)
})

test('a text cannot pass for another speaker', () => {
  fc.assert(
    fc.property(anyText, (content) => {
      const said = chatPrompt([{ role: 'user', content }]).slice(1, -1)
      expect(answerOf(said)).toEqual({ content })
    }),
  )
})
