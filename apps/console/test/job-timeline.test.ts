import { expect, test } from 'vitest'
import { timelineOf } from '../src/job-timeline.ts'

const eventsOf = (...messages: readonly string[]) =>
  messages.map((message, index) => ({ created_at: 10 + index, level: 'info', message }))

const told = (status: string, messages: readonly string[], finished_at: number | null = null) =>
  timelineOf({ status, created_at: 1, finished_at }, eventsOf(...messages)).map(
    ({ name, at, state }) => `${name} ${at ?? '?'} ${state}`,
  )

test('the events of both APIs tell the states of a job and when they began', () => {
  expect(
    told('succeeded', [
      'Created fine-tune: ft-1',
      'Fine-tune enqueued. Queue number: 0',
      'Fine-tune started',
      'Fine-tune succeeded',
    ]),
  ).toEqual(['created 1 past', 'queued 11 past', 'running 12 past', 'succeeded 13 now'])
  expect(
    told('running', [
      'Created fine-tuning job: ftjob-1',
      'Validating training file: file-1',
      'Files validated, moving job to queued state',
      'Fine-tuning job started',
      'Step 1/9: training loss=1.00',
    ]),
  ).toEqual([
    'created 1 past',
    'validating files 11 past',
    'queued 12 past',
    'running 13 now',
    'succeeded ? ahead',
  ])
})

test('where the server tells nothing, the state is there all the same', () => {
  expect(told('validating_files', [])).toEqual([
    'created 1 past',
    'validating files ? now',
    'running ? ahead',
    'succeeded ? ahead',
  ])
  expect(told('hibernating', [])[1]).toBe('hibernating ? now')
  expect(told('succeeded', [], 99)).toEqual(['created 1 past', 'succeeded 99 now'])
})
