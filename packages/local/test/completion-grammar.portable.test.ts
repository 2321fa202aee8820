import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemaGrammar } from '../src/chat-schema.ts'
import { type Grammar, jsonObject, jsonValue, nothing } from '../src/completion-grammar.ts'

/** Whether a grammar takes a text, all of it. */
const takes = (grammar: Grammar, text: string): boolean => {
  let at: Grammar | undefined = grammar
  for (const byte of new TextEncoder().encode(text)) at = at?.next(byte)
  return at?.mayEnd ?? false
}

/** A text that a grammar lets be written, as chance would have it; it ends where it may. */
const written = (grammar: Grammar, chances: readonly number[]): string | undefined => {
  const bytes: number[] = []
  let at = grammar
  for (const chance of chances) {
    if (at.mayEnd && chance % 4 === 0) break
    const all = Array.from({ length: 128 }, (_, byte) => byte).filter((byte) => at.next(byte))
    // Signs that end something first, so that most texts come to an end.
    const signs = all.filter((byte) => '"]},0'.includes(String.fromCharCode(byte)))
    const from = chance % 3 > 0 && signs.length > 0 ? signs : all
    const byte = from[chance % from.length]
    if (byte === undefined) break
    bytes.push(byte)
    at = at.next(byte) ?? nothing
  }
  return at.mayEnd ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined
}

const anyChances = fc.array(fc.nat({ max: 10_000 }), { maxLength: 120, minLength: 40 })

test('what is written by the grammar of JSON is JSON', () => {
  let ended = 0
  fc.assert(
    fc.property(anyChances, (chances) => {
      const text = written(
        jsonValue(() => nothing),
        chances,
      )
      if (text === undefined) return
      ended += 1
      JSON.parse(text)
    }),
    { numRuns: 500 },
  )
  expect(ended).toBeGreaterThan(100)
})

test('any JSON can be written, with a blank behind its signs or without', () => {
  const grammar = jsonValue(() => nothing)
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(takes(grammar, JSON.stringify(value))).toBe(true)
    }),
  )
  for (const text of ['{"a": [1, -2.5e+10, null], "b": {"c": "\\u00e9\\n"}}', '[]', '{ }', '0.1']) {
    expect(takes(grammar, text)).toBe(true)
  }
  for (const text of [
    '',
    '01',
    '1.',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    '{"a":1,}',
    '"\n"',
    'nul',
    '1 ',
  ]) {
    expect(takes(grammar, text)).toBe(false)
  }
  expect(
    takes(
      jsonObject(() => nothing),
      '[]',
    ),
  ).toBe(false)
})

const ticket = {
  type: 'object',
  properties: {
    intent: { enum: ['refund', 'track'] },
    order: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
    next: { $ref: '#' },
  },
  required: ['intent', 'order', 'tags'],
  additionalProperties: false,
}

test('a schema lets be written what it allows, and nothing else', () => {
  const grammar = schemaGrammar(ticket, 'x')(() => nothing)
  for (const good of [
    '{"intent":"refund","order":12,"tags":[]}',
    '{"intent": "track", "order": null, "tags": ["a", "b"]}',
    '{"intent":"track","order":null,"tags":[],"next":{"intent":"refund","order":0,"tags":[]}}',
  ]) {
    expect(takes(grammar, good)).toBe(true)
  }
  for (const bad of [
    '{}',
    '{"intent":"other","order":12,"tags":[]}',
    '{"intent":"refund","order":"12","tags":[]}',
    '{"intent":"refund","order":12,"tags":[1]}',
    '{"intent":"refund","order":12}',
    '{"intent":"refund","order":12,"tags":[],"more":1}',
  ]) {
    expect(takes(grammar, bad)).toBe(false)
  }
})

test('properties that may be left out can be, all of them', () => {
  const of = (required: readonly string[]) =>
    schemaGrammar(
      { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } }, required },
      'x',
    )(() => nothing)
  for (const text of ['{}', '{"a":null}', '{"b":null}', '{"a":null,"b":null}']) {
    expect(takes(of([]), text)).toBe(true)
  }
  expect(takes(of([]), '{,"b":null}')).toBe(false)
  expect(takes(of(['b']), '{"b":null}')).toBe(true)
  expect(takes(of(['b']), '{"a":null}')).toBe(false)
})

