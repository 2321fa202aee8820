import { expect, test } from 'vitest'
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
