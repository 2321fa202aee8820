import fc from 'fast-check'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import { codec, FineTune, Model } from '../src/index.ts'
import { listed, pending } from './fixtures/fine-tune.ts'

const codecs: (readonly [string, t.Mixed])[] = Object.entries(api).flatMap(([name, value]) =>
  value instanceof t.Type ? [[name, value] as const] : [],
)

test('every codec is an io-ts type with the name it is exported by', () => {
  expect(codecs.length).toBeGreaterThan(15)
  for (const [name, type] of codecs) expect(type.name).toBe(name)
})

test('a codec composes with codecs of the user', () => {
  const Archive = t.type({ jobs: t.array(FineTune) })
  expect(Archive.decode({ jobs: [pending, listed] })._tag).toBe('Right')
})

test('a codec is a Standard Schema', () => {
  const { version, vendor, validate } = Model['~standard']
  expect([version, vendor]).toEqual([1, 'finetune'])
  const model = { id: 'ada', object: 'model', created: 1, owned_by: 'openai' }
  expect(validate(model)).toEqual({ value: model })
  expect(validate({ ...model, created: 'now' })).toEqual({
    issues: [{ message: 'created: expected Int, got "now"', path: ['created'] }],
  })
})

test('a codec of the user becomes a Standard Schema too', () => {
  const Pair = codec(() => t.tuple([t.string, t.number], 'Pair'))
  expect(Pair['~standard'].validate(['a', 1])).toEqual({ value: ['a', 1] })
})

test('decoding never throws and changes nothing that it accepts', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
      for (const [, type] of codecs) {
        const result = type.decode(value)
        if (result._tag === 'Right' && type !== api.QueryBoolean) {
          expect(type.encode(result.right)).toEqual(value)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('any one field replaced by nonsense either decodes or is named', () => {
  const nonsense = fc.oneof(fc.anything({ withBigInt: true }), fc.constant(undefined))
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(pending)), nonsense, (field, value) => {
      const result = FineTune.decode({ ...pending, [field]: value })
      if (result._tag === 'Right') return
      for (const line of api.explain(result.left)) expect(line.split(/[.:]/)[0]).toBe(field)
    }),
    { numRuns: 2_000 },
  )
})
