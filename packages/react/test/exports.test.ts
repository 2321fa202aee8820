import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import * as options from '../src/options.ts'

test('exports these names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ClientProvider',
    'useCancelFineTune',
    'useClient',
    'useCreateFineTune',
    'useFiles',
    'useFineTune',
    'useFineTuneEvents',
    'useFineTuneResults',
    'useFineTunes',
    'useUploadFile',
  ])
})

test('exports these options', () => {
  expect(Object.keys(options).sort()).toEqual([
    'cancelFineTuneOptions',
    'createFineTuneOptions',
    'endpointMutation',
    'endpointQuery',
    'fileKeys',
    'filesOptions',
    'fineTuneEventsOptions',
    'fineTuneKeys',
    'fineTuneOptions',
    'fineTuneResultsOptions',
    'fineTunesOptions',
    'nextDelay',
    'uploadFileOptions',
  ])
})
