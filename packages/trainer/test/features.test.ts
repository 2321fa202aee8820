import { expect, test } from 'vitest'
import { findMatches, ngramRow } from '../src/features.ts'
import { createModel, startTraining } from '../src/index.ts'
import { promptTokens } from '../src/tokens.ts'
import { byHeart, finish, small } from './samples.ts'

const matches = (text: string) => {
  const tokens = promptTokens(text)
  const { first, last } = findMatches(tokens, tokens.length - 1)
  const named = ({ next, length }: { next: number; length: number }) =>
    length > 0 ? [String.fromCharCode(next), length] : []
  return [named(first), named(last)]
}

test('the longest match is found, its first place and its last', () => {
  expect(matches('order 57 -> or')).toEqual([
    ['d', 3],
    ['d', 3],
  ])
  expect(matches('xa xb x')).toEqual([
    ['a', 2],
    ['b', 2],
  ])
  expect(matches('abcdefgh abcdefgh')).toEqual([
    [' ', 7],
    [' ', 7],
  ])
  expect(matches('abc')).toEqual([[], []])
})

test('the beginning of a text matches a space', () => {
  expect(matches('child -> ')).toEqual([
    ['c', 1],
    ['-', 1],
  ])
})

test('an n-gram is found by its own tokens alone, capitals as small letters', () => {
  const row = (text: string, order: number) => {
    const tokens = promptTokens(text)
    return ngramRow(tokens, tokens.length - 1, order, 14)
  }
  expect(row('one order', 3)).toBe(row('A border', 3))
  expect(row('one ORDER', 4)).toBe(row('one order', 4))
  expect(row('one order', 3)).not.toBe(row('one order', 4))
  expect(row('one order', 3)).not.toBe(row('one ordre', 3))
})

test('numbers that were never seen are copied from the prompt', () => {
  const number = (i: number) => String(1000 + ((i * 7919) % 9000))
  const ask = (i: number) => `${i % 2 ? 'parcel' : 'order'} ${number(i)} is late ->`
  const training = startTraining({
    model: createModel(small, 1),
    examples: Array.from({ length: 200 }, (_, i) => ({
      prompt: ask(i),
      completion: ` number ${number(i)}`,
    })),
    hyperparameters: { ...byHeart, epochs: 12 },
  })
  finish(training)
  const unseen = Array.from({ length: 20 }, (_, i) => 500 + i)
  const right = unseen.filter(
    (i) => training.model.complete(ask(i)).text === ` number ${number(i)}`,
  )
  expect(right.length).toBeGreaterThanOrEqual(18)
})
