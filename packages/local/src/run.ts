import { findBaseModel } from './base-model.ts'
import type { BlobStore } from './blob-store.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { type Files, fileBlob } from './file.ts'
import type { FineTuneRow, FineTuneTable } from './fine-tune-table.ts'
import { jobBlob } from './job-blob.ts'
import { latestWrite } from './latest-write.ts'
import type { Models } from './model.ts'
import { nameModel } from './model-name.ts'
import { RESULT_FILENAME, resultColumns, resultFile } from './result-file.ts'
import type { TrainingOutcome, TrainingTask } from './training-task.ts'
import { startTrainingThread, type TrainingThread } from './training-thread.ts'

/** A job that is being trained. */
export interface Run {
  readonly id: string
  /** Fulfilled when the job is over or stopped; rejected when something else went wrong. */
  readonly over: Promise<void>
  /** Ends it so that it can go on later. */
  readonly stop: () => void
  /** Ends it at once: the job has been cancelled. */
  readonly kill: () => void
}

export type StartRun = (row: FineTuneRow) => Run

/** What a run needs of the rest. */
export interface RunParts {
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly files: Files
  readonly models: Models
  readonly table: FineTuneTable
  readonly change: (id: string, work: () => void) => void
  /** Whether a job outlives this process, so that checkpoints are of use. */
  readonly isDurable: boolean
}

export const createStartRun =
  (parts: RunParts): StartRun =>
  (row) => {
    let thread: TrainingThread | undefined
    let ended: 'stop' | 'kill' | undefined
    const end = (how: 'stop' | 'kill') => {
      ended = how
      thread?.[how]()
    }

    const run = async (): Promise<void> => {
      begin(parts, row)
      const task = await taskOf(parts, row)
      if (ended) return
      const checkpoints = latestWrite((content: Uint8Array) =>
        parts.blobs.write(jobBlob(row.id, 'checkpoint'), content),
      )
      thread = startTrainingThread(task, ({ steps, checkpoint }) => {
        if (ended === 'kill') return
        parts.change(row.id, () => {
          for (const { step, line, completedEpoch } of steps) {
            const isNew = parts.table.addResult(row.id, step, line)
            if (!isNew || completedEpoch === undefined) continue
            const message = `Completed epoch ${completedEpoch}/${row.hyperparams.n_epochs}`
            parts.table.addEvent(row.id, message)
          }
        })
        // Only now: the lines of all steps before a checkpoint are on disk before it is.
        if (checkpoint) checkpoints.put(checkpoint)
      })
      const outcome = await thread.outcome
      await checkpoints.settled()
      if (ended !== 'kill') await conclude(parts, row, outcome)
    }

    return { id: row.id, over: run(), stop: () => end('stop'), kill: () => end('kill') }
  }

/** A job that goes on after a restart has begun already. */
const begin = ({ change, table }: RunParts, { id, status }: FineTuneRow): void => {
  if (status !== 'pending') return
  change(id, () => {
    table.update(id, { status: 'running' })
    table.addEvent(id, 'Fine-tune started')
  })
}

const taskOf = async (
  { blobs, isDurable }: RunParts,
  { id, base, hyperparams, validation_file }: FineTuneRow,
): Promise<TrainingTask> => {
  const [training, validation, parent, checkpoint] = await Promise.all([
    blobs.read(jobBlob(id, 'training')),
    blobs.read(jobBlob(id, 'validation')),
    blobs.read(jobBlob(id, 'parent')),
    blobs.read(jobBlob(id, 'checkpoint')),
  ])
  const architecture = findBaseModel(base)?.architecture
  if (!training || !architecture) throw new Error('What it was to start from is gone.')
  return {
    hyperparams,
    training,
    validation,
    validationFile: validation_file ?? '',
    architecture,
    parent,
    checkpoint,
    isDurable,
  }
}

const conclude = async (
  parts: RunParts,
  row: FineTuneRow,
  outcome: TrainingOutcome,
): Promise<void> => {
  if (outcome.kind === 'trained') return succeed(parts, row, outcome.model)
  if (outcome.kind === 'stopped') return
  const help = `For help, see the README of Finetune and include your fine-tune ID: ${row.id}`
  const message = `${outcome.reason.replace(/\.$/, '')}. Fine-tune failed. ${help}`
  parts.change(row.id, () => {
    parts.table.update(row.id, { status: 'failed' })
    parts.table.addEvent(row.id, message, 'error')
  })
}

const succeed = async (
  { blobs, clock, files, models, table, change }: RunParts,
  { id, model, base, suffix, hyperparams, validation_file }: FineTuneRow,
  weights: Uint8Array,
): Promise<void> => {
  const blob = `models/${id}`
  await blobs.write(blob, weights)
  const columns = resultColumns(hyperparams, validation_file !== null)
  const content = resultFile(columns, table.results(id))
  const results = await files.keep(RESULT_FILENAME, 'fine-tune-results', content)
  if (table.find(id)?.status !== 'running') {
    await Promise.all([blobs.remove(blob), blobs.remove(fileBlob(results.id))])
    return
  }
  change(id, () => {
    const name = nameModel(base, suffix, clock.now(), (taken) => !!models.findTuned(taken))
    models.insert({ id: name, created: unixSeconds(clock), parent: model, root: base, blob })
    files.insert(results)
    table.update(id, {
      status: 'succeeded',
      fine_tuned_model: name,
      result_file: results.id,
    })
    table.addEvent(id, `Uploaded model: ${name}`)
    table.addEvent(id, `Uploaded result file: ${results.id}`)
    table.addEvent(id, 'Fine-tune succeeded')
  })
}
