import {
  type Client,
  type ClientError,
  createOnce,
  type FollowCursor,
  followFineTuningJob,
  pages,
  stepFineTuningJob,
} from '@finetune/client'
import {
  type CreateFineTuningJob,
  type FineTuningJob,
  type FineTuningJobCheckpoint,
  type FineTuningJobEvent,
  fineTuningJobs,
  type InputOf,
  isTerminal,
  type List,
  mergeMetrics,
  metricsFromCheckpoints,
  metricsFromEvents,
  metricsFromResults,
  type ResultRow,
} from '@finetune/models'
import type { QueryClient, UseMutationOptions } from '@tanstack/react-query'
import { type CreationKeys, creationKeys, type Start } from './creation-keys.ts'
import { infiniteQueryOptions, queryOptions, run } from './endpoint-options.ts'
import { fileContentOptions } from './file-options.ts'
import { addJob, changeJob } from './job-mutation.ts'
import { isEnded, markEnded, ofJob, ofJobPart, ofJobs, queryOf, tellJob } from './job-query.ts'
import { awaitLive, type LiveSource } from './live.ts'
import { type Asking, part } from './part.ts'
import { orNone, type Results, resultsDelay, rowsOf } from './results.ts'
import { scopeOf } from './scope.ts'

/** Which jobs to list. */
export type FineTuningJobQuery = NonNullable<InputOf<typeof fineTuningJobs.list>['query']>

/** The cache keys of fine-tuning jobs, as a tree: invalidate `all` and everything of them is stale. */
export const fineTuningJobKeys = {
  all: (client: Client) => [...scopeOf(client), 'fine-tuning-jobs'] as const,
  lists: (client: Client) => [...fineTuningJobKeys.all(client), 'list'] as const,
  list: (client: Client, query: FineTuningJobQuery = {}) =>
    [...fineTuningJobKeys.lists(client), query] as const,
  pages: (client: Client, query: FineTuningJobQuery = {}) =>
    [...fineTuningJobKeys.lists(client), 'pages', query] as const,
  detail: (client: Client, id: string) => [...fineTuningJobKeys.all(client), 'detail', id] as const,
  events: (client: Client, id: string) => [...fineTuningJobKeys.all(client), 'events', id] as const,
  checkpoints: (client: Client, id: string) =>
    [...fineTuningJobKeys.all(client), 'checkpoints', id] as const,
  results: (client: Client, id: string) =>
    [...fineTuningJobKeys.all(client), 'results', id] as const,
}

/** One page of the jobs, looked at again as long as one of them may change. */
export const fineTuningJobsOptions = (client: Client, query: FineTuningJobQuery = {}) =>
  queryOptions<List<FineTuningJob>, ClientError>({
    ...ofJobs,
    queryKey: fineTuningJobKeys.list(client, query),
    queryFn: ({ signal }) => run(client(fineTuningJobs.list, { query }, { signal })),
  })

/** The jobs, page after page. */
export const fineTuningJobsInfiniteOptions = (client: Client, query: FineTuningJobQuery = {}) =>
  infiniteQueryOptions<
    List<FineTuningJob>,
    ClientError,
    { pages: List<FineTuningJob>[]; pageParams: (string | undefined)[] },
    ReturnType<typeof fineTuningJobKeys.pages>,
    string | undefined
  >({
    queryKey: fineTuningJobKeys.pages(client, query),
    queryFn: ({ pageParam: after, signal }) =>
      run(
        client(
          fineTuningJobs.list,
          { query: { ...query, ...(after !== undefined && { after }) } },
          { signal },
        ),
      ),
    initialPageParam: undefined,
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.id : undefined),
    retry: false,
  })

/** One job, looked at again until it is terminal. */
export const fineTuningJobOptions = (client: Client, id: string) =>
  queryOptions<FineTuningJob, ClientError>({
    ...ofJob,
    queryKey: fineTuningJobKeys.detail(client, id),
    queryFn: ({ signal }) => run(client(fineTuningJobs.retrieve, { id }, { signal })),
  })

/** Where the reading of events has come to, by their query. */
const cursors = /* @__PURE__ */ new WeakMap<
  object,
  { readonly cursor: FollowCursor; count: number }
>()

/**
 * The events of a job, oldest first, looked at again until all are told. Only those are asked for that
 * are not known yet.
 */
export const fineTuningJobEventsOptions = (client: Client, id: string) =>
  queryOptions<readonly FineTuningJobEvent[], ClientError>({
    ...ofJobPart,
    queryKey: fineTuningJobKeys.events(client, id),
    queryFn: async ({ client: cache, queryKey, signal }) => {
      const known = () => cache.getQueryData<readonly FineTuningJobEvent[]>(queryKey) ?? []
      if (await awaitLive(cache, queryKey)) return known()
      const query = queryOf(cache, queryKey)
      const before = known()
      const at = query && cursors.get(query)
      const isAt = at?.count === before.length
      const looked = await run(
        stepFineTuningJob(client, id, isAt ? at.cursor : undefined, { signal }),
      )
      const { job, fault, cursor, done } = looked
      if (!job) throw fault
      if (await awaitLive(cache, queryKey)) return known()
      tellJob(cache, fineTuningJobKeys.detail(client, id), job)
      const events = isAt ? [...before, ...looked.events] : looked.events
      if (query) cursors.set(query, { cursor, count: events.length })
      if (done) markEnded(cache, queryKey)
      return events
    },
  })

