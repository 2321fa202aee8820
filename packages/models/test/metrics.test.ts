import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bestCheckpoint,
  FineTuningJobCheckpoint,
  FineTuningJobEvent,
  looksOverfit,
  mergeMetrics,
  metricsFromCheckpoints,
  metricsFromEvents,
  metricsFromResults,
  parseResults,
  type StepMetrics,
  smooth,
} from '../src/index.ts'
import { checkpoint, events } from './fixtures/fine-tuning-job.ts'

const decodedEvents = Object.values(events).flatMap((event) => {
  const result = FineTuningJobEvent.decode(event)
  return result._tag === 'Right' ? [result.right] : []
})

const checkpointOf = (step_number: number, metrics: object): FineTuningJobCheckpoint => {
  const result = FineTuningJobCheckpoint.decode({ ...checkpoint, step_number, metrics })
  if (result._tag === 'Left') throw new Error('no checkpoint')
  return result.right
}

const row: fc.Arbitrary<StepMetrics> = fc
  .record(
    {
      step: fc.nat({ max: 40 }),
      trainLoss: fc.double({ min: 0, max: 10, noNaN: true }),
      validLoss: fc.double({ min: 0, max: 10, noNaN: true }),
      fullValidTokenAccuracy: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['step'] },
  )
  .map((metrics) => ({ ...metrics }))
const rows = fc.array(row)
const losses = fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }))

test('events tell metrics in the order of their steps, and other events none', () => {
  expect(decodedEvents).toHaveLength(Object.keys(events).length)
  expect(metricsFromEvents(decodedEvents)).toEqual([
    { step: 2 },
    {
      step: 20,
      trainLoss: 0.2514,
      trainTokenAccuracy: 0.875,
      validLoss: 0.305,
      validTokenAccuracy: 0.8,
      fullValidLoss: 0.3111,
      fullValidTokenAccuracy: 0.8125,
    },
  ])
})

test('an event whose metrics are none is passed over', () => {
  const [first] = decodedEvents
  if (!first) throw new Error('no event')
  const odd = [{ step: 1, train_loss: 'low' }, { step: 1.5, train_loss: 1 }, { train_loss: 1 }, {}]
  expect(metricsFromEvents(odd.map((data) => ({ ...first, type: 'metrics', data })))).toEqual([])
})

test('checkpoints tell theirs by the number of their step', () => {
  const told = { step: 7, train_loss: 0.5, full_valid_loss: null, type: 'supervised' }
  expect(
    metricsFromCheckpoints([checkpointOf(80, told), checkpointOf(40, { valid_loss: 0.25 })]),
  ).toEqual([
    { step: 40, validLoss: 0.25 },
    { step: 80, trainLoss: 0.5 },
  ])
})

test('result files of both times tell the same', () => {
  const legacy = parseResults(
    'step,training_loss,training_token_accuracy,validation_loss\n1,2,0.5,\n',
  )
  const modern = parseResults('step,train_loss,train_accuracy,valid_loss\n1,2,0.5,\n')
  for (const result of [legacy, modern]) {
    expect(result._tag === 'Right' && metricsFromResults(result.right)).toEqual([
      { step: 1, trainLoss: 2, trainTokenAccuracy: 0.5 },
    ])
  }
})

test('of what two sources tell of a step the later holds, and nothing is lost', () => {
  expect(
    mergeMetrics(
      [{ step: 2, trainLoss: 0.5, validLoss: 0.7 }],
      [
        { step: 2, trainLoss: 0.50001 },
        { step: 1, trainLoss: 1 },
      ],
    ),
  ).toEqual([
    { step: 1, trainLoss: 1 },
    { step: 2, trainLoss: 0.50001, validLoss: 0.7 },
  ])
})

test('a value that is not there, or no number, never replaces one that is', () => {
  const told: StepMetrics = { step: 1, trainLoss: 0.5 }
  for (const trainLoss of [undefined, null, Number.NaN, Number.POSITIVE_INFINITY]) {
    const untold = JSON.parse('{"step":1}')
    untold.trainLoss = trainLoss
    expect(mergeMetrics([told], [untold])).toEqual([told])
    expect(Object.keys(mergeMetrics([untold])[0] ?? {})).toEqual(['step'])
  }
})

test('merging is idempotent, and sorts', () => {
  fc.assert(
    fc.property(rows, rows, (some, others) => {
      const merged = mergeMetrics(some, others)
      expect(mergeMetrics(merged)).toEqual(merged)
      expect(mergeMetrics(merged, merged)).toEqual(merged)
      expect(mergeMetrics(mergeMetrics(some), mergeMetrics(others))).toEqual(merged)
      const steps = merged.map(({ step }) => step)
      expect(steps).toEqual(
        [...new Set([...some, ...others].map(({ step }) => step))].sort((a, b) => a - b),
      )
    }),
  )
})

