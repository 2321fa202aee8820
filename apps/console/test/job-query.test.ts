import { expect, test } from 'vitest'
import type { Job } from '../src/job.ts'
import { durationOf, readQuery, selectJobs, writeQuery } from '../src/job-query.ts'

const jobOf = (id: string, changed: Partial<Job> = {}): Job => ({
  api: 'modern',
  id,
  status: 'succeeded',
  base: 'gpt-4o-mini',
  dataset: 'tickets.jsonl',
  created: 100,
  ...changed,
})

const JOBS = [
  jobOf('ftjob-a', { created: 1, tokens: 30, ended: 61 }),
  jobOf('ftjob-b', { created: 2, status: 'running' }),
  jobOf('ft-c', { api: 'legacy', created: 3, base: 'curie', tokens: 7, ended: 5 }),
  jobOf('ftjob-d', { created: 4, status: 'failed', dataset: 'spam.jsonl' }),
]

const idsOf = (address: string) =>
  selectJobs(JOBS, readQuery(new URLSearchParams(address)), 1_000).map(({ id }) => id)

test('jobs come newest first, and as the address asks otherwise', () => {
  expect(idsOf('')).toEqual(['ftjob-d', 'ft-c', 'ftjob-b', 'ftjob-a'])
  expect(idsOf('sort=created')).toEqual(['ftjob-a', 'ftjob-b', 'ft-c', 'ftjob-d'])
  expect(idsOf('status=failed')).toEqual(['ftjob-d'])
  expect(idsOf('api=legacy')).toEqual(['ft-c'])
  expect(idsOf('q=FTJOB+tickets')).toEqual(['ftjob-b', 'ftjob-a'])
  expect(idsOf('q=nothing')).toEqual([])
})

test('what is not known comes last, whichever way the list runs', () => {
  expect(idsOf('sort=tokens')).toEqual(['ft-c', 'ftjob-a', 'ftjob-d', 'ftjob-b'])
  expect(idsOf('sort=-tokens')).toEqual(['ftjob-a', 'ft-c', 'ftjob-d', 'ftjob-b'])
  expect(idsOf('sort=-duration')).toEqual(['ftjob-b', 'ftjob-a', 'ft-c', 'ftjob-d'])
  expect(JOBS.map((job) => durationOf(job, 1_000))).toEqual([60, 998, 2, undefined])
})

test('an address says what is unusual, and a broken one is as usual', () => {
  for (const address of ['', 'q=a', 'status=running&api=modern&sort=tokens&page=3']) {
    const query = readQuery(new URLSearchParams(address))
    expect(new URLSearchParams(writeQuery(query)).toString()).toBe(address)
  }
  const broken = readQuery(new URLSearchParams('sort=-nothing&page=-7'))
  expect(writeQuery(broken)).toEqual({})
})
