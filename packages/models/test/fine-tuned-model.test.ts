import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFineTunedModel } from '../src/index.ts'

const at = (...time: [number, number, number, number, number, number]) => {
  const [year, month, ...rest] = time
  return Date.UTC(year, month - 1, ...rest) / 1000
}

test('a legacy name tells base, organization, suffix and time', () => {
  const createdAt = at(2022, 2, 15, 4, 21, 4)
  for (const [owner, organization, suffix] of [
    ['personal', 'personal', undefined],
    ['', '', undefined],
    ['user-jq7-x', 'user-jq7-x', undefined],
    ['your-org:custom-model-name', 'your-org', 'custom-model-name'],
    [':s', '', 's'],
    ['org:2021-01-01-00-00-00', 'org', '2021-01-01-00-00-00'],
  ] as const) {
    expect(parseFineTunedModel(`ada:ft-${owner}-2022-02-15-04-21-04`)).toEqual({
      form: 'legacy',
      base: 'ada',
      organization,
      ...(suffix !== undefined && { suffix }),
      createdAt,
    })
  }
})

test('a modern name tells base, organization, suffix and id, and the step of a checkpoint', () => {
  const name = 'ft:gpt-4o-mini-2024-07-18:acme:sorter:Qk3xYz01'
  const parsed = {
    form: 'modern',
    base: 'gpt-4o-mini-2024-07-18',
    organization: 'acme',
    suffix: 'sorter',
    id: 'Qk3xYz01',
  }
  expect(parseFineTunedModel(name)).toEqual(parsed)
  expect(parseFineTunedModel(`${name}:ckpt-step-88`)).toEqual({ ...parsed, step: 88 })
  expect(parseFineTunedModel('ft:gpt-3.5-turbo-0613:personal::Qk3xYz01')).toEqual({
    form: 'modern',
    base: 'gpt-3.5-turbo-0613',
    organization: 'personal',
    id: 'Qk3xYz01',
  })
})

test('a name of Azure tells base and id, and the step of a checkpoint', () => {
  const id = '00112233445566778899aabbccddeeff'
  expect(parseFineTunedModel(`curie.ft-${id}`)).toEqual({ form: 'azure', base: 'curie', id })
  expect(parseFineTunedModel(`gpt-4.1-mini.ft-${id}-sorter:ckpt-step-10`)).toEqual({
    form: 'azure',
    base: 'gpt-4.1-mini',
    suffix: 'sorter',
    id,
    step: 10,
  })
})

test('any other name is taken apart by nobody', () => {
  for (const name of [
    '',
    'ada',
    'curie:2020-05-03',
    'gpt-4o-mini-2024-07-18',
    'curie:ft-acme',
    'ada:ft-acme-2022-13-01-00-00-00',
    'ada:ft-acme-2022-02-30-00-00-00',
    'ft:gpt-4o-mini:acme:sorter',
    'ft:gpt-4o-mini:acme:sorter:ckpt-step-88',
    'ft:gpt-4o-mini:acme:a:b:Qk3xYz01',
    'ft:gpt-4o-mini:acme:sorter:Qk3xYz01:ckpt-step-x',
    'curie.ft-0011',
    'meta-llama/Llama-2-7b-hf-1',
  ]) {
    expect([name, parseFineTunedModel(name)]).toEqual([name, undefined])
  }
})

const part = fc.stringMatching(/^[a-z0-9](-?[a-z0-9]){0,11}$/)
const perhaps = fc.option(part, { nil: undefined })

test('a legacy name of any parts is taken apart into them', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  const owner = fc.oneof(part, fc.constant(''))
  fc.assert(
    fc.property(part, owner, perhaps, time, (base, organization, suffix, date) => {
      const stamp = date.toISOString().slice(0, 19).replace(/[T:]/g, '-')
      const named = suffix === undefined ? organization : `${organization}:${suffix}`
      expect(parseFineTunedModel(`${base}:ft-${named}-${stamp}`)).toEqual({
        form: 'legacy',
        base,
        organization,
        ...(suffix !== undefined && { suffix }),
        createdAt: Math.floor(date.getTime() / 1000),
      })
    }),
  )
})

test('a modern name of any parts is taken apart into them', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9]{8}$/)
  const step = fc.option(fc.nat(), { nil: undefined })
  fc.assert(
    fc.property(part, part, perhaps, id, step, (base, organization, suffix, id, step) => {
      const end = step === undefined ? '' : `:ckpt-step-${step}`
      expect(parseFineTunedModel(`ft:${base}:${organization}:${suffix ?? ''}:${id}${end}`)).toEqual(
        {
          form: 'modern',
          base,
          organization,
          ...(suffix !== undefined && { suffix }),
          id,
          ...(step !== undefined && { step }),
        },
      )
    }),
  )
})

test('no text breaks it, however long', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => void parseFineTunedModel(name)))
  for (const name of ['ada:ft-', 'ft:', 'a.ft-', '-2022-02-15']) {
    expect(parseFineTunedModel(`${name.repeat(50_000)}!`) === undefined).toBe(true)
  }
})
