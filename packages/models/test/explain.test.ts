import * as t from 'io-ts'
import { expect, test } from 'vitest'
import { explain, Int, nullable } from '../src/index.ts'

const linesOf = (codec: t.Mixed, value: unknown): readonly string[] => {
  const result = codec.decode(value)
  return result._tag === 'Left' ? explain(result.left) : []
}

test('unions and intersections leave no noise', () => {
  const Row = t.intersection([t.type({ at: nullable(Int) }), t.partial({ note: t.string })])
  expect(
    linesOf(t.type({ data: t.array(Row) }), { data: [{ at: 1 }, { at: 'x', note: 2 }] }),
  ).toEqual(['data.1.at: expected Int | null, got "x"', 'data.1.note: expected string, got 2'])
})

test('the value itself is the root', () => {
  expect(linesOf(t.string, 5n)).toEqual(['(root): expected string, got 5'])
})

test('a long text is clipped and an object is not printed', () => {
  const [long] = linesOf(t.number, 'x'.repeat(10_000))
  expect(long?.length).toBeLessThan(140)
  expect(linesOf(t.string, { password: 'secret' })).toEqual([
    '(root): expected string, got an object',
  ])
  expect(linesOf(t.string, [1, 2])).toEqual(['(root): expected string, got an array of 2'])
})

test('hostile values are survived', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  for (const value of [proxy, cyclic, Symbol('s'), () => 1, -0, Number.NaN]) {
    expect(linesOf(t.string, value)).toHaveLength(1)
  }
})

test('after twenty lines comes the number of the others', () => {
  const lines = linesOf(
    t.array(t.string),
    Array.from({ length: 1_000 }, (_, index) => index),
  )
  expect(lines).toHaveLength(21)
  expect(lines[20]).toBe('and 980 more')
})
