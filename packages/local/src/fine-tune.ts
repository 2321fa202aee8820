import {
  type FineTune,
  type FineTuneEvent,
  type fineTuneResults,
  type fineTunes,
  isTerminal,
  type OpenAIFile,
} from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import type { Changes } from './changes.ts'
import { type Clock, unixSeconds } from './clock.ts'
import type { Files } from './file.ts'
import { fineTuneKind } from './fine-tune-kind.ts'
import { checkRequest } from './fine-tune-request.ts'
import { legacyHyperparams, legacyMethod } from './hyperparameters.ts'
import { createId } from './id.ts'
import type { Jobs } from './job.ts'
import { linkJobBlobs } from './job-blob.ts'
import { hyperparamsOf, type JobRow } from './job-table.ts'
import type { Models } from './model.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

/** What the fine-tunes need of the rest. */
export interface FineTuneParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly jobs: Jobs
  readonly files: Files
  readonly models: Models
  readonly queue: Queue
  readonly changes: Changes
}

/** @deprecated The legacy API. */
export const fineTuneHandlers = (parts: FineTuneParts): Handlers<typeof fineTunes> => {
  const { store, clock, jobs, files, models, queue } = parts

  const filesOf = (...ids: readonly (string | null)[]): OpenAIFile[] =>
    ids.flatMap((id) => (id === null ? [] : (files.find(id) ?? [])))
  const summary = (row: JobRow): FineTune => ({
    object: 'fine-tune',
    id: row.id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    model: row.model,
    fine_tuned_model: row.fine_tuned_model,
    status: WAITING.includes(row.status) ? 'pending' : row.status,
    hyperparams: hyperparamsOf(row),
    organization_id: store.organization,
    training_files: filesOf(row.training_file),
    validation_files: filesOf(row.validation_file),
    result_files: filesOf(row.result_file),
  })
  const whole = (id: string): FineTune => ({
    ...summary(find(jobs, id)),
    events: [...jobs.events.legacy(id)],
  })

  return {
    create: async ({ body }) => {
      const { model, base } = checkRequest(body, files, models, store.organization)
      const id = createId('ft')
      const { training_file, validation_file = null } = body
      const method = legacyMethod(body)
      await linkJobBlobs(parts, { id, model, training_file, validation_file, method })
      const now = unixSeconds(clock)
      jobs.change(id, () => {
        jobs.table.insert({
          id,
          object: 'fine-tune',
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
          hyperparams: legacyHyperparams(body),
          seed: null,
          suffix: body.suffix ?? null,
          integrations: [],
          metadata: null,
          training_file,
          validation_file,
          result_file: null,
          queue_number: null,
        })
        jobs.say(id, [{ message: `Created fine-tune: ${id}` }])
      })
      const created = whole(id)
      queue.add(id)
      return created
    },
    list: () => ({
      object: 'list',
      data: jobs.table.all('fine-tune').map(summary),
      next_starting_after: null,
    }),
    retrieve: ({ id }) => whole(id),
    cancel: ({ id }) => {
      const { status } = find(jobs, id)
      if (isTerminal(status)) {
        throw new Refusal(400, `Cannot cancel a job ${id} that already has status "${status}".`)
      }
      queue.cancel(id)
      return whole(id)
    },
    listEvents: {
      answer: ({ id }) => ({ object: 'list', data: whole(id).events ?? [] }),
      stream: ({ id }, signal) => {
        find(jobs, id)
        return eventsOf(parts, id, signal)
      },
    },
  }
}

/** @deprecated The legacy API. */
export const fineTuneResultHandlers = ({
  jobs,
}: FineTuneParts): Handlers<typeof fineTuneResults> => ({
  retrieve: ({ id }) => fineTuneKind.resultFile(find(jobs, id), jobs.table.steps(id)),
})

/** What the legacy API calls pending. */
const WAITING = ['validating_files', 'queued']

const find = ({ table }: Jobs, id: string): JobRow => {
  const row = table.find(id)
  if (row?.object === 'fine-tune') return row
  throw new Refusal(404, `No such fine-tune: ${id}`, { param: 'fine_tune_id' })
}

/** All events from the first on, and those to come until the job is over. */
async function* eventsOf(
  { jobs, changes }: FineTuneParts,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<FineTuneEvent, void> {
  for (let seen = 0; !signal.aborted; ) {
    const changed = changes.next(id, signal)
    const isOver = jobs.table.isOver(id)
    const events = jobs.events.legacy(id, seen)
    seen += events.length
    yield* events
    if (isOver) return
    await changed
  }
}
