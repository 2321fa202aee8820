import { Worker } from 'node:worker_threads'
import type {
  StopMessage,
  TrainingMessage,
  TrainingOutcome,
  TrainingTask,
} from './training-task.ts'

/** A training on a thread of its own. */
export interface TrainingThread {
  /** Fulfilled when the thread has ended; never rejected. */
  readonly outcome: Promise<TrainingOutcome>
  /** Ends it after its current step, with a last report. */
  readonly stop: () => void
  /** The same, with the model as it is then. */
  readonly pause: () => void
  /** Ends it at once. */
  readonly kill: () => void
}

type Progress = Extract<TrainingMessage, { readonly kind: 'progress' }>

/** This file runs from its source in this repository, and built everywhere else. */
const isSource = import.meta.url.endsWith('.ts')
const WORKER = isSource
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url)

/** Starts to train, and hands on what the thread reports, one report after the other. */
export const startTrainingThread = (
  task: TrainingTask,
  onProgress: (progress: Progress) => Promise<void>,
): TrainingThread => {
  const worker = new Worker(WORKER, {
    workerData: task,
    execArgv: isSource ? ['--conditions=@finetune/source'] : [],
  })
  const outcome = new Promise<TrainingOutcome>((resolve) => {
    let last: TrainingOutcome | undefined
    let taken = Promise.resolve()
    const fail = (error: Error): void => {
      last = { kind: 'failed', reason: error.message }
    }
    worker.on('message', (message: TrainingMessage) => {
      if (message.kind !== 'progress') {
        last ??= message
        return
      }
      taken = taken
        .then(() => onProgress(message))
        .catch((error) => {
          fail(error instanceof Error ? error : new Error(String(error)))
          void worker.terminate()
        })
    })
    worker.on('error', fail)
    worker.on('exit', () => taken.then(() => resolve(last ?? { kind: 'stopped' })))
  })
  const tell = (message: StopMessage) => () => worker.postMessage(message)
  return {
    outcome,
    stop: tell('stop'),
    pause: tell('pause'),
    kill: () => void worker.terminate(),
  }
}
