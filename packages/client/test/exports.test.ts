import { expect, test } from 'vitest'
import * as api from '../src/index.ts'

test('exports these names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ClientFailure',
    'bind',
    'bindPromise',
    'completions',
    'createClient',
    'files',
    'fineTuneResults',
    'fineTunes',
    'followFineTune',
    'fromEnv',
    'models',
    'streamEvents',
  ])
})
