import * as local from '@finetune/local'
import { expect, test } from 'vitest'

test('in a browser the package exports what needs no files and no ports', () => {
  expect(Object.keys(local).sort()).toEqual(['createLocalApi', 'createManualClock'])
})