test('what no source tells of a step stays missing', () => {
  fc.assert(
    fc.property(rows, (some) => {
      for (const merged of mergeMetrics(some)) {
        const told = some.filter(({ step }) => step === merged.step).flatMap(Object.keys)
        expect(new Set(Object.keys(merged))).toEqual(new Set(told))
      }
    }),
  )
})

test('without memory a series stays as it is', () => {
  fc.assert(
    fc.property(losses, (values) => {
      expect(smooth(values, 0)).toEqual(values)
    }),
  )
})

test('smoothing keeps what is missing, the first value, and within bounds', () => {
  fc.assert(
    fc.property(losses, fc.double({ min: 0, max: 0.99, noNaN: true }), (values, memory) => {
      const smoothed = smooth(values, memory)
      expect(smoothed.map((value) => value === undefined)).toEqual(
        values.map((value) => value === undefined),
      )
      const told = values.filter((value) => value !== undefined)
      const [first = 0] = told
      expect(smoothed.find((value) => value !== undefined) ?? 0).toBeCloseTo(first, 6)
      for (const value of smoothed) {
        if (value === undefined) continue
        expect(value).toBeGreaterThanOrEqual(Math.min(...told) - 1e-6)
        expect(value).toBeLessThanOrEqual(Math.max(...told) + 1e-6)
      }
    }),
  )
})

test('a constant series is smooth already', () => {
  for (const value of smooth(Array(50).fill(0.25), 0.9)) expect(value).toBeCloseTo(0.25, 12)
})

test('the best checkpoint has the lowest loss on all validation examples, the earliest of equals', () => {
  const at = (step: number, full_valid_loss: number, valid_loss: number) =>
    checkpointOf(step, { full_valid_loss, valid_loss })
  const checkpoints = [at(30, 0.5, 0.1), at(20, 0.4, 0.9), at(10, 0.4, 0.8)]
  expect(bestCheckpoint(checkpoints)?.step_number).toBe(10)
  expect(checkpoints.map(({ step_number }) => step_number)).toEqual([30, 20, 10])
})

test('where no checkpoint knows that, the loss on some of them counts, or else the last one', () => {
  const some = [checkpointOf(30, { valid_loss: 0.5 }), checkpointOf(20, { valid_loss: 0.4 })]
  expect(bestCheckpoint(some)?.step_number).toBe(20)
  const none = [checkpointOf(20, {}), checkpointOf(30, { train_loss: 9 }), checkpointOf(10, {})]
  expect(bestCheckpoint(none)?.step_number).toBe(30)
  const half = [
    checkpointOf(10, { full_valid_loss: null }),
    checkpointOf(20, { full_valid_loss: 9 }),
  ]
  expect(bestCheckpoint(half)?.step_number).toBe(20)
  expect(bestCheckpoint([])).toBeUndefined()
})

const course = (count: number, validLoss: (share: number) => number): StepMetrics[] =>
  Array.from({ length: count }, (_, index) => ({
    step: index + 1,
    trainLoss: 1 - index / count,
    validLoss: validLoss(index / count),
  }))

test('a job whose validation loss rises while it learns looks overfit', () => {
  const rising = course(20, (share) => Math.abs(share - 0.4) + 0.2)
  expect(looksOverfit(rising)).toBe(true)
  expect(looksOverfit(rising.toReversed())).toBe(true)
  expect(looksOverfit(rising.slice(0, 9))).toBe(false)
})

test('one whose losses fall, stay, or rise together does not', () => {
  expect(looksOverfit(course(20, (share) => 1 - share))).toBe(false)
  expect(looksOverfit(course(20, () => 0.5))).toBe(false)
  const unlearning = course(20, (share) => share + 0.1).map((metrics) => ({
    ...metrics,
    trainLoss: metrics.validLoss ?? 0,
  }))
  expect(looksOverfit(unlearning)).toBe(false)
})

test('fewer than five validation losses, or no training loss, tell nothing', () => {
  const rising = course(4, (share) => 1 + share)
  expect(looksOverfit(rising)).toBe(false)
  expect(looksOverfit([])).toBe(false)
  expect(
    looksOverfit(course(20, (share) => 1 + share).map(({ trainLoss: _, ...rest }) => rest)),
  ).toBe(false)
})

test('the loss on all validation examples is taken before that on some', () => {
  const rising = course(20, (share) => 1 - share).map((metrics) => ({
    ...metrics,
    fullValidLoss: 1 + metrics.step,
  }))
  expect(looksOverfit(rising)).toBe(true)
})

test('whether a job of a hundred thousand steps is overfit is found out', () => {
  expect(looksOverfit(course(100_000, (share) => Math.abs(share - 0.4) + 0.2))).toBe(true)
})
