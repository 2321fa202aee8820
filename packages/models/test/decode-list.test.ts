import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeList, explain, FineTune, FineTuningJob, Grader } from '../src/index.ts'
import { listed } from './fixtures/fine-tune.ts'
import { azure, created, succeeded } from './fixtures/fine-tuning-job.ts'

const decodeJobs = decodeList(FineTuningJob)

test('one bad row never hides a page', () => {
  const data = [created, { ...created, id: 7 }, azure, null, succeeded]
  expect(decodeJobs({ object: 'list', data, has_more: true })).toEqual({
    _tag: 'Right',
    right: {
      items: [created, azure, succeeded],
      faults: [
        { index: 1, reasons: ['id: expected string, got 7'] },
        { index: 3, reasons: ['(root): expected FineTuningJob, got null'] },
      ],
      hasMore: true,
    },
  })
})

test('a list that does not say whether there is more has no more', () => {
  for (const page of [{ data: [] }, { data: [], has_more: undefined }, { data: [], object: 5 }]) {
    expect(decodeJobs(page)).toEqual({
      _tag: 'Right',
      right: { items: [], faults: [], hasMore: false },
    })
  }
})

test('legacy lists are read as well', () => {
  const result = decodeList(FineTune)({ object: 'list', data: [listed, {}] })
  expect(result._tag === 'Right' && result.right.items).toEqual([listed])
  expect(result._tag === 'Right' && result.right.faults.map(({ index }) => index)).toEqual([1])
})

test('what is no list is refused, with its reason', () => {
  for (const [answer, reason] of [
    [null, '(root): expected List, got null'],
    [[created], '(root): expected List, got an array of 1'],
    [{ data: {} }, 'data: expected Array<unknown>, got an object'],
    [{ error: { message: 'no' } }, 'data: expected Array<unknown>, got undefined'],
  ] as const) {
    const result = decodeJobs(answer)
    expect(result._tag === 'Left' && explain(result.left)).toEqual([reason])
  }
})

test('every row is either an item or a fault, in its order', () => {
  const decodeGraders = decodeList(Grader)
  const good = { type: 'python', name: 'a', source: '' }
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(good), fc.anything())), (data) => {
      const result = decodeGraders({ data })
      if (result._tag === 'Left') throw new Error('refused')
      const { items, faults } = result.right
      expect(items.length + faults.length).toBe(data.length)
      expect(items).toEqual(data.filter((row) => Grader.is(row)))
      for (const { index, reasons } of faults) {
        expect(Grader.is(data[index])).toBe(false)
        expect(reasons.length).toBeGreaterThan(0)
      }
    }),
  )
})
