import { isDeepStrictEqual } from 'node:util'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import { predicates } from '../src/predicate.ts'
import { plainOf } from './plain.ts'
import { hostilesOf, inputsOf } from './sample.ts'

const exported: (readonly [string, t.Mixed])[] = Object.entries(api).flatMap(([name, value]) =>
  value instanceof t.Type ? [[name, value] as const] : [],
)
const lists: readonly t.Mixed[] = [
  api.listOf(api.FineTune),
  api.listOf(api.Model),
  api.listOf(api.FineTuningJobEvent),
]
const codecs: readonly t.Mixed[] = [
  ...exported.map(([, type]) => type),
  ...lists,
  // A user's own types around ours.
  t.type({ jobs: t.array(api.FineTune) }),
  t.union([api.FineTune, api.FineTuningJob]),
]

/** As many by chance; besides them every part of every codec is replaced once. */
const COMPARISONS = Number(process.env.COMPARISONS ?? 50_000)
const each = Math.ceil(COMPARISONS / codecs.length)

/** In what two outcomes of decoding a value differ. */
const difference = (
  ours: t.Validation<unknown>,
  plain: t.Validation<unknown>,
): string | undefined => {
  if (ours._tag === 'Right' && plain._tag === 'Right') {
    return isDeepStrictEqual(ours.right, plain.right) ? undefined : 'the decoded value'
  }
  if (ours._tag !== 'Left' || plain._tag !== 'Left') return `${ours._tag} for ${plain._tag}`
  if (ours.left.length !== plain.left.length) return 'the number of errors'
  for (const [index, error] of ours.left.entries()) {
    const other = plain.left[index]
    if (!other || !isSameError(error, other)) return `error ${index}`
  }
  return undefined
}

const isSameError = (one: t.ValidationError, other: t.ValidationError): boolean =>
  Object.is(one.value, other.value) &&
  one.message === other.message &&
  isDeepStrictEqual(Object.keys(one), Object.keys(other)) &&
  one.context.length === other.context.length &&
  one.context.every((step, index) => {
    const same = other.context[index]
    return (
      same !== undefined &&
      step.key === same.key &&
      Object.is(step.actual, same.actual) &&
      step.type.name === same.type.name &&
      tagOf(step.type) === tagOf(same.type) &&
      isDeepStrictEqual(Object.keys(step), Object.keys(same))
    )
  })

const tagOf = (type: object): unknown => ('_tag' in type ? type._tag : undefined)

test(`decoding is what io-ts does, error by error, over ${COMPARISONS} values`, () => {
  let compared = 0
  let refused = 0
  for (const [index, type] of codecs.entries()) {
    const plain = plainOf(type)
    for (const value of inputsOf(type, index, each)) {
      const decoded = plain.decode(value)
      const differs =
        difference(type.decode(value), decoded) ??
        (type.is(value) === plain.is(value) ? undefined : 'is')
      if (differs) expect.fail(`${type.name}: ${differs} differs for ${inspected(value)}`)
      compared += 1
      if (decoded._tag === 'Left') refused += 1
    }
  }
  expect(compared).toBeGreaterThanOrEqual(COMPARISONS)
  expect(refused).toBeGreaterThan(compared / 4)
})

test('a predicate holds where io-ts decodes a value to itself, for whatever JSON can say', () => {
  for (const [index, type] of codecs.entries()) {
    const predicate = predicates.get(type)?.predicate
    if (!predicate) continue
    const plain = plainOf(type)
    for (const value of inputsOf(type, index, 200)) {
      const decoded = plain.decode(value)
      const untouched = decoded._tag === 'Right' && isDeepStrictEqual(decoded.right, value)
      if (isJson(value) ? predicate(value) !== untouched : predicate(value) && !untouched) {
        expect.fail(`the predicate of ${type.name} is wrong for ${inspected(value)}`)
      }
    }
  }
})

/** Without objects of a class, or of no prototype. */
const isJson = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  const plain = prototype === (Array.isArray(value) ? Array.prototype : Object.prototype)
  return plain && Object.values(value).every(isJson)
}

test('what is decoded is the value itself, unknown fields and all', () => {
  const model = { id: 'ada', object: 'model', created: 1, owned_by: 'me', permission: [{}] }
  const list = { object: 'list', data: [model], has_more: false }
  const decoded = api.listOf(api.Model).decode(list)
  expect(decoded._tag === 'Right' && decoded.right).toBe(list)
})

test('no key __proto__ comes out of an object that a codec describes', () => {
  let cleaned = 0
  for (const type of codecs) {
    // Another kind of example may take the line, and not know the field in which the key is.
    if (!predicates.has(type) || type === api.TrainingExample) continue
    const plain = plainOf(type)
    for (const value of hostilesOf(type)) {
      const decoded = type.decode(value)
      expect(decoded._tag).toBe(plain.decode(value)._tag)
      if (decoded._tag === 'Left') continue
      if (hasProto(decoded.right)) expect.fail(`${type.name} lets it through`)
      if (hasProto(value)) cleaned += 1
    }
  }
  expect(cleaned).toBeGreaterThan(200)
  expect(({} as { admin?: boolean }).admin).toBe(undefined)
})

const hasProto = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto))

test('an endless or very deep unknown field is no obstacle to that', () => {
  const model = { id: 'ada', object: 'model', created: 1, owned_by: 'me' }
  const endless: { self?: unknown } = {}
  endless.self = endless
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
  const text = JSON.stringify(model).replace('{', `{"__proto__":{"admin":true},"deep":${deep},`)
  const decoded = api.Model.decode(Object.assign(JSON.parse(text), { endless }))
  expect(decoded._tag === 'Right' && Object.keys(decoded.right)).toEqual([
    'deep',
    ...Object.keys(model),
    'endless',
  ])
})

test('NaN, which JSON cannot tell, is no reason to copy what holds it', () => {
  const message = { role: 'user', content: [{ type: 'text', size: Number.NaN }] }
  const hyperparameters = { learning_rate_multiplier: Number.NaN }
  for (const [type, value] of [
    [api.ChatMessage, message],
    [api.Hyperparameters, hyperparameters],
  ] as const) {
    const decoded = type.decode(value)
    expect(decoded._tag === 'Right' && decoded.right).toBe(value)
    expect(plainOf(type).decode(value)).toEqual(decoded)
  }
})

test('a context given to validate is where the errors begin', () => {
  const context = [{ key: 'above', type: t.unknown, actual: null }]
  const value = { id: 'ft-1' }
  const ours = api.FineTune.validate(value, context)
  expect(difference(ours, plainOf(api.FineTune).validate(value, context))).toBe(undefined)
  expect(ours._tag === 'Left' && ours.left[0]?.context[0]).toBe(context[0])
})

test('every codec has a predicate, but those that hold a type of another make', () => {
  const without = exported.filter(([, type]) => '~standard' in type && !predicates.has(type))
  expect(without.map(([name]) => name).sort()).toEqual(['AddUploadPart', 'UploadFile'])
  for (const type of lists) expect(predicates.has(type)).toBe(true)
  expect(predicates.has(api.listOf(t.string))).toBe(false)
})

const inspected = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ??
  String(value)
