import { contextOf, formatOf } from './base-model.ts'
import type { BlobStore } from './blob-store.ts'
import type { Clock } from './clock.ts'
import { readLines, tokensOf } from './dataset.ts'
import { DatasetFault } from './dataset-fault.ts'
import type { Files } from './file.ts'
import { settledMethod } from './hyperparameters.ts'
import type { Jobs } from './job.ts'
import { jobBlob } from './job-blob.ts'
import { type JobFault, kindOf } from './job-kind.ts'
import type { JobRow } from './job-table.ts'
import type { Run, StartRun } from './run.ts'
import { storageFault } from './storage-fault.ts'
import { othersTurn } from './turn.ts'

/** Runs jobs one at a time, in the order in which they were created. */
export interface Queue {
  /** Takes a new job, whose row is there already, or one that has been paused. */
  readonly add: (id: string) => void
  /** Cancels a job that is not over. */
  readonly cancel: (id: string) => void
  /** Pauses a job that is not over; it may come to its end before. */
  readonly pause: (id: string) => Promise<void>
  /** Takes up what a former process has left, and removes what it has left behind. */
  readonly resume: () => Promise<void>
  /** Stops the running job where it can go on later. */
  readonly close: () => Promise<void>
}

/** What the queue needs of the rest. */
export interface QueueParts {
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly files: Files
  readonly jobs: Jobs
  readonly startRun: StartRun
}

/** What no job can be blamed for, such as a disk that fails while a folder is removed. */
const report = (error: unknown): void => console.error(storageFault(error)?.message ?? error)

/** Milliseconds after which a job is taken up again that the disk has stopped. */
const PATIENCE = 5000

/** Examples that are read before others have their turn on this thread. */
const SLICE = 500

