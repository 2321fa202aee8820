import type { Architecture } from '@finetune/trainer'
import { architectureOf, findBaseModel, formatOf } from './base-model.ts'
import type { BlobStore } from './blob-store.ts'
import type { Checkpoints } from './checkpoint.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { type Files, fileBlob } from './file.ts'
import { trainerHyperparameters } from './hyperparameters.ts'
import type { Jobs } from './job.ts'
import { jobBlob, judgesOf } from './job-blob.ts'
import type { Said } from './job-event-table.ts'
import { kindOf } from './job-kind.ts'
import type { JobRow } from './job-table.ts'
import { latestWrite } from './latest-write.ts'
import type { Models } from './model.ts'
import { startTrainingHere } from './training-here.ts'
import type { TrainingMessage, TrainingOutcome, TrainingTask } from './training-task.ts'
import type { StartTrainingThread, TrainingThread } from './training-thread.ts'

/** A job that is being trained. */
export interface Run {
  readonly id: string
  /** Fulfilled when the job is over, paused or stopped; rejected when something else went wrong. */
  readonly over: Promise<void>
  /** Ends it so that it can go on later. */
  readonly stop: () => void
  /** Ends it so that it goes on when it is resumed. */
  readonly pause: () => void
  /** Ends it at once: the job has been cancelled. */
  readonly kill: () => void
}

export type StartRun = (row: JobRow) => Run

/** What a run needs of the rest. */
export interface RunParts {
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly files: Files
  readonly models: Models
  readonly jobs: Jobs
  readonly checkpoints: Checkpoints
  /** Whether a job outlives this process, so that checkpoints are of use. */
  readonly isDurable: boolean
  /** Whether base models are tiny. */
  readonly isTiny: boolean
  readonly startTrainingThread: StartTrainingThread
}

type Progress = Extract<TrainingMessage, { readonly kind: 'progress' }>

export const createStartRun =
  (parts: RunParts): StartRun =>
  (row) => {
    const { blobs, jobs } = parts
    const { id } = row
    let thread: TrainingThread | undefined
    let ended: 'stop' | 'pause' | 'kill' | undefined
    const end = (how: 'stop' | 'pause' | 'kill') => {
      ended = how
      thread?.[how]()
    }

    const run = async (): Promise<void> => {
      begin(parts, row)
      const task = await taskOf(parts, row)
      if (ended === 'pause') return jobs.pause(id)
      if (ended) return
      const estimate = estimating(parts.clock)
      const resumption = latestWrite((content: Uint8Array) =>
        blobs.write(jobBlob(id, 'checkpoint'), content),
      )
      const take = async ({ steps, checkpoint, model }: Progress): Promise<void> => {
        const last = steps.at(-1)
        const isNews = last !== undefined && !jobs.table.hasStep(id, last.step)
        const isWanted = isNews && (ended === 'pause' || parts.checkpoints.wouldLast(row, last))
        const kept = isWanted && model ? await parts.checkpoints.keep(model) : undefined
        if (ended === 'kill') return kept?.drop()
        jobs.change(id, () => {
          for (const step of steps) {
            if (jobs.table.addStep(id, step)) jobs.say(id, kindOf(row).stepped(row, step))
          }
          if (last) jobs.table.update(id, { estimated_finish: estimate(last) })
          if (kept && last) parts.checkpoints.insert(row, last, kept)
        })
        await parts.checkpoints.tidy()
        // Only now: what all steps before it measured is on disk before it is.
        if (checkpoint) resumption.put(checkpoint)
      }
      // What is drawn and graded takes its time, however tiny the model is.
      const isQuick = parts.isTiny && row.method.type !== 'reinforcement'
      const start = isQuick ? startTrainingHere : parts.startTrainingThread
      let failure: { readonly error: unknown } | undefined
      thread = start(task, async (progress) => {
        // Nothing is kept that follows what could not be kept.
        if (failure) return
        await take(progress).catch((error) => {
          failure = { error }
          throw error
        })
      })
      const outcome = await thread.outcome
      if (failure) throw failure.error
      await resumption.settled()
      if (ended === 'kill') return
      if (outcome.kind === 'stopped' && ended === 'pause') return jobs.pause(id)
      await conclude(parts, row, outcome)
    }

    return {
      id,
      over: run(),
      stop: () => end('stop'),
      pause: () => end('pause'),
      kill: () => end('kill'),
    }
  }

