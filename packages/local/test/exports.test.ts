import * as local from '@finetune/local'
import { expect, test } from 'vitest'

test('the package exports these names and no others', () => {
  expect(Object.keys(local).sort()).toEqual([
    'createLocalApi',
    'createManualClock',
    'exportData',
    'importData',
    'listen',
  ])
})
