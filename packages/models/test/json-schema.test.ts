import Ajv from 'ajv/dist/2020.js'
import fc from 'fast-check'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import { FineTune, Grader, Int, Model, nullable, toJsonSchema } from '../src/index.ts'
import { listed, pending } from './fixtures/fine-tune.ts'

const compile = (codec: t.Mixed) => {
  const ajv = new Ajv.default({ strict: true, allowUnionTypes: true })
  return ajv.compile(toJsonSchema(codec))
}

/** Decoded by code of their own. */
const WITHOUT = [
  'AddUploadPart',
  'Bytes',
  'FileContent',
  'QueryBoolean',
  'QueryInt',
  'QueryMetadata',
  'UploadFile',
]

const codecs: (readonly [string, t.Mixed])[] = Object.entries(api).flatMap(([name, value]) =>
  value instanceof t.Type && !WITHOUT.includes(name) ? [[name, value] as const] : [],
)

test('what is decoded by code of its own has no schema, and is named', () => {
  for (const name of WITHOUT) {
    const codec = Reflect.get(api, name)
    expect(() => toJsonSchema(codec)).toThrow(/ has no JSON Schema/)
  }
})

test('a schema of every other codec accepts and refuses the same JSON', () => {
  const samples = [
    pending,
    listed,
    { id: 'ada', object: 'model', created: 1, owned_by: 'me' },
    { type: 'string_check', name: 'n', input: 'i', reference: 'r', operation: 'eq' },
    { prompt: 'a', completion: 'b' },
    { messages: [{ role: 'user', content: 'a' }] },
  ]
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue())
    .map(([sample, at, value]) => {
      const keys = Object.keys(sample)
      return { ...sample, [keys[at % keys.length] ?? '']: value }
    })
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...samples), mutated)
  for (const [name, codec] of codecs) {
    const validate = compile(codec)
    fc.assert(
      fc.property(value, (json) => {
        // Minus zero is not to be said in JSON.
        const plain: unknown = JSON.parse(JSON.stringify(json))
        expect(`${name} ${validate(plain)}`).toBe(`${name} ${codec.is(plain)}`)
      }),
      { numRuns: 300 },
    )
  }
})

test('a codec within another is told once, by name', () => {
  const schema = toJsonSchema(FineTune)
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'FineTune',
  })
  expect(Object.keys(Object(schema.$defs)).sort()).toEqual([
    'FineTuneEvent',
    'FineTuneObject',
    'Hyperparams',
    'OpenAIFile',
  ])
})

test('codecs of the user have schemas as well', () => {
  const Archive = t.type({
    jobs: t.array(FineTune),
    note: nullable(t.string),
    pages: t.union([Int, t.literal('all')]),
    tags: t.record(t.string, t.keyof({ a: null, b: null })),
    any: t.unknown,
  })
  const validate = compile(Archive)
  const archive = { jobs: [pending], note: null, pages: 'all', tags: { x: 'a' } }
  expect([validate(archive), Archive.is({ ...archive, any: 1 })]).toEqual([true, true])
  expect(validate({ ...archive, pages: 1.5 })).toBe(false)
  expect(validate({ ...archive, tags: { x: 'c' } })).toBe(false)
  expect(validate({ ...archive, jobs: [{ ...pending, id: 7 }] })).toBe(false)
})

test('an open enum is any string, with the known ones as examples', () => {
  expect(toJsonSchema(api.FineTuneStatus)).toMatchObject({
    type: 'string',
    examples: ['created', 'pending', 'running', 'succeeded', 'failed', 'cancelled'],
  })
})

test('a type that holds itself has a schema', () => {
  interface Tree {
    children: Tree[]
  }
  const Tree: t.Type<Tree> = t.recursion('Tree', () => t.type({ children: t.array(Tree) }))
  const validate = compile(Tree)
  expect(validate({ children: [{ children: [] }] })).toBe(true)
  expect(validate({ children: [{ children: 1 }] })).toBe(false)
})

test('schemas are plain JSON', () => {
  for (const codec of [Grader, Model, FineTune]) {
    const schema = toJsonSchema(codec)
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  }
})
