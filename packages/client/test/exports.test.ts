import { expect, test } from 'vitest'
import * as api from '../src/index.ts'

test('exports these names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ClientFailure',
    'bind',
    'bindPromise',
    'chatCompletions',
    'checkpointPermissions',
    'completions',
    'createClient',
    'createOnce',
    'createProxy',
    'downloadFile',
    'files',
    'fineTuneResults',
    'fineTunes',
    'fineTuningJobs',
    'followFineTune',
    'followFineTuningJob',
    'fromEnv',
    'graders',
    'models',
    'pages',
    'signWebhook',
    'stepFineTune',
    'stepFineTuningJob',
    'streamEvents',
    'uploadFile',
    'uploads',
    'verifyWebhook',
  ])
})
