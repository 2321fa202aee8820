import {
  type FineTuningJob,
  type FineTuningJobCheckpoint,
  type fineTuningJobs,
  isTerminal,
} from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import { checkRange } from './check.ts'
import type { CheckpointRow, CheckpointTable } from './checkpoint-table.ts'
import { type Clock, unixSeconds } from './clock.ts'
import type { Files } from './file.ts'
import { checkJobRequest } from './fine-tuning-job-request.ts'
import { createId, randomSeed } from './id.ts'
import type { Jobs } from './job.ts'
import { linkJobBlobs } from './job-blob.ts'
import type { JobRow } from './job-table.ts'
import type { Models } from './model.ts'
import { pageOf } from './page.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

/** What the fine-tuning jobs need of the rest. */
export interface FineTuningJobParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly jobs: Jobs
  readonly checkpoints: CheckpointTable
  readonly files: Files
  readonly models: Models
  readonly queue: Queue
}

const PAGE = 20
const PAGE_OF_CHECKPOINTS = 10
const LONGEST_PAGE = 100

export const fineTuningJobHandlers = (
  parts: FineTuningJobParts,
): Handlers<typeof fineTuningJobs> => {
  const { store, clock, files, models, queue, checkpoints } = parts
  const { table, events, change, say } = parts.jobs
  const told = (row: JobRow): FineTuningJob => toldJob(row, store.organization, trainedTokens(row))
  const trainedTokens = ({ id, status }: JobRow): number | null =>
    status === 'succeeded' ? (table.lastStep(id)?.elapsedTokens ?? 0) : null
  const find = (id: string): JobRow => {
    const row = table.find(id)
    if (row?.object === 'fine_tuning.job') return row
    const message = `Could not find fine tune: ${id}`
    throw new Refusal(404, message, { param: 'fine_tune_id', code: 'fine_tune_not_found' })
  }
  /** A job that can be changed in this way. */
  const changeable = (id: string, verb: string, isFit: (status: string) => boolean): JobRow => {
    const row = find(id)
    if (isFit(row.status)) return row
    const message = `Cannot ${verb} a job ${id} that already has status "${row.status}".`
    throw new Refusal(400, message)
  }
  const pageSize = (limit: number | undefined, usual: number): number => {
    checkRange('limit', limit, 1, LONGEST_PAGE)
    return limit ?? usual
  }

  return {
    create: async ({ body }) => {
      const { model, base, method } = checkJobRequest(body, files, models)
      const { training_file, validation_file = null, suffix = null, metadata = null } = body
      const id = createId('ftjob')
      await linkJobBlobs(parts, { id, model, training_file, validation_file, method })
      const now = unixSeconds(clock)
      change(id, () => {
        table.insert({
          id,
          object: 'fine_tuning.job',
          created_at: now,
          updated_at: now,
          finished_at: null,
          estimated_finish: null,
          model,
          base,
          fine_tuned_model: null,
          status: 'validating_files',
          error: {},
          method,
          hyperparams: null,
          seed: body.seed ?? randomSeed(),
          suffix,
          integrations: (body.integrations ?? []).map(({ type, wandb }) => ({
            type,
            ...(wandb && { wandb: { entity: null, ...wandb, run_id: id } }),
          })),
          metadata,
          training_file,
          validation_file,
          result_file: null,
          queue_number: null,
        })
        const besides = validation_file === null ? '' : ` and validation file: ${validation_file}`
        say(id, [
          { message: `Created fine-tuning job: ${id}` },
          { message: `Validating training file: ${training_file}${besides}` },
        ])
      })
      const created = told(find(id))
      queue.add(id)
      return created
    },
    list: ({ query = {} }) => {
      const limit = pageSize(query.limit, PAGE)
      const { after, metadata } = query
      if (after !== undefined) find(after)
      const rows = table.page({ object: 'fine_tuning.job', after, limit: limit + 1, metadata })
      return {
        object: 'list',
        data: rows.slice(0, limit).map(told),
        has_more: rows.length > limit,
      }
    },
    retrieve: ({ id }) => told(find(id)),
    cancel: ({ id }) => {
      changeable(id, 'cancel', (status) => !isTerminal(status))
      queue.cancel(id)
      return told(find(id))
    },
    pause: async ({ id }) => {
      const isFit = (status: string) => !isTerminal(status) && status !== 'paused'
      changeable(id, 'pause', isFit)
      await queue.pause(id)
      // It may have come to its end meanwhile.
      return told(changeable(id, 'pause', (status) => status === 'paused'))
    },
    resume: ({ id }) => {
      const { queue_number } = changeable(id, 'resume', (status) => status === 'paused')
      change(id, () => {
        table.update(id, { status: queue_number === null ? 'validating_files' : 'queued' })
        say(id, [{ message: 'Fine-tuning job resumed' }])
      })
      queue.add(id)
      return told(find(id))
    },
    listEvents: ({ id, query = {} }) => {
      find(id)
      const limit = pageSize(query.limit, PAGE)
      const { after } = query
      if (after !== undefined && !events.has(id, after)) throw unknownCursor(after)
      const page = events.page(id, { after, limit: limit + 1 })
      return { object: 'list', data: page.slice(0, limit), has_more: page.length > limit }
    },
    listCheckpoints: ({ id, query = {} }) => {
      find(id)
      const limit = pageSize(query.limit, PAGE_OF_CHECKPOINTS)
      const { after } = query
      if (after !== undefined && checkpoints.find(after)?.job !== id) throw unknownCursor(after)
      return pageOf(checkpoints.page(id, { after, limit: limit + 1 }).map(toldCheckpoint), limit)
    },
  }
}

const unknownCursor = (after: string): Refusal =>
  new Refusal(404, `No such object: ${after}`, { param: 'after' })

/** As recordings of 2025 tell a job, undocumented fields included. */
const toldJob = (
  row: JobRow,
  organization: string,
  trained_tokens: number | null,
): FineTuningJob => ({
  object: 'fine_tuning.job',
  id: row.id,
  model: row.model,
  created_at: row.created_at,
  finished_at: row.finished_at,
  fine_tuned_model: row.fine_tuned_model,
  organization_id: organization,
  result_files: row.result_file === null ? [] : [row.result_file],
  status: row.status,
  validation_file: row.validation_file,
  training_file: row.training_file,
  ...(row.method.type !== 'reinforcement' && {
    hyperparameters: row.method.supervised?.hyperparameters ?? null,
  }),
  trained_tokens,
  error: row.error,
  user_provided_suffix: row.suffix,
  seed: row.seed,
  estimated_finish: row.estimated_finish,
  integrations: row.integrations,
  metadata: row.metadata,
  method: row.method,
  ...UNUSED,
})

/** What the API tells without saying what it means. */
const UNUSED = { usage_metrics: null, shared_with_openai: false, eval_id: null }

const toldCheckpoint = (row: CheckpointRow): FineTuningJobCheckpoint => ({
  object: 'fine_tuning.job.checkpoint',
  id: row.id,
  created_at: row.created_at,
  fine_tuned_model_checkpoint: row.model,
  fine_tuning_job_id: row.job,
  metrics: row.metrics,
  step_number: row.step,
})
