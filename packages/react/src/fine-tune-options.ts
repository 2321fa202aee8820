import { type Client, type ClientError, createOnce, followFineTune } from '@finetune/client'
import {
  type CreateFineTune,
  type FineTune,
  type FineTuneEvent,
  fineTuneResults,
  fineTunes,
  isTerminal,
  type List,
  metricsFromResults,
  type ResultRow,
} from '@finetune/models'
import type { QueryClient, UseMutationOptions } from '@tanstack/react-query'
import { type CreationKeys, creationKeys, type Start } from './creation-keys.ts'
import { queryOptions, run } from './endpoint-options.ts'
import { fileContentOptions } from './file-options.ts'
import { addJob, changeJob } from './job-mutation.ts'
import { markEnded, ofJob, ofJobPart, ofJobs } from './job-query.ts'
import { awaitLive, type LiveSource } from './live.ts'
import { type Asking, part } from './part.ts'
import { orNone, type Results, resultsDelay, rowsOf } from './results.ts'
import { scopeOf } from './scope.ts'

/**
 * The cache keys of fine-tunes, as a tree: invalidate `all` and everything of them is stale.
 *
 * @deprecated Use `fineTuningJobKeys`.
 */
export const fineTuneKeys = {
  all: (client: Client) => [...scopeOf(client), 'fine-tunes'] as const,
  lists: (client: Client) => [...fineTuneKeys.all(client), 'list'] as const,
  list: (client: Client) => fineTuneKeys.lists(client),
  detail: (client: Client, id: string) => [...fineTuneKeys.all(client), 'detail', id] as const,
  events: (client: Client, id: string) => [...fineTuneKeys.all(client), 'events', id] as const,
  results: (client: Client, id: string) => [...fineTuneKeys.all(client), 'results', id] as const,
}

/**
 * All fine-tunes, oldest first, looked at again as long as one of them may change.
 *
 * @deprecated Use `fineTuningJobsOptions`.
 */
export const fineTunesOptions = (client: Client) =>
  queryOptions<List<FineTune>, ClientError>({
    ...ofJobs,
    queryKey: fineTuneKeys.list(client),
    queryFn: ({ signal }) => run(client(fineTunes.list, {}, { signal })),
  })

/**
 * One fine-tune, looked at again until it is terminal.
 *
 * @deprecated Use `fineTuningJobOptions`.
 */
export const fineTuneOptions = (client: Client, id: string) =>
  queryOptions<FineTune, ClientError>({
    ...ofJob,
    queryKey: fineTuneKeys.detail(client, id),
    queryFn: ({ signal }) => run(client(fineTunes.retrieve, { id }, { signal })),
  })

/**
 * The events of a fine-tune, oldest first, looked at again until it is terminal.
 *
 * @deprecated Use `fineTuningJobEventsOptions`.
 */
export const fineTuneEventsOptions = (client: Client, id: string) =>
  queryOptions<readonly FineTuneEvent[], ClientError>({
    ...ofJobPart,
    queryKey: fineTuneKeys.events(client, id),
    queryFn: async ({ client: cache, queryKey, signal }) => {
      const known = () => cache.getQueryData<readonly FineTuneEvent[]>(queryKey) ?? []
      if (await awaitLive(cache, queryKey)) return known()
      const job = await part({ cache, signal }, fineTuneOptions(client, id))
      const events =
        job.events ?? (await run(client(fineTunes.listEvents, { id }, { signal }))).data
      if (await awaitLive(cache, queryKey)) return known()
      if (isTerminal(job.status)) markEnded(cache, queryKey)
      return events
    },
  })

/** How a fine-tune is followed into the cache. */
export const fineTuneLive = (client: Client, id: string): LiveSource => ({
  detail: fineTuneKeys.detail(client, id),
  events: fineTuneKeys.events(client, id),
  follow: (signal) => followFineTune(client, id, { signal }),
})

/**
 * What a fine-tune has measured: told by its result file when it has one, before that by a server that
 * tells its rows while the job runs (Finetune's local one does), and nothing where it does not.
 *
 * @deprecated Use `fineTuningJobResultsOptions`.
 */
export const fineTuneResultsOptions = (client: Client, id: string) =>
  queryOptions<Results, ClientError>({
    queryKey: fineTuneKeys.results(client, id),
    queryFn: async ({ client: cache, signal }) => {
      const job = await part({ cache, signal }, fineTuneOptions(client, id))
      const rows = await resultRowsOf(client, job, { cache, signal })
      return { metrics: metricsFromResults(rows), rows, complete: isTerminal(job.status) }
    },
    retry: false,
    staleTime: ({ state }) => (state.data?.complete ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: resultsDelay,
  })

/** Servers that tell no rows before a job has ended. */
const silent = /* @__PURE__ */ new WeakSet<Client>()

const resultRowsOf = async (
  client: Client,
  { id, result_files: [file] }: FineTune,
  asking: Asking,
): Promise<readonly ResultRow[]> => {
  if (file) {
    const content = await orNone(part(asking, fileContentOptions(client, file.id)))
    return content === undefined ? [] : rowsOf(content)
  }
  if (silent.has(client)) return []
  const { signal } = asking
  const content = await orNone(run(client(fineTuneResults.retrieve, { id }, { signal })))
  if (content === undefined) silent.add(client)
  return content === undefined ? [] : rowsOf(content)
}

/**
 * Starts a fine-tune, once for a key. Shows it at once, and asks for the list again.
 *
 * @deprecated Use `createFineTuningJobOptions`.
 */
export const createFineTuneOptions = (
  client: Client,
  cache: QueryClient,
  keyOf: CreationKeys = creationKeys(),
): UseMutationOptions<FineTune, ClientError, Start<CreateFineTune>> => ({
  mutationFn: async ({ body, key = keyOf(body) }) => {
    const job = await run(createOnce(client, fineTunes.create, body, { key }))
    const detail = fineTuneKeys.detail(client, job.id)
    return addJob(cache, { detail, stale: [fineTuneKeys.lists(client)] }, job)
  },
  retry: false,
})

/**
 * Cancels a fine-tune. Shows it as the server answers it, and asks for its events, its results and the
 * list again.
 *
 * @deprecated Use `cancelFineTuningJobOptions`.
 */
export const cancelFineTuneOptions = (
  client: Client,
  cache: QueryClient,
): UseMutationOptions<FineTune, ClientError, { readonly id: string }> => ({
  mutationFn: ({ id }) =>
    changeJob(
      cache,
      {
        detail: fineTuneKeys.detail(client, id),
        stale: [
          fineTuneKeys.events(client, id),
          fineTuneKeys.results(client, id),
          fineTuneKeys.lists(client),
        ],
      },
      () => run(client(fineTunes.cancel, { id })),
    ),
  retry: false,
})
