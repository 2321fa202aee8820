import { setImmediate } from 'node:timers/promises'
import type { BlobStore } from './blob-store.ts'
import { DatasetFault, readDataset } from './dataset.ts'
import type { Files } from './file.ts'
import type { FineTuneRow, FineTuneTable } from './fine-tune-table.ts'
import { defaultBatchSize, defaultLearningRateMultiplier } from './hyperparameters.ts'
import { jobBlob } from './job-blob.ts'
import type { Run, StartRun } from './run.ts'

/** Runs jobs one at a time, in the order in which they were created. */
export interface Queue {
  /** Takes a new job, whose row is there already. */
  readonly add: (id: string) => void
  /** Cancels a job that is not over. */
  readonly cancel: (id: string) => void
  /** Takes up what a former process has left, and removes what it has left behind. */
  readonly resume: () => Promise<void>
  /** Stops the running job where it can go on later. */
  readonly close: () => Promise<void>
}

/** What the queue needs of the rest. */
export interface QueueParts {
  readonly blobs: BlobStore
  readonly files: Files
  readonly table: FineTuneTable
  /** Changes a job in one transaction, and tells those who follow it. */
  readonly change: (id: string, work: () => void) => void
  readonly startRun: StartRun
}

/** What no job can be blamed for, such as a disk that fails while a folder is removed. */
const report = (error: unknown): void => console.error(error)

/** Examples that are read before others have their turn on this thread. */
const SLICE = 500

export const createQueue = ({ blobs, files, table, change, startRun }: QueueParts): Queue => {
  let preparing = Promise.resolve()
  let settling = Promise.resolve()
  let running: Run | undefined
  let isClosed = false

  const isUnfinished = (id: string): boolean => table.unfinished().some((row) => row.id === id)
  const isPending = (id: string): boolean => !isClosed && table.find(id)?.status === 'pending'

  /** Fails a job, and calls the file that is to blame, if any, unusable. */
  const fail = (id: string, message: string, blame = () => {}): void =>
    change(id, () => {
      blame()
      if (!isUnfinished(id)) return
      table.update(id, { status: 'failed' })
      table.addEvent(id, message, 'error')
    })

  /** Counts the examples of a file; `undefined` when the job has come to an end meanwhile. */
  const count = async (id: string, kind: 'training' | 'validation', file: string) => {
    const content = await blobs.read(jobBlob(id, kind))
    let examples = 0
    try {
      for (const _ of readDataset(content ?? new Uint8Array())) {
        if (++examples % SLICE > 0) continue
        await setImmediate()
        if (!isPending(id)) return undefined
      }
      return examples
    } catch (error) {
      if (!(error instanceof DatasetFault)) throw error
      const { message } = error
      const blame = () => files.fail(file, message)
      fail(id, `Fine-tune failed. Errors:\nError with ${file}: ${message}`, blame)
      return undefined
    }
  }

  /** Reads the files, fixes the hyperparameters and puts the job into the queue. */
  const prepare = async (id: string): Promise<void> => {
    const row = table.find(id)
    if (!row || !isPending(id)) return
    const examples = await count(id, 'training', row.training_file)
    if (examples !== undefined && row.validation_file !== null) {
      await count(id, 'validation', row.validation_file)
    }
    if (examples === undefined || !isPending(id)) return
    const { hyperparams } = row
    const batch_size = Math.min(hyperparams.batch_size ?? defaultBatchSize(examples), examples)
    const learning_rate_multiplier =
      hyperparams.learning_rate_multiplier ?? defaultLearningRateMultiplier(batch_size)
    change(id, () => {
      const ahead = table.unfinished().findIndex((other) => other.id === id)
      table.update(id, {
        hyperparams: { ...hyperparams, batch_size, learning_rate_multiplier },
        queue_number: ahead,
      })
      table.addEvent(id, 'Fine-tune costs $0.00')
      table.addEvent(id, `Fine-tune enqueued. Queue number: ${ahead}`)
    })
  }

  const add = (id: string): void => {
    preparing = preparing
      .then(() => prepare(id))
      .catch((error) => fail(id, `Fine-tune failed. ${error.message}`))
      .then(() => settle(id))
      .then(pump)
  }

  /** Drops what a job kept, if it is over. */
  const settle = (id: string): Promise<void> => {
    settling = settling.then(async () => {
      if (isClosed) return
      if (!isUnfinished(id)) await blobs.remove(jobBlob(id)).catch(report)
      tellNumbers()
    })
    return settling
  }

  /** Tells the waiting how many are still ahead of them, where that has become fewer. */
  const tellNumbers = (): void => {
    for (const [ahead, { id, status, queue_number }] of table.unfinished().entries()) {
      if (status !== 'pending' || queue_number === null || ahead >= queue_number) continue
      change(id, () => {
        table.update(id, { queue_number: ahead })
        table.addEvent(id, `Fine-tune is in the queue. Queue number: ${ahead}`)
      })
    }
  }

  const pump = (): void => {
    if (running || isClosed) return
    const next: FineTuneRow | undefined = table
      .unfinished()
      .find(({ queue_number }) => queue_number !== null)
    if (!next) return
    const { id } = next
    running = startRun(next)
    running.over
      .catch((error) => fail(id, `Fine-tune failed. ${error.message}`))
      .then(() => {
        running = undefined
        return settle(id)
      })
      .then(pump)
  }

  return {
    add,
    cancel: (id) => {
      change(id, () => {
        table.update(id, { status: 'cancelled' })
        table.addEvent(id, 'Fine-tune cancelled')
      })
      if (running?.id === id) running.kill()
      else if (table.find(id)?.queue_number !== null) void settle(id)
    },
    resume: async () => {
      const unfinished = table.unfinished()
      for (const id of await blobs.list('jobs')) {
        if (!unfinished.some((row) => row.id === id)) await blobs.remove(jobBlob(id))
      }
      for (const { id, queue_number } of unfinished) if (queue_number === null) add(id)
      pump()
    },
    close: async () => {
      isClosed = true
      running?.stop()
      await running?.over.catch(() => undefined)
      await preparing
      await settling
    },
  }
}
