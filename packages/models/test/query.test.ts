import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QueryBoolean, QueryInt, QueryMetadata } from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const told = (codec: typeof QueryInt | typeof QueryBoolean, value: unknown) => {
  const result = codec.decode(value)
  return result._tag === 'Right' ? result.right : 'refused'
}

test('a boolean is read as JavaScript and Python write it', () => {
  for (const value of ['true', 'True', '1', true]) expect(told(QueryBoolean, value)).toBe(true)
  for (const value of ['false', 'False', '0', false]) expect(told(QueryBoolean, value)).toBe(false)
  for (const value of ['', 'yes', 'TRUE', 1, null, undefined]) {
    expect(told(QueryBoolean, value)).toBe('refused')
  }
})

test('a whole number is read from its digits and from nothing else', () => {
  expect(['20', '-1', '007', 20].map((value) => told(QueryInt, value))).toEqual([20, -1, 7, 20])
  for (const value of ['', ' 1', '1.5', '1e3', '0x10', '--1', '9'.repeat(16), 1.5, 2 ** 53, null]) {
    expect(told(QueryInt, value)).toBe('refused')
  }
})

test('what travels in a query string comes back', () => {
  const number = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })
  fc.assert(
    fc.property(number, fc.boolean(), (int, boolean) => {
      expect(told(QueryInt, QueryInt.encode(int))).toBe(int)
      expect(told(QueryBoolean, QueryBoolean.encode(boolean))).toBe(boolean)
    }),
  )
})

test('metadata to filter by are texts by key, or null for what has none', () => {
  for (const value of [null, {}, { key: 'a' }]) expect(reasonsOf(QueryMetadata, value)).toEqual([])
  for (const value of ['null', '']) {
    expect(QueryMetadata.decode(value)).toMatchObject({ right: null })
  }
  expect(reasonsOf(QueryMetadata, { key: 1 })).toEqual(['key: expected string, got 1'])
})