export const createQueue = ({ blobs, clock, files, jobs, startRun }: QueueParts): Queue => {
  const { table } = jobs
  let preparing = Promise.resolve()
  let settling = Promise.resolve()
  let running: Run | undefined
  let isClosed = false

  const isValidating = (id: string): boolean =>
    !isClosed && table.find(id)?.status === 'validating_files'
  /** Those that wait for their turn or have it, oldest first. */
  const line = (): readonly JobRow[] =>
    table.unfinished().filter(({ status }) => status !== 'paused')
  /** A disk that is full is no fault of the job. */
  const failBy = (id: string, error: unknown): void => {
    if (storageFault(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    jobs.fail(id, { code: 'server_error', reason })
  }

  /** Does what is nobody's request; where the disk fails, it is done again by and by. */
  const attempt = async (work: () => Promise<void>, again: () => void): Promise<void> => {
    try {
      await work()
    } catch (error) {
      report(error)
      const stop = clock.every(PATIENCE, () => {
        stop()
        if (!isClosed) again()
      })
    }
  }

  /** Counts what a file gives to learn from; `undefined` when the job has come to an end meanwhile. */
  const count = async (row: JobRow, kind: 'training' | 'validation') => {
    const { id } = row
    const content = await blobs.read(jobBlob(id, kind))
    const format = formatOf(row)
    const file = `${kind}_file` as const
    const context = contextOf(row)
    const counted = { lines: 0, examples: 0, tooLong: 0 }
    try {
      for (const line of readLines(content ?? new Uint8Array())) {
        const mistake = kindOf(row).mistaken(row, file, line)
        if (mistake) return jobs.fail(id, mistake)
        for (const tokens of tokensOf(format, line)) {
          kindOf(row).checkLength(line.number, tokens)
          counted.examples++
          if (tokens > context) counted.tooLong++
        }
        if (++counted.lines % SLICE > 0) continue
        await othersTurn()
        if (!isValidating(id)) return
      }
      return counted
    } catch (error) {
      if (!(error instanceof DatasetFault)) throw error
      const { message: reason } = error
      jobs.fail(id, { code: 'invalid_file_format', reason, file }, () =>
        files.fail(row[file] ?? '', reason),
      )
    }
  }

  /** Why a job that has not begun cannot begin. */
  const gone = (row: JobRow): JobFault | undefined => {
    if (!kindOf(row).needsFiles) return undefined
    for (const file of ['training_file', 'validation_file'] as const) {
      const id = row[file]
      if (id === null || files.find(id)?.status !== 'deleted') continue
      const reason = `The job failed because the ${file.replace('_', ' ')} was deleted`
      return { code: `deleted_${file}`, reason, file }
    }
    return undefined
  }

  /** Reads the files, settles the hyperparameters and puts the job into the queue. */
  const prepare = async (id: string): Promise<void> => {
    const row = table.find(id)
    if (!row || !isValidating(id)) return
    const fault = gone(row)
    if (fault) return jobs.fail(id, fault)
    const training = await count(row, 'training')
    if (training && row.validation_file !== null && !(await count(row, 'validation'))) return
    if (!training || !isValidating(id)) return
    const tooFew = kindOf(row).tooFew(training.lines)
    if (tooFew) return jobs.fail(id, tooFew)
    jobs.change(id, () => {
      const ahead = line().findIndex((other) => other.id === id)
      const method = settledMethod(row, training.examples)
      table.update(id, { status: 'queued', method, queue_number: ahead })
      jobs.say(id, kindOf(row).enqueued(ahead, training.tooLong))
    })
  }

  const add = (id: string): void => {
    const work = async (): Promise<void> => {
      await prepare(id).catch((error) => failBy(id, error))
      await settle(id)
      pump()
    }
    preparing = preparing.then(() => attempt(work, () => add(id)))
  }

  /** Drops what a job kept, if it is over. */
  const settle = (id: string): Promise<void> => {
    const before = settling.catch(() => undefined)
    settling = before.then(async () => {
      if (isClosed) return
      if (table.isOver(id)) {
        await blobs.remove(jobBlob(id)).catch(report)
      }
      tellNumbers()
    })
    return settling
  }

  /** Tells the waiting how many are still ahead of them, where that has become fewer. */
  const tellNumbers = (): void => {
    for (const [ahead, row] of line().entries()) {
      const { id, status, queue_number } = row
      if (status !== 'queued' || queue_number === null || ahead >= queue_number) continue
      jobs.change(id, () => {
        table.update(id, { queue_number: ahead })
        jobs.say(id, kindOf(row).movedUp(ahead))
      })
    }
  }

  const pump = (): void => {
    if (running || isClosed) return
    const next = line().find(({ status }) => status !== 'validating_files')
    if (!next) return
    const { id } = next
    const fault = next.status === 'queued' ? gone(next) : undefined
    const work = async (): Promise<void> => {
      try {
        if (fault) jobs.fail(id, fault)
        else await run(next).catch((error) => failBy(id, error))
      } finally {
        running = undefined
      }
      await settle(id)
      pump()
    }
    void attempt(work, pump)
  }

  const run = (row: JobRow): Promise<void> => {
    running = startRun(row)
    return running.over
  }

  return {
    add,
    cancel: (id) => {
      const row = table.find(id)
      if (!row) return
      jobs.change(id, () => {
        table.update(id, { status: 'cancelled', estimated_finish: null })
        jobs.say(id, kindOf(row).cancelled)
      })
      if (running?.id === id) running.kill()
      else if (row.status !== 'validating_files') void attempt(() => settle(id), pump)
    },
    pause: async (id) => {
      if (running?.id !== id) return jobs.pause(id)
      running.pause()
      await running.over.catch(() => undefined)
    },
    resume: async () => {
      const unfinished = table.unfinished()
      for (const id of await blobs.list('jobs')) {
        if (!unfinished.some((row) => row.id === id)) await blobs.remove(jobBlob(id))
      }
      for (const { id, status } of unfinished) if (status === 'validating_files') add(id)
      pump()
    },
    close: async () => {
      isClosed = true
      running?.stop()
      await running?.over.catch(() => undefined)
      await preparing
      await settling.catch(report)
    },
  }
}
