import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkpointPermissions,
  completions,
  files as fileEndpoints,
  fineTuneResults,
  fineTunes,
  fineTuningJobs,
  models as modelEndpoints,
} from '@finetune/models'
import { createApp, unavailable } from './app.ts'
import { createDiskBlobs, createMemoryBlobs } from './blob-store.ts'
import { createChanges } from './changes.ts'
import { createCheckpoints } from './checkpoint.ts'
import { checkpointPermissionHandlers, permissionTable } from './checkpoint-permission.ts'
import { checkpointTable, createCheckpointTable } from './checkpoint-table.ts'
import { type Clock, systemClock } from './clock.ts'
import { completionHandlers } from './completion.ts'
import { createFiles, fileHandlers, fileTable } from './file.ts'
import { fineTuneHandlers, fineTuneResultHandlers } from './fine-tune.ts'
import { fineTuningJobHandlers } from './fine-tuning-job.ts'
import { createJobs } from './job.ts'
import { createJobEventTable, jobEventTable } from './job-event-table.ts'
import { createJobTable, jobTables } from './job-table.ts'
import { createModels, modelHandlers, modelTable } from './model.ts'
import { createQueue } from './queue.ts'
import { createStartRun } from './run.ts'
import { serve } from './serve.ts'
import { openStore } from './store.ts'

const TABLES = [fileTable, modelTable, jobTables, jobEventTable, checkpointTable, permissionTable]

/** Where an API keeps what it is given, and takes its time from. */
export interface LocalApiOptions {
  /**
   * Folder that holds everything; made where missing. What is acknowledged is on disk, and a job
   * goes on after a crash. Without it everything is in memory.
   */
  readonly data?: string
  /** Where the time comes from; the machine's own where absent. */
  readonly clock?: Clock
  /**
   * Makes all base models tiny, so that a job of a test takes a moment: they are trained for real, and
   * learn little. Keep to it as long as a data folder is used.
   */
  readonly tiny?: boolean
}

/** The fine-tuning API, as a function from request to response. */
export interface LocalApi {
  /**
   * Answers a request to any base URL whose path is `/v1`. Takes what the platform's `fetch` takes,
   * and like it rejects when the request is aborted. Answers 503 once the API has been closed.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>
  /**
   * Ends streams, stops the running job after its current step, and lets go of the data folder.
   * With a data folder the job goes on when the folder is opened again.
   */
  readonly close: () => Promise<void>
}

/**
 * The fine-tuning API in this process: it trains small models for real, on a thread of its own.
 * Throws when the data folder cannot be opened, such as when another process has it open.
 */
export const createLocalApi = ({
  data,
  clock = systemClock,
  tiny = false,
}: LocalApiOptions = {}): LocalApi => {
  if (data !== undefined) mkdirSync(data, { recursive: true })
  const database = data === undefined ? undefined : join(data, 'finetune.sqlite')
  const store = openStore(database, TABLES)
  const blobs = data === undefined ? createMemoryBlobs() : createDiskBlobs(data)
  const closing = new AbortController()

  const changes = createChanges()
  const files = createFiles(store, blobs, clock)
  const models = createModels(store, blobs, tiny)
  const table = createJobTable(store, clock)
  const events = createJobEventTable(store, clock)
  const jobs = createJobs({ store, changes, table, events })
  const checkpoints = createCheckpointTable(store)
  const checkpointParts = { blobs, clock, models, events, table: checkpoints }
  const startRun = createStartRun({
    ...{ blobs, clock, files, models, jobs },
    checkpoints: createCheckpoints(checkpointParts),
    isDurable: data !== undefined,
    isTiny: tiny,
  })
  const queue = createQueue({ blobs, files, jobs, startRun })
  const parts = { store, blobs, clock, jobs, checkpoints, files, models, queue, changes }

  const app = createApp(store.organization, closing.signal)
  const serving = { app, clock, closing: closing.signal }
  serve(serving, fileEndpoints, fileHandlers(store, blobs, files))
  serve(serving, modelEndpoints, modelHandlers(store, blobs, models))
  serve(serving, completions, completionHandlers(models, clock))
  serve(serving, fineTunes, fineTuneHandlers(parts))
  serve(serving, fineTuneResults, fineTuneResultHandlers(parts))
  serve(serving, fineTuningJobs, fineTuningJobHandlers(parts))
  serve(serving, checkpointPermissions, checkpointPermissionHandlers(store, clock, models))

  const ready = Promise.all([files.sweep(), models.sweep()]).then(queue.resume)
  // Each request tells it; without requests it is nobody's business.
  ready.catch(() => undefined)
  let closed: Promise<void> | undefined
  return {
    fetch: async (input, init) => {
      const request = input instanceof Request && !init ? input : new Request(input, init)
      await ready
      if (closed) return unavailable()
      return unlessAborted(request.signal, app.fetch(request))
    },
    close: () => {
      closing.abort()
      closed ??= ready.then(queue.close).finally(store.close)
      return closed
    },
  }
}

const unlessAborted = <A>(signal: AbortSignal, answer: A | Promise<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