test('numbers lie within their bounds, and every number within them can be written', () => {
  const bound = fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer())
  fc.assert(
    fc.property(bound, fc.nat({ max: 40 }), fc.boolean(), fc.integer(), (low, size, isOpen, at) => {
      const [minimum, maximum] = isOpen
        ? ['exclusiveMinimum', 'exclusiveMaximum']
        : ['minimum', 'maximum']
      const most = low + size + 2
      const schema = { type: 'integer', [minimum ?? '']: low, [maximum ?? '']: most }
      const grammar = schemaGrammar(schema, 'x')(() => nothing)
      for (const value of [low - 1, low, low + 1, most - 1, most, most + 1, at]) {
        const isIn = isOpen ? value > low && value < most : value >= low && value <= most
        expect(takes(grammar, String(value))).toBe(isIn)
      }
    }),
  )
  const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
  const whole = schemaGrammar({ type: 'integer', ...safe }, 'x')(() => nothing)
  for (const text of ['7', '-12', String(safe.maximum)]) expect(takes(whole, text)).toBe(true)
  for (const text of ['1.5', '9007199254740992']) expect(takes(whole, text)).toBe(false)
  const between = (schema: object) =>
    schemaGrammar({ type: 'number', ...schema }, 'x')(() => nothing)
  const share = between({ minimum: 0, exclusiveMaximum: 1 })
  for (const text of ['0', '0.0', '0.5', '0.999999']) expect(takes(share, text)).toBe(true)
  for (const text of ['1', '-0.1', '0.', '00', '0.9999999', '1e-1'])
    expect(takes(share, text)).toBe(false)
  const negative = between({ exclusiveMinimum: -2.5, exclusiveMaximum: 0 })
  for (const text of ['-0.000001', '-1', '-2.499999']) expect(takes(negative, text)).toBe(true)
  for (const text of ['0', '-2.5', '-3', '1', '-25']) expect(takes(negative, text)).toBe(false)
})

test('what is begun within bounds can be ended', () => {
  fc.assert(
    fc.property(
      anyChances,
      fc.integer({ min: -99, max: 99 }),
      fc.nat({ max: 9 }),
      (chances, low, size) => {
        const schema = { type: 'number', exclusiveMinimum: low, maximum: low + size + 1 }
        let at = schemaGrammar(schema, 'x')(() => nothing)
        for (const chance of chances) {
          const all = Array.from({ length: 128 }, (_, byte) => byte).filter((byte) => at.next(byte))
          expect(at.mayEnd || all.length > 0).toBe(true)
          at = at.next(all[chance % all.length] ?? 0) ?? at
        }
      },
    ),
  )
})

test('a number that is larger than there is cannot be written', () => {
  const grammar = jsonValue(() => nothing)
  for (const text of ['1e400', '-1e309', '9'.repeat(400)]) expect(takes(grammar, text)).toBe(false)
  for (const text of ['1e308', '-1.7e308', '1e-999', '0e999'])
    expect(takes(grammar, text)).toBe(true)
})

test('lists are as long as they may be', () => {
  const grammar = schemaGrammar(
    { type: 'array', items: { type: 'null' }, minItems: 1, maxItems: 2 },
    'x',
  )(() => nothing)
  for (const text of ['[null]', '[null, null]']) expect(takes(grammar, text)).toBe(true)
  for (const text of ['[]', '[null,null,null]', '[null,]']) expect(takes(grammar, text)).toBe(false)
})

test('a schema that asks for what is not kept to is refused', () => {
  const refusals: readonly (readonly [unknown, string])[] = [
    [{ type: 'string', pattern: 'a' }, "'pattern' is not permitted"],
    [{ type: 'object', properties: { a: { multipleOf: 2 } } }, "'multipleOf' is not permitted"],
    [{ type: 'integer', minimum: 1.2, maximum: 1.8 }, 'no number is within its bounds'],
    [{ type: 'number', exclusiveMinimum: 1, maximum: 1 }, 'no number is within its bounds'],
    [{ type: 'number', minimum: '1' }, "'minimum' must be a number"],
    [{ type: 'array', minItems: 2, maxItems: 1 }, "'minItems' is more than 'maxItems'"],
    [{ $ref: 'https://example.com' }, '$ref "https://example.com" is not supported'],
    [{ $ref: '#/$defs/none' }, '$ref "#/$defs/none" leads nowhere'],
    [{ $ref: '#' }, 'it is nothing but itself'],
    [{ type: 'text' }, '"text" is not a type'],
    [
      JSON.parse(`${'{"type":"array","items":'.repeat(5000)}{}${'}'.repeat(5000)}`),
      'it is nested too deeply',
    ],
    [7, '7 is not a schema'],
  ]
  for (const [schema, words] of refusals) {
    expect(() => schemaGrammar(schema, 'x')(() => nothing)).toThrow(words)
  }
})
