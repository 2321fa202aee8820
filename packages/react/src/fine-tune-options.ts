import { type Client, type ClientError, followFineTune } from '@finetune/client'
import {
  type FineTune,
  type FineTuneEvent,
  files,
  fineTuneResults,
  fineTunes,
  isTerminal,
  type List,
  parseResults,
  type ResultRow,
} from '@finetune/models'
import type { QueryClient } from '@tanstack/react-query'
import {
  endpointMutation,
  mutationOptions,
  queryOptions,
  run,
  scopeOf,
} from './endpoint-options.ts'
import { nextDelay, stillFor } from './polling.ts'

/**
 * The cache keys of fine-tunes. Invalidate `all` and everything of them is stale.
 *
 * @deprecated Use `fineTuningJobKeys`.
 */
export const fineTuneKeys = {
  all: (client: Client) => [...scopeOf(client), 'fine-tunes'] as const,
  list: (client: Client) => [...fineTuneKeys.all(client), 'list'] as const,
  detail: (client: Client, id: string | undefined) =>
    [...fineTuneKeys.all(client), 'detail', id] as const,
  events: (client: Client, id: string | undefined) =>
    [...fineTuneKeys.all(client), 'events', id] as const,
  results: (client: Client, id: string | undefined) =>
    [...fineTuneKeys.all(client), 'results', id] as const,
}

/**
 * All fine-tunes, oldest first, looked at again as long as one of them may change.
 *
 * @deprecated Use `fineTuningJobsOptions`.
 */
export const fineTunesOptions = (client: Client) =>
  queryOptions<List<FineTune>, ClientError>({
    queryKey: fineTuneKeys.list(client),
    queryFn: ({ signal }) => run(client(fineTunes.list, {}, { signal })),
    retry: false,
    refetchInterval: ({ state: { data } }) =>
      nextDelay(data?.data.find(({ status }) => !isTerminal(status)) ?? SETTLED, stillFor(data)),
  })

const SETTLED = { status: 'succeeded' }

/**
 * One fine-tune, looked at again until it is terminal.
 *
 * @deprecated Use `fineTuningJobOptions`.
 */
export const fineTuneOptions = (client: Client, id: string | undefined) =>
  queryOptions<FineTune, ClientError>({
    queryKey: fineTuneKeys.detail(client, id),
    queryFn: ({ signal }) => run(client(fineTunes.retrieve, { id: id ?? '' }, { signal })),
    enabled: id !== undefined,
    retry: false,
    refetchInterval: ({ state: { data, error } }) =>
      error ? false : nextDelay(data, stillFor(data)),
  })

/**
 * The events of a fine-tune, oldest first, as they happen: one connection a job, however many
 * components look. What it learns of the job's status goes to `fineTuneOptions`' entry.
 *
 * @deprecated Use `fineTuningJobEventsOptions`.
 */
export const fineTuneEventsOptions = (client: Client, id: string | undefined) =>
  queryOptions<readonly FineTuneEvent[], ClientError>({
    queryKey: fineTuneKeys.events(client, id),
    queryFn: async ({ client: cache, queryKey, signal }) => {
      let events: readonly FineTuneEvent[] = []
      for await (const update of followFineTune(client, id ?? '', { signal })) {
        if (update._tag === 'Left') throw update.left
        if (update.right.type === 'status') {
          const { job } = update.right
          cache.setQueryData(fineTuneKeys.detail(client, job.id), job)
        } else {
          events = [...events, update.right.event]
          cache.setQueryData(queryKey, events)
        }
      }
      return events
    },
    enabled: id !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

/**
 * What a fine-tune has measured so far.
 *
 * @deprecated Use `fineTuningJobResultsOptions`.
 */
export interface FineTuneResults {
  /** One row a step. */
  readonly rows: readonly ResultRow[]
  /** False as long as rows may follow. */
  readonly complete: boolean
  /** Whether the server tells rows before the job has ended. */
  readonly live: boolean
}

/**
 * The measurements of a fine-tune: of its result file when it has one, before that of a server that
 * tells them while the job runs (Finetune's local one does), and none where it does not.
 *
 * @deprecated Use `fineTuningJobResultsOptions`.
 */
export const fineTuneResultsOptions = (client: Client, id: string | undefined) =>
  queryOptions<FineTuneResults, ClientError>({
    queryKey: fineTuneKeys.results(client, id),
    queryFn: async ({ signal }) => {
      const job = await run(client(fineTunes.retrieve, { id: id ?? '' }, { signal }))
      const rows = await resultRowsOf(client, job, signal)
      return { rows: rows ?? [], complete: isTerminal(job.status), live: rows !== undefined }
    },
    enabled: id !== undefined,
    retry: false,
    refetchInterval: ({ state: { data, error } }) => {
      if (error || data?.complete) return false
      return data?.live ? LIVE_INTERVAL : nextDelay(undefined, stillFor(data))
    },
  })

/** Milliseconds between two looks at the measurements of a server that tells them live. */
const LIVE_INTERVAL = 1_000

/** Undefined where the server tells nothing before the job has ended. */
const resultRowsOf = async (
  client: Client,
  job: FineTune,
  signal: AbortSignal,
): Promise<readonly ResultRow[] | undefined> => {
  const [file] = job.result_files
  const answer = await (file
    ? client(files.content, { id: file.id }, { signal })()
    : client(fineTuneResults.retrieve, { id: job.id }, { signal })())
  if (answer._tag === 'Left') {
    if (!file && answer.left._tag === 'Refused' && answer.left.status === 404) return undefined
    throw answer.left
  }
  const results = parseResults(answer.right)
  if (results._tag === 'Right') return results.right
  const { message } = results.left
  const error: ClientError = {
    _tag: 'UnexpectedAnswer',
    message: `not a result file: ${message}`,
    method: 'GET',
    path: file ? files.content.path : fineTuneResults.retrieve.path,
    attempts: 1,
    status: 200,
    reasons: [message],
  }
  throw error
}

/** Shows a job as the server just told it, and asks for the list again. */
const store = (client: Client, cache: QueryClient, job: FineTune): Promise<void> => {
  cache.setQueryData(fineTuneKeys.detail(client, job.id), job)
  return cache.invalidateQueries({ queryKey: fineTuneKeys.list(client) })
}

/** @deprecated Use `createFineTuningJobOptions`. */
export const createFineTuneOptions = (client: Client) =>
  mutationOptions({
    ...endpointMutation(client, fineTunes.create),
    onSuccess: (job, _input, _result, { client: cache }) => store(client, cache, job),
  })

/** @deprecated Use `cancelFineTuningJobOptions`. */
export const cancelFineTuneOptions = (client: Client) =>
  mutationOptions({
    ...endpointMutation(client, fineTunes.cancel),
    onSuccess: (job, _input, _result, { client: cache }) => store(client, cache, job),
  })
