import type { ClientError } from '@finetune/client'
import { isTerminal } from '@finetune/models'
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { nextDelay, stillFor } from './polling.ts'

interface AnyJob {
  readonly status: string
}

/** What TanStack tells of a query when it asks when to look again. */
export interface Looked<A> {
  readonly state: { readonly data: A | undefined; readonly error: ClientError | null }
}

/** Queries of jobs that are followed now. */
export const followed = /* @__PURE__ */ new WeakSet<object>()
/** Queries to which nothing will be added. */
const ended = /* @__PURE__ */ new WeakSet<object>()

export const queryOf = (cache: QueryClient, queryKey: QueryKey) =>
  cache.getQueryCache().find({ queryKey, exact: true })

export const isEnded = (query: object | undefined): boolean =>
  query !== undefined && ended.has(query)

/** Notes that nothing will be added to what a query holds. */
export const markEnded = (cache: QueryClient, key: QueryKey): void => {
  const query = queryOf(cache, key)
  if (query) ended.add(query)
}

/** Shows a job as it was just told; one that has ended does not go on again. */
export const tellJob = (cache: QueryClient, detail: QueryKey, job: AnyJob): void => {
  cache.setQueryData<AnyJob>(detail, (known) =>
    known && isTerminal(known.status) && !isTerminal(job.status) ? known : job,
  )
}

/** Milliseconds in which an answer serves whoever asks next. */
const FRESH = 1_000
/** Milliseconds between two looks at a job whose events come by themselves. */
const HEARTBEAT = 60_000

const freshFor = (isOver: boolean): number => (isOver ? Number.POSITIVE_INFINITY : FRESH)

/** When one job is asked for: while it may change, and rarely as long as somebody follows it. */
export const ofJob = {
  retry: false,
  staleTime: ({ state: { data } }: Looked<AnyJob>) =>
    freshFor(data !== undefined && isTerminal(data.status)),
  refetchInterval: (query: Looked<AnyJob>) => {
    const { data, error } = query.state
    const delay = nextDelay(data, stillFor(data ?? query), error)
    return delay !== false && followed.has(query) ? HEARTBEAT : delay
  },
} as const

/** When what a job adds to is asked for: until it is marked as ended. */
export const ofJobPart = {
  retry: false,
  staleTime: (query: Looked<object>) => freshFor(isEnded(query)),
  refetchInterval: (query: Looked<object>) => {
    const { data, error } = query.state
    if (isEnded(query) || followed.has(query)) return false
    return nextDelay(undefined, stillFor(data ?? query), error)
  },
} as const

/** When a list of jobs is asked for: while one of them may change. */
export const ofJobs = {
  retry: false,
  refetchInterval: (query: Looked<{ readonly data: readonly AnyJob[] }>) => {
    const { data, error } = query.state
    const job = data?.data.find(({ status }) => !isTerminal(status))
    return nextDelay(data && (job ?? SETTLED), stillFor(data ?? query), error)
  },
} as const

const SETTLED: AnyJob = { status: 'succeeded' }
