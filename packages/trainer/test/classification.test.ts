import { expect, test } from 'vitest'
import {
  type Classification,
  classificationMetrics,
  classify,
  createModel,
  startTraining,
} from '../src/index.ts'
import { byHeart, examples, finish, small } from './samples.ts'

/** A classification into " no" and " yes" with these probabilities of " yes". */
const yesOrNo = (...cases: readonly [actual: string, yes: number][]): Classification => ({
  classes: [' no', ' yes'],
  examples: cases.map(([actual, yes]) => ({
    actual,
    predicted: yes > 0.5 ? ' yes' : ' no',
    probabilities: [1 - yes, yes],
  })),
})

test('a trained model sorts examples into their classes', () => {
  const training = startTraining({
    model: createModel(small, 1),
    examples,
    hyperparameters: byHeart,
  })
  finish(training)
  const classes = [' red', ' green', ' blue', ' white', ' black']
  const classification = classify(training.model, examples, classes)
  expect(classification.examples[0]).toMatchObject({ actual: ' red', predicted: ' red' })
  for (const { probabilities } of classification.examples) {
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1)
  }
  expect(classificationMetrics(classification)).toEqual({ accuracy: 1, weightedF1: 1 })
})

test('metrics of two classes are counted against the positive class', () => {
  const classification = yesOrNo(
    [' yes', 0.9],
    [' no', 0.8],
    [' yes', 0.7],
    [' yes', 0.4],
    [' no', 0.3],
    [' no', 0.2],
  )
  const precision = 2 / 3
  const recall = 2 / 3
  expect(classificationMetrics(classification, ' yes', [1, 2])).toEqual({
    accuracy: 4 / 6,
    precision,
    recall,
    auroc: 7 / 9,
    auprc: (1 / 1 + 2 / 3 + 3 / 4) / 3,
    fBeta: [
      { beta: 1, score: expect.closeTo(2 / 3) },
      { beta: 2, score: expect.closeTo(2 / 3) },
    ],
  })
})

test('examples of one score count as half in order', () => {
  const classification = yesOrNo([' yes', 0.6], [' no', 0.6], [' yes', 0.6], [' no', 0.6])
  expect(classificationMetrics(classification, ' yes')).toMatchObject({ auroc: 0.5, auprc: 0.5 })
})

test('a class that is never predicted or never there gives 0, not a fault', () => {
  expect(classificationMetrics(yesOrNo([' no', 0.1], [' no', 0.2]), ' yes')).toEqual({
    accuracy: 1,
    precision: 0,
    recall: 0,
    auroc: 0,
    auprc: 0,
    fBeta: [{ beta: 1, score: 0 }],
  })
  expect(classificationMetrics(yesOrNo(), ' yes')).toMatchObject({ accuracy: 0 })
})

test('the F-scores of many classes are weighted by their examples', () => {
  const example = (actual: string, predicted: string) => ({ actual, predicted, probabilities: [] })
  const classification = {
    classes: ['a', 'b', 'c'],
    examples: [example('a', 'a'), example('a', 'b'), example('b', 'b'), example('c', 'c')],
  }
  const a = 2 / 3
  const b = 2 / 3
  expect(classificationMetrics(classification)).toEqual({
    accuracy: 3 / 4,
    weightedF1: expect.closeTo((2 * a + b + 1) / 4),
  })
})

test('a positive class that is none of the classes is refused', () => {
  expect(() => classificationMetrics(yesOrNo(), ' maybe')).toThrow(
    '" maybe" is none of the classes.',
  )
})
