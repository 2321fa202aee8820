import type { Job } from './job.ts'

/** Which jobs are shown, and how: what the address of the list says. */
export interface JobQuery {
  readonly search: string
  /** Empty is any. */
  readonly status: string
  readonly api: string
  readonly sort: SortKey
  readonly descending: boolean
  /** From 1 on. */
  readonly page: number
}

export const SORT_KEYS = ['created', 'status', 'base', 'duration', 'tokens'] as const
export type SortKey = (typeof SORT_KEYS)[number]

export const PAGE_SIZE = 20

export const readQuery = (params: URLSearchParams): JobQuery => {
  const sort = params.get('sort') ?? '-created'
  const key = SORT_KEYS.find((name) => name === sort.replace('-', '')) ?? 'created'
  return {
    search: params.get('q') ?? '',
    status: params.get('status') ?? '',
    api: params.get('api') ?? '',
    sort: key,
    descending: sort.startsWith('-'),
    page: Math.max(1, Math.trunc(Number(params.get('page'))) || 1),
  }
}

/** What is not said is as usual, so that an address stays short. */
export const writeQuery = ({ search, status, api, sort, descending, page }: JobQuery) => ({
  ...(search && { q: search }),
  ...(status && { status }),
  ...(api && { api }),
  ...((sort !== 'created' || !descending) && { sort: `${descending ? '-' : ''}${sort}` }),
  ...(page > 1 && { page: String(page) }),
})

/** The jobs that are asked for, in order, all pages. */
export const selectJobs = (jobs: readonly Job[], query: JobQuery, now: number): readonly Job[] => {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = jobs.filter((job) => {
    const text = `${job.id} ${job.base} ${job.model ?? ''} ${job.dataset}`.toLowerCase()
    return (
      words.every((word) => text.includes(word)) &&
      (!query.status || job.status === query.status) &&
      (!query.api || job.api === query.api)
    )
  })
  const told = VALUES[query.sort]
  const direction = query.descending ? -1 : 1
  return found.toSorted((one, other) => {
    const [a, b] = [told(one, now), told(other, now)]
    const newer = other.created - one.created
    // What is not known comes last, whichever way the list runs.
    if (a === undefined || b === undefined) {
      return Number(a === undefined) - Number(b === undefined) || newer
    }
    if (a === b) return newer
    return (a < b ? -1 : 1) * direction
  })
}

const VALUES: Readonly<Record<SortKey, (job: Job, now: number) => string | number | undefined>> = {
  created: ({ created }) => created,
  status: ({ status }) => status,
  base: ({ base }) => base,
  duration: durationOf,
  tokens: ({ tokens }) => tokens,
}

/** Seconds that a job took, or has taken until now; undefined where its end is not told. */
export function durationOf(job: Job, now: number): number | undefined {
  if (job.ended !== undefined) return Math.max(0, job.ended - job.created)
  return ['succeeded', 'failed', 'cancelled', 'canceled'].includes(job.status)
    ? undefined
    : Math.max(0, now - job.created)
}
