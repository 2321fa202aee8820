import {
  completions,
  files as fileEndpoints,
  fineTuneResults,
  fineTunes,
  models as modelEndpoints,
  uploads as uploadEndpoints,
} from '@finetune/models'
import { createApp, failed, unavailable } from './app.ts'
import { createChanges } from './changes.ts'
import { type Clock, systemClock } from './clock.ts'
import { completionHandlers } from './completion.ts'
import { openDataFolder } from './data-folder.ts'
import { createFaults, type Fault, isLost } from './fault.ts'
import { createFiles, fileHandlers } from './file.ts'
import { fineTuneHandlers, fineTuneResultHandlers } from './fine-tune.ts'
import { createFineTuneTable } from './fine-tune-table.ts'
import { createModels, modelHandlers } from './model.ts'
import { type ProfileName, profiles } from './profile.ts'
import { createQueue } from './queue.ts'
import { createStartRun } from './run.ts'
import { serve } from './serve.ts'
import { expireUploads, sweepUploads, uploadHandlers } from './upload.ts'
import { createUploadTable } from './upload-table.ts'

/** Milliseconds between two looks for what has expired. */
const EXPIRY_INTERVAL = 60_000
/** Milliseconds that requests may take to end when the API closes. */
const GRACE = 5000

/** Where an API keeps what it is given, and takes its time from. */
export interface LocalApiOptions {
  /**
   * Folder that holds everything; made where missing. What is acknowledged is on disk, and a job
   * goes on after a crash. Without it everything is in memory.
   */
  readonly data?: string
  /** Where the time comes from; the machine's own where absent. */
  readonly clock?: Clock
  /** Whose dialect it speaks, to see how much a program bears; `openai` where absent. */
  readonly as?: ProfileName
}

/** The fine-tuning API, as a function from request to response. */
export interface LocalApi {
  /** Where every path begins: `/v1`, and `/openai` as Azure. */
  readonly basePath: string
  /**
   * Answers a request to any base URL whose path is {@link basePath}. Takes what the platform's `fetch` takes,
   * and like it rejects when the request is aborted. Answers 503 once the API has been closed.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>
  /**
   * Has requests fail, to see what a program makes of it: late, refused, lost, broken off or cut
   * short. The function that it returns calls it off.
   */
  readonly fail: (fault: Fault) => () => void
  /**
   * Ends streams, gives the requests that are underway five seconds to end, stops the running job
   * after its current step, and lets go of the data folder.
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
  as = 'openai',
}: LocalApiOptions = {}): LocalApi => {
  const { store, blobs } = openDataFolder(data)
  const closing = new AbortController()

  const changes = createChanges()
  const change = (id: string, work: () => void): void => {
    store.transaction(work)
    changes.announce(id)
  }
  const files = createFiles(store, blobs, clock)
  const uploads = { store, blobs, clock, files, table: createUploadTable(store, clock) }
  const models = createModels(store, blobs)
  const table = createFineTuneTable(store, clock)
  const isDurable = data !== undefined
  const startRun = createStartRun({ blobs, clock, files, models, table, change, isDurable })
  const queue = createQueue({ blobs, files, table, change, startRun })
  const parts = { store, blobs, clock, table, files, models, queue, changes }

  const app = createApp(store.organization, closing.signal)
  const serving = { app, blobs, clock, closing: closing.signal }
  serve(serving, fileEndpoints, fileHandlers(store, blobs, files))
  serve(serving, uploadEndpoints, uploadHandlers(uploads))
  serve(serving, modelEndpoints, modelHandlers(store, blobs, models))
  serve(serving, completions, completionHandlers(models, clock))
  serve(serving, fineTunes, fineTuneHandlers(parts))
  serve(serving, fineTuneResults, fineTuneResultHandlers(parts))

  const sweeps = [blobs.sweep(), files.sweep(), sweepUploads(uploads), models.sweep()]
  const ready = Promise.all(sweeps).then(queue.resume)
  // Each request tells it; without requests it is nobody's business.
  ready.catch(() => undefined)
  const stopExpiry = clock.every(EXPIRY_INTERVAL, () => {
    Promise.all([files.expire(), expireUploads(uploads)]).catch(console.error)
  })
  const faults = createFaults(clock)
  const { basePath, translate } = profiles[as]
  const answer = translate((request) => faults.apply(request, async (asked) => app.fetch(asked)))
  const respond = async (request: Request): Promise<Response> => {
    try {
      await ready
      return closed ? unavailable() : await answer(request)
    } catch (error) {
      if (request.signal.aborted || isLost(error)) throw error
      return failed(error)
    }
  }
  const underway = new Set<Promise<Response>>()
  let closed: Promise<void> | undefined
  return {
    fetch: async (input, init) => {
      const request = input instanceof Request && !init ? input : new Request(input, init)
      const response = respond(request)
      underway.add(response)
      const end = () => underway.delete(response)
      response.then(end, end)
      return unlessAborted(request.signal, response)
    },
    basePath,
    fail: faults.add,
    close: () => {
      closing.abort()
      stopExpiry()
      const drain = () => Promise.all([queue.close(), settledIn(GRACE, [...underway])])
      closed ??= ready
        .then(drain)
        .then(() => undefined)
        .finally(store.close)
      return closed
    },
  }
}

const unlessAborted = <A>(signal: AbortSignal, answer: Promise<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })

/** Fulfilled when all of it has come to an end, or so many milliseconds have passed. */
const settledIn = (milliseconds: number, work: readonly Promise<unknown>[]): Promise<unknown> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    Promise.allSettled(work).then(() => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