/** A job that goes on after a restart has begun already. */
const begin = ({ jobs }: RunParts, row: JobRow): void => {
  if (row.status !== 'queued') return
  jobs.change(row.id, () => {
    jobs.table.update(row.id, { status: 'running' })
    // It may have been paused since, with no step done.
    const isSaid = ({ message }: Said) => jobs.events.isSaid(row.id, message)
    jobs.say(
      row.id,
      kindOf(row).started.filter((said) => !isSaid(said)),
    )
  })
}

/** Tells when a run will have come to its end, at the pace at which it goes. */
const estimating = (clock: Clock) => {
  const start = clock.now()
  let first: number | undefined
  return ({ step, totalSteps }: { readonly step: number; readonly totalSteps: number }): number => {
    first ??= step - 1
    const pace = (clock.now() - start) / (step - first)
    return Math.ceil((clock.now() + (totalSteps - step) * pace) / 1000)
  }
}

const taskOf = async (
  { blobs, isDurable, isTiny }: RunParts,
  row: JobRow,
): Promise<TrainingTask> => {
  const { id, base, validation_file, method, seed, hyperparams } = row
  const [training, validation, parent, checkpoint] = await Promise.all([
    blobs.read(jobBlob(id, 'training')),
    blobs.read(jobBlob(id, 'validation')),
    blobs.read(jobBlob(id, 'parent')),
    blobs.read(jobBlob(id, 'checkpoint')),
  ])
  const root = findBaseModel(base)
  if (!training || !root) throw new Error('What it was to start from is gone.')
  const judges = new Map<string, Uint8Array | Architecture>()
  for (const [index, name] of judgesOf(method).entries()) {
    const tuned = await blobs.read(jobBlob(id, `judge-${index}`))
    const judge = findBaseModel(name)
    if (tuned) judges.set(name, tuned)
    else if (judge) judges.set(name, architectureOf(judge, isTiny))
  }
  return {
    method,
    hyperparameters: trainerHyperparameters(row),
    seed,
    legacy: hyperparams,
    format: formatOf(row),
    training,
    validation,
    validationFile: validation_file ?? '',
    architecture: architectureOf(root, isTiny),
    parent,
    judges,
    checkpoint,
    isDurable,
  }
}

const conclude = async (parts: RunParts, row: JobRow, outcome: TrainingOutcome): Promise<void> => {
  if (outcome.kind === 'trained') return succeed(parts, row, outcome.model)
  if (outcome.kind === 'stopped') return
  parts.jobs.fail(row.id, { code: 'training_failed', reason: outcome.reason })
}

const succeed = async (parts: RunParts, row: JobRow, weights: Uint8Array): Promise<void> => {
  const { blobs, clock, files, models, jobs, checkpoints } = parts
  const { id } = row
  const kept = await checkpoints.keep(weights)
  const steps = jobs.table.steps(id)
  const { filename, content } = kindOf(row).resultFile(row, steps)
  const results = await files.keep(filename, 'fine-tune-results', content)
  if (jobs.table.find(id)?.status !== 'running') {
    await Promise.all([kept.drop(), blobs.remove(fileBlob(results.id))])
    return
  }
  jobs.change(id, () => {
    const isTaken = (name: string) => models.findTuned(name) !== undefined
    const name = kindOf(row).nameModel(row, clock.now(), isTaken)
    const last = steps.at(-1)
    const isModern = row.object === 'fine_tuning.job'
    if (isModern && last && checkpoints.wouldLast(row, last)) {
      checkpoints.insert(row, last, kept, name)
    } else checkpoints.insertModel(row, name, kept)
    files.insert(results)
    jobs.table.update(id, {
      status: 'succeeded',
      estimated_finish: null,
      fine_tuned_model: name,
      result_file: results.id,
      finished_at: unixSeconds(clock),
    })
    jobs.say(id, kindOf(row).succeeded(name, results.id))
  })
  await checkpoints.tidy()
}
