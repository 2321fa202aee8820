import { readFileSync } from 'node:fs'
import type { Either } from 'fp-ts/Either'
import * as t from 'io-ts'
import { expect, expectTypeOf, test } from 'vitest'
import * as api from '../src/index.ts'
import {
  type Codec,
  CreateFineTune,
  codec,
  type DecodedList,
  decodeList,
  FineTune,
  FineTuneStatus,
  type FineTuningJob,
  type Grader,
  type InputOf,
  type List,
  listOf,
  type OutputOf,
} from '../src/index.ts'

test('a decoded list is a list of fine-tunes, by name', () => {
  expectTypeOf(listOf(FineTune)).toEqualTypeOf<Codec<List<FineTune>>>()
  expectTypeOf(listOf(FineTune).decode).returns.toEqualTypeOf<Either<t.Errors, List<FineTune>>>()
  expectTypeOf(decodeList(FineTune)).returns.toEqualTypeOf<
    Either<t.Errors, DecodedList<FineTune>>
  >()
  expectTypeOf<OutputOf<typeof api.fineTunes.list>>().toEqualTypeOf<List<FineTune>>()
  expectTypeOf<OutputOf<typeof api.fineTuningJobs.list>>().toEqualTypeOf<List<FineTuningJob>>()
})

test('a status is one of those known, or any other text', () => {
  type Known = 'created' | 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  expectTypeOf<FineTune['status']>().toEqualTypeOf<Known | (string & {})>()
  expectTypeOf<FineTune['status']>().toEqualTypeOf<FineTuneStatus>()
  const narrowed = (status: FineTune['status']) => {
    if (FineTuneStatus.isKnown(status)) expectTypeOf(status).toEqualTypeOf<Known>()
    return FineTuneStatus.isKnown(status)
  }
  expect([narrowed('pending'), narrowed('dreaming')]).toEqual([true, false])
})

test('a codec with a field too few or too many is none of the type', () => {
  interface Row {
    readonly id: string
    readonly at: number
  }
  const whole: Codec<Row> = codec(() => t.type({ id: t.string, at: t.number }))
  // @ts-expect-error: `at` is missing.
  const less: Codec<Row> = codec(() => t.type({ id: t.string }))
  // @ts-expect-error: `of` is too many.
  const more: Codec<Row> = codec(() => t.type({ id: t.string, at: t.number, of: t.string }))
  // @ts-expect-error: `at` is no text.
  const other: Codec<Row> = codec(() => t.type({ id: t.string, at: t.string }))
  expect([whole, less, more, other].map(({ decode }) => decode(null)._tag)).toEqual(
    Array(4).fill('Left'),
  )
})

test('a value with a field too few, too many or of another kind is none of the type', () => {
  const body: CreateFineTune = { training_file: 'file-a' }
  // @ts-expect-error: `training_file` is missing.
  const less: CreateFineTune = { model: 'ada' }
  // @ts-expect-error: the API has no such field.
  const more: CreateFineTune = { training_file: 'file-a', epochs: 4 }
  // @ts-expect-error: null is what the API refuses.
  const none: CreateFineTune = { training_file: 'file-a', suffix: null }
  // @ts-expect-error: `exactOptionalPropertyTypes` tells undefined from absent.
  const unset: CreateFineTune = { training_file: 'file-a', suffix: undefined }
  expect([body, more, unset].every(CreateFineTune.is)).toBe(true)
  expect([less, none].some(CreateFineTune.is)).toBe(false)
})

test('a grader is told apart by its type', () => {
  const source = (grader: Grader): string => {
    if (grader.type !== 'python') return grader.name
    expectTypeOf(grader.source).toEqualTypeOf<string>()
    return grader.source
  }
  expect(source({ type: 'python', name: 'a', source: 'b' })).toBe('b')
})

test('an endpoint takes its path parameters by name, its query and its body', () => {
  expectTypeOf<InputOf<typeof api.checkpointPermissions.delete>>().toExtend<{
    readonly checkpoint: string
    readonly id: string
  }>()
  expectTypeOf<InputOf<typeof api.uploads.create>['body']>().toEqualTypeOf<api.CreateUpload>()
  expectTypeOf<NonNullable<InputOf<typeof api.files.list>['query']>['limit']>().toEqualTypeOf<
    number | undefined
  >()
})

test('every export of the legacy API is deprecated, and names its successor', () => {
  const source = readFileSync(new URL('../src/fine-tune.ts', import.meta.url), 'utf8')
  const exported = /^export (?:const|interface|type) (\w+)/gm
  const documented = /\/\*\*((?:(?!\*\/).)*)\*\/\nexport (?:const|interface|type) (\w+)/gs
  const names = [...source.matchAll(exported)].map(([, name]) => name)
  const docs = [...source.matchAll(documented)]
  expect(docs.map(([, , name]) => name)).toEqual(names)
  expect(names.length).toBeGreaterThan(12)
  for (const [, doc = '', name] of docs) {
    const [, successor = ''] = /@deprecated Use .*?`(\w+)`/.exec(doc) ?? []
    expect([name, successor, successor in api]).toEqual([name, successor, true])
  }
})

test('every export has its docstring', () => {
  const index = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8')
  const files = [...index.matchAll(/from '(\.\/[\w-]+\.ts)'/g)].map(([, file = '']) => file)
  const bare = files.flatMap((file) => {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
    const documented = new Set(
      [...source.matchAll(/\*\/\n(?:\/\/.*\n)*export \w+ (\w+)/g)].map(([, name]) => name),
    )
    return [...source.matchAll(/^export (?:const|interface|type) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => index.includes(name) && !documented.has(name))
      .map((name) => `${file} ${name}`)
  })
  expect(bare).toEqual([])
})
