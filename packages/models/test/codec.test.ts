import fc from 'fast-check'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import { codec, FineTune, listOf, Model } from '../src/index.ts'
import { predicates } from '../src/predicate.ts'
import { listed, pending } from './fixtures/fine-tune.ts'
import { chanceOf, mutated, validOf } from './sample.ts'

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
    issues: [{ message: 'expected Int', path: ['created'] }],
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
        if (result._tag === 'Left' || type.name.startsWith('Query')) continue
        if (!hasProto(value)) expect(type.encode(result.right)).toEqual(value)
      }
    }),
    { numRuns: 500 },
  )
})

/** Such a key is the one thing that decoding leaves out. */
const hasProto = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto))

const MEGABYTE = 1_000_000
/** Milliseconds of this process's own; the aim is 50. */
const MOST = 500

/** As many values as make one MB of JSON. */
const megabyteOf = (make: (index: number) => unknown): unknown[] => {
  const values: unknown[] = []
  for (let length = 0; length < MEGABYTE; ) {
    const value = make(values.length)
    length += JSON.stringify(value)?.length ?? 9
    values.push(value)
  }
  return values
}

test('one MB decodes at once, be it good, bad, or unknown', () => {
  for (const [name, type] of codecs) {
    const chance = chanceOf(1)
    const good = Array.from({ length: 100 }, () => validOf(type, chance)).filter(isJson)
    const bad = good.map((value) => mutated(value, chance)).filter(isJson)
    const list = listOf(type)
    for (const values of predicates.has(type) ? [good, bad] : []) {
      const data = megabyteOf((index) => values[index % values.length])
      expect(`${name}: ${speedOf(() => list.decode({ object: 'list', data }))}`).toBe(
        `${name}: at once`,
      )
    }
    const [first] = good
    const extra = megabyteOf(() => ({ id: 'a', nested: [{ b: [1, 2, null] }] }))
    const unknown = JSON.parse(`{"__proto__":{"admin":true},"extra":${JSON.stringify(extra)}}`)
    const document = typeof first === 'object' ? Object.assign(unknown, first) : unknown
    expect(`${name}: ${speedOf(() => type.decode(document))}`).toBe(`${name}: at once`)
  }
})

const speedOf = (decode: () => unknown): string => {
  const start = process.cpuUsage()
  decode()
  const time = process.cpuUsage(start).user / 1000
  return time < MOST ? 'at once' : `${time} ms`
}

const isJson = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

test('any one field replaced by nonsense either decodes or is named', () => {
  const nonsense = fc.oneof(fc.anything({ withBigInt: true }), fc.constant(undefined))
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(pending)), nonsense, (field, value) => {
      const result = FineTune.decode({ ...pending, [field]: value })
      if (result._tag === 'Right') return
      for (const line of api.explain(result.left)) {
        if (!/^and \d+ more$/.test(line)) expect(line.split(/[.:]/)[0]).toBe(field)
      }
    }),
    { numRuns: 2_000 },
  )
})
