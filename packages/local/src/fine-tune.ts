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
import { type Files, fileBlob } from './file.ts'
import { checkRequest } from './fine-tune-request.ts'
import type { FineTuneRow, FineTuneTable } from './fine-tune-table.ts'
import { requestedHyperparams } from './hyperparameters.ts'
import { createId } from './id.ts'
import { jobBlob } from './job-blob.ts'
import type { Models } from './model.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'
import { RESULT_FILENAME, resultColumns, resultFile } from './result-file.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

/** What the fine-tunes need of the rest. */
export interface FineTuneParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly table: FineTuneTable
  readonly files: Files
  readonly models: Models
  readonly queue: Queue
  readonly changes: Changes
}

/** @deprecated The legacy API. */
export const fineTuneHandlers = (parts: FineTuneParts): Handlers<typeof fineTunes> => {
  const { store, blobs, clock, table, files, models, queue } = parts

  const filesOf = (...ids: readonly (string | null)[]): OpenAIFile[] =>
    ids.flatMap((id) => (id === null ? [] : (files.find(id) ?? [])))
  const summary = ({ base, suffix, queue_number, ...row }: FineTuneRow): FineTune => {
    const { training_file, validation_file, result_file, ...rest } = row
    return {
      object: 'fine-tune',
      ...rest,
      organization_id: store.organization,
      training_files: filesOf(training_file),
      validation_files: filesOf(validation_file),
      result_files: filesOf(result_file),
    }
  }
  const whole = (id: string): FineTune => ({
    ...summary(find(table, id)),
    events: [...table.events(id)],
  })

  return {
    create: async ({ body }) => {
      const { model, base } = checkRequest(body, files, models)
      const id = createId('ft')
      // The job has names of its own for what it starts from: deleting a file does not hurt it.
      await blobs.link(fileBlob(body.training_file), jobBlob(id, 'training'))
      if (body.validation_file !== undefined) {
        await blobs.link(fileBlob(body.validation_file), jobBlob(id, 'validation'))
      }
      const parent = models.findTuned(model)
      if (parent) await blobs.link(parent.blob, jobBlob(id, 'parent'))
      store.transaction(() => {
        table.insert({
          id,
          created_at: unixSeconds(clock),
          updated_at: unixSeconds(clock),
          model,
          base,
          fine_tuned_model: null,
          status: 'pending',
          hyperparams: requestedHyperparams(body),
          suffix: body.suffix ?? null,
          training_file: body.training_file,
          validation_file: body.validation_file ?? null,
          result_file: null,
          queue_number: null,
        })
        table.addEvent(id, `Created fine-tune: ${id}`)
      })
      const created = whole(id)
      queue.add(id)
      return created
    },
    list: () => ({ object: 'list', data: table.all().map(summary) }),
    retrieve: ({ id }) => whole(id),
    cancel: ({ id }) => {
      const { status } = find(table, id)
      if (isTerminal(status)) {
        throw new Refusal(400, `Cannot cancel a job ${id} that already has status "${status}".`)
      }
      queue.cancel(id)
      return whole(id)
    },
    listEvents: {
      answer: ({ id }) => ({ object: 'list', data: whole(id).events ?? [] }),
      stream: ({ id }, signal) => {
        find(table, id)
        return eventsOf(parts, id, signal)
      },
    },
  }
}

/** @deprecated The legacy API. */
export const fineTuneResultHandlers = ({
  table,
}: FineTuneParts): Handlers<typeof fineTuneResults> => ({
  retrieve: ({ id }) => {
    const { hyperparams, validation_file } = find(table, id)
    const columns = resultColumns(hyperparams, validation_file !== null)
    return { filename: RESULT_FILENAME, content: resultFile(columns, table.results(id)) }
  },
})

const find = (table: FineTuneTable, id: string): FineTuneRow => {
  const row = table.find(id)
  if (row) return row
  throw new Refusal(404, `No such fine-tune: ${id}`, { param: 'fine_tune_id' })
}

/** All events from the first on, and those to come until the job is over. */
async function* eventsOf(
  { table, changes }: FineTuneParts,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<FineTuneEvent, void> {
  let seen = 0
  while (!signal.aborted) {
    const events = table.events(id, seen)
    seen += events.length
    yield* events
    if (events.length > 0) continue
    if (isTerminal(table.find(id)?.status ?? 'failed')) return
    await changes.next(id, signal)
  }
}
