import { FineTuneStatus } from '@finetune/models'
import { expect, test } from 'vitest'
import { nextDelay } from '../src/options.ts'

test('only a status known to be terminal ends the polling', () => {
  const polled = [
    ...FineTuneStatus.known,
    'validating_files',
    'queued',
    'paused',
    'resuming',
    'new',
  ].filter((status) => nextDelay({ status }, 0) !== false)
  expect(polled).toEqual([
    'created',
    'pending',
    'running',
    'validating_files',
    'queued',
    'paused',
    'resuming',
    'new',
  ])
})

test('a job not seen yet is looked for', () => {
  expect(nextDelay(undefined, 0)).toBe(2_000)
})

test('the wait grows from two seconds to a minute while nothing changes', () => {
  const waits = [0, 10_000, 60_000, 300_000, 3_600_000].map((still) =>
    nextDelay({ status: 'running' }, still),
  )
  expect(waits).toEqual([2_000, 2_000, 12_000, 60_000, 60_000])
})
