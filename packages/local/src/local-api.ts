import {
  chatCompletions,
  checkpointPermissions,
  completions,
  files as fileEndpoints,
  fineTuneResults,
  fineTunes,
  fineTuningJobs,
  graders,
  models as modelEndpoints,
  uploads as uploadEndpoints,
} from '@finetune/models'
import { createApp, failed, unavailable } from './app.ts'
import { createChanges } from './changes.ts'
import { chatCompletionHandlers } from './chat-completion.ts'
import { createCheckpoints } from './checkpoint.ts'
import { checkpointPermissionHandlers } from './checkpoint-permission.ts'
import { createCheckpointTable } from './checkpoint-table.ts'
import { type Clock, systemClock } from './clock.ts'
import { completionHandlers } from './completion.ts'
import { createWriters } from './completion-model.ts'
import type { DataFolder } from './data-folder.ts'
import { createFaults, type Fault, type Faults, isLost } from './fault.ts'
import { createFiles, fileHandlers } from './file.ts'
import { fineTuneHandlers, fineTuneResultHandlers } from './fine-tune.ts'
import { fineTuningJobHandlers } from './fine-tuning-job.ts'
import { graderHandlers } from './grader.ts'
import { createJobs } from './job.ts'
import { createJobEventTable } from './job-event-table.ts'
import { createJobTable } from './job-table.ts'
import { createModels, modelHandlers } from './model.ts'
import type { Platform } from './platform.ts'
import { type ProfileName, profiles } from './profile.ts'
import { createQueue } from './queue.ts'
import { createStartRun } from './run.ts'
import { serve } from './serve.ts'
import { expireUploads, sweepUploads, uploadHandlers } from './upload.ts'
import { createUploadTable } from './upload-table.ts'
import { createWebhooks } from './webhook.ts'
import { checkWebhooks, type Webhook } from './webhook-delivery.ts'

/** Milliseconds between two looks for what has expired. */
const EXPIRY_INTERVAL = 60_000
/** Milliseconds that requests may take to end when the API closes. */
const GRACE = 5000

/** What an API is, wherever it runs. */
export interface ApiOptions {
  /** Where the time comes from; the machine's own where absent. */
  readonly clock?: Clock
  /** Whose dialect it speaks, to see how much a program bears; `openai` where absent. */
  readonly as?: ProfileName
  /** Who is told, signed, when a job of the modern API has succeeded, failed or been cancelled. */
  readonly webhooks?: readonly Webhook[]
  /**
   * Makes all base models tiny, so that a job of a test takes a moment: they are trained for real, and
   * learn little. Keep to it as long as a data folder is used.
   */
  readonly tiny?: boolean
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

/** An API whose options have their defaults, and that is not open yet. */
export interface Settings extends Required<ApiOptions> {
  readonly faults: Faults
  readonly platform: Platform
}

/** Checks the options, and puts the defaults where there are none. */
export const settingsOf = (
  { clock = systemClock, as = 'openai', tiny = false, webhooks = [] }: ApiOptions,
  platform: Platform,
): Settings => {
  checkWebhooks(webhooks)
  return { clock, as, tiny, webhooks, platform, faults: createFaults(clock) }
}

/** The fine-tuning API over what a folder keeps, which is let go of when it closes. */
export const openApi = ({ store, blobs, isDurable }: DataFolder, settings: Settings): LocalApi => {
  const { clock, as, tiny, webhooks: told, faults, platform } = settings
  const closing = new AbortController()

  const changes = createChanges()
  const files = createFiles(store, blobs, clock)
  const { createMd5, readForm, startTrainingThread } = platform
  const uploadTable = createUploadTable(store, clock)
  const uploads = { store, blobs, clock, files, table: uploadTable, createMd5 }
  const models = createModels(store, blobs, tiny)
  const webhooks = createWebhooks(store, clock, told)
  const table = createJobTable(store, clock)
  const events = createJobEventTable(store, clock)
  const jobs = createJobs({ store, changes, table, events, onJobOver: webhooks.jobOver })
  const checkpoints = createCheckpointTable(store)
  const checkpointParts = { blobs, clock, models, events, table: checkpoints }
  const startRun = createStartRun({
    ...{ blobs, clock, files, models, jobs },
    checkpoints: createCheckpoints(checkpointParts),
    isTiny: tiny,
    ...{ isDurable, startTrainingThread },
  })
  const queue = createQueue({ blobs, clock, files, jobs, startRun })
  const parts = { store, blobs, clock, jobs, checkpoints, files, models, queue, changes }

  const app = createApp(store.organization, closing.signal)
  const serving = { app, blobs, clock, readForm, closing: closing.signal }
  serve(serving, fileEndpoints, fileHandlers(store, blobs, files))
  serve(serving, uploadEndpoints, uploadHandlers(uploads))
  serve(serving, modelEndpoints, modelHandlers(store, blobs, models))
  const writers = createWriters(models)
  serve(serving, completions, completionHandlers(writers, clock))
  serve(serving, chatCompletions, chatCompletionHandlers(writers, clock))
  serve(serving, graders, graderHandlers(writers))
  serve(serving, fineTunes, fineTuneHandlers(parts))
  serve(serving, fineTuneResults, fineTuneResultHandlers(parts))
  serve(serving, fineTuningJobs, fineTuningJobHandlers(parts))
  serve(serving, checkpointPermissions, checkpointPermissionHandlers(store, clock, models))

  const sweeps = [blobs.sweep(), files.sweep(), sweepUploads(uploads), models.sweep()]
  const ready = Promise.all(sweeps).then(queue.resume)
  webhooks.resume()
  // Each request tells it; without requests it is nobody's business.
  ready.catch(() => undefined)
  const stopExpiry = clock.every(EXPIRY_INTERVAL, () => {
    Promise.all([files.expire(), expireUploads(uploads)]).catch(console.error)
  })
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
        .catch(() => undefined)
        .then(drain)
        .then(() => undefined)
        .finally(webhooks.close)
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