/** How a job is followed into the cache. */
export const fineTuningJobLive = (client: Client, id: string): LiveSource => ({
  detail: fineTuningJobKeys.detail(client, id),
  events: fineTuningJobKeys.events(client, id),
  follow: (signal) => followFineTuningJob(client, id, { signal }),
})

/** The checkpoints of a job, looked at again until it is terminal. */
export const fineTuningJobCheckpointsOptions = (client: Client, id: string) =>
  queryOptions<readonly FineTuningJobCheckpoint[], ClientError>({
    ...ofJobPart,
    queryKey: fineTuningJobKeys.checkpoints(client, id),
    queryFn: async ({ client: cache, queryKey, signal }) => {
      const job = await part({ cache, signal }, fineTuningJobOptions(client, id))
      const checkpoints: FineTuningJobCheckpoint[] = []
      let fault: ClientError | undefined
      const items = pages(client, fineTuningJobs.listCheckpoints, { id }, { signal })
      for await (const item of items) {
        if (item._tag === 'Right') checkpoints.push(item.right)
        else fault = item.left
      }
      // One that cannot be read hides no other.
      if (fault && (fault._tag !== 'UnexpectedAnswer' || checkpoints.length === 0)) throw fault
      if (isTerminal(job.status)) markEnded(cache, queryKey)
      return checkpoints
    },
  })

/**
 * What a job has measured: told by its events and checkpoints while it runs, and by its result file at
 * the end. Where they differ, events and checkpoints hold, for the file is rounded.
 */
export const fineTuningJobResultsOptions = (client: Client, id: string) =>
  queryOptions<Results, ClientError>({
    queryKey: fineTuningJobKeys.results(client, id),
    queryFn: async ({ client: cache, signal }) => {
      const asking = { cache, signal }
      const events = await part(asking, fineTuningJobEventsOptions(client, id))
      const areAll = isEnded(queryOf(cache, fineTuningJobKeys.events(client, id)))
      const job = await part(asking, fineTuningJobOptions(client, id))
      const checkpoints = await orNone(part(asking, fineTuningJobCheckpointsOptions(client, id)))
      const rows = await resultRowsOf(client, job, asking)
      const metrics = mergeMetrics(
        metricsFromResults(rows),
        metricsFromEvents(events),
        metricsFromCheckpoints(checkpoints ?? []),
      )
      return { metrics, rows, complete: areAll && isTerminal(job.status) }
    },
    retry: false,
    staleTime: ({ state }) => (state.data?.complete ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: resultsDelay,
  })

const resultRowsOf = async (
  client: Client,
  { result_files }: FineTuningJob,
  asking: Asking,
): Promise<readonly ResultRow[]> => {
  const [file] = result_files ?? []
  if (file === undefined) return []
  const content = await orNone(part(asking, fileContentOptions(client, file)))
  return content === undefined ? [] : rowsOf(content)
}

/** Starts a job, once for a key. Shows it at once, and asks for the lists again. */
export const createFineTuningJobOptions = (
  client: Client,
  cache: QueryClient,
  keyOf: CreationKeys = creationKeys(),
): UseMutationOptions<FineTuningJob, ClientError, Start<CreateFineTuningJob>> => ({
  mutationFn: async ({ body, key = keyOf(body) }) => {
    const job = await run(createOnce(client, fineTuningJobs.create, body, { key }))
    const detail = fineTuningJobKeys.detail(client, job.id)
    return addJob(cache, { detail, stale: [fineTuningJobKeys.lists(client)] }, job)
  },
  retry: false,
})

const changeOptions = (
  client: Client,
  cache: QueryClient,
  change: 'cancel' | 'pause' | 'resume',
): UseMutationOptions<FineTuningJob, ClientError, { readonly id: string }> => ({
  mutationFn: ({ id }) =>
    changeJob(
      cache,
      {
        detail: fineTuningJobKeys.detail(client, id),
        stale: [
          fineTuningJobKeys.events(client, id),
          fineTuningJobKeys.results(client, id),
          fineTuningJobKeys.lists(client),
        ],
      },
      () => run(client(fineTuningJobs[change], { id })),
    ),
  retry: false,
})

/**
 * Cancels a job. Shows it as the server answers it, and asks for its events, its results and the lists
 * again.
 */
export const cancelFineTuningJobOptions = (client: Client, cache: QueryClient) =>
  changeOptions(client, cache, 'cancel')

/** Pauses a job that runs; otherwise as cancelling. */
export const pauseFineTuningJobOptions = (client: Client, cache: QueryClient) =>
  changeOptions(client, cache, 'pause')

/** Lets a paused job go on; otherwise as cancelling. */
export const resumeFineTuningJobOptions = (client: Client, cache: QueryClient) =>
  changeOptions(client, cache, 'resume')
