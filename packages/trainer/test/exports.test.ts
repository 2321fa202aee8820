import { expect, test } from 'vitest'
import * as base from '../src/base.ts'
import * as trainer from '../src/index.ts'

test('the package exports these values', () => {
  expect(Object.keys(trainer).sort()).toEqual([
    'END',
    'classificationMetrics',
    'classify',
    'createModel',
    'loadModel',
    'parameterCount',
    'startPreferenceTraining',
    'startReinforcementTraining',
    'startTraining',
  ])
})

test('the entry of the base model exports this value', () => {
  expect(Object.keys(base)).toEqual(['createPretrainedModel'])
})
