import type { ClientError } from '@finetune/client'
import { FineTuneStatus, FineTuningJobStatus, TogetherFineTuneStatus } from '@finetune/models'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDelay } from '../src/options.ts'

const AZURE = ['notRunning', 'pending', 'pausing', 'resuming', 'canceled', 'deleted']
const STATUSES = new Set([
  ...FineTuneStatus.known,
  ...FineTuningJobStatus.known,
  ...TogetherFineTuneStatus.known,
  ...AZURE,
  'STARTED',
  'new in 2027',
])

test('only a status known to be terminal ends the polling, and what waits is looked at slowly', () => {
  const delays = Object.fromEntries(
    [...STATUSES].map((status) => [status, nextDelay({ status }, 0)]),
  )
  const quick = 2_000
  const slow = 10_000
  expect(delays).toEqual({
    created: quick,
    pending: quick,
    validating_files: quick,
    queued: quick,
    running: quick,
    pausing: quick,
    resuming: quick,
    cancel_requested: quick,
    paused: slow,
    compressing: slow,
    uploading: slow,
    notRunning: slow,
    deleted: slow,
    STARTED: slow,
    'new in 2027': slow,
    // Together's own words: a job of theirs is polled as `fineTuningJobOfTogether` makes it.
    error: slow,
    completed: slow,
    succeeded: false,
    failed: false,
    cancelled: false,
    canceled: false,
  })
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

const refused = (status: number, retryAfter?: number): ClientError => ({
  _tag: 'Refused',
  message: 'no',
  reason: 'no',
  method: 'GET',
  path: '/fine-tunes/:id',
  attempts: 1,
  status,
  ...(retryAfter !== undefined && { retryAfter }),
})

test('a failure that passes does not end the polling, and one that does not does', () => {
  const after = (error: ClientError) => nextDelay({ status: 'running' }, 0, error)
  for (const status of [408, 429, 500, 503]) expect(after(refused(status))).toBe(2_000)
  for (const status of [400, 401, 403, 404]) expect(after(refused(status))).toBe(false)
  const { message, method, path, attempts } = refused(400)
  for (const _tag of ['NoAnswer', 'TimedOut', 'Aborted', 'StreamBroken'] as const) {
    expect(after({ _tag, message, method, path, attempts })).toBe(2_000)
  }
  expect(after({ _tag: 'InvalidRequest', message, method, path, attempts })).toBe(false)
})

test('a server that asks to wait gets its way, up to an hour', () => {
  const waits = [100, 30_000, 86_400_000].map((retryAfter) =>
    nextDelay({ status: 'running' }, 0, refused(429, retryAfter)),
  )
  expect(waits).toEqual([2_000, 30_000, 3_600_000])
})

test('whatever the status and however long it stands, the wait is 2 seconds to a minute', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(1e12), (status, still) => {
      const delay = nextDelay({ status }, still)
      if (delay === false) return
      expect(delay).toBeGreaterThanOrEqual(2_000)
      expect(delay).toBeLessThanOrEqual(60_000)
    }),
  )
})
