import { Worker } from 'node:worker_threads'
import type { TrainingMessage, TrainingOutcome, TrainingTask } from './training-task.ts'

/** A training on a thread of its own. */
export interface TrainingThread {
  /** Fulfilled when the thread has ended; never rejected. */
  readonly outcome: Promise<TrainingOutcome>
  /** Ends it after its current step, with a last report. */
  readonly stop: () => void
  /** Ends it at once. */
  readonly kill: () => void
}

type Progress = Extract<TrainingMessage, { readonly kind: 'progress' }>

/** This file runs from its source in this repository, and built everywhere else. */
const isSource = import.meta.url.endsWith('.ts')
const WORKER = isSource
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url)

/** Starts to train, and hands on what the thread reports. */
export const startTrainingThread = (
  task: TrainingTask,
  onProgress: (progress: Progress) => void,
): TrainingThread => {
  const worker = new Worker(WORKER, {
    workerData: task,
    execArgv: isSource ? ['--conditions=@finetune/source'] : [],
  })
  const outcome = new Promise<TrainingOutcome>((resolve) => {
    let last: TrainingOutcome | undefined
    const fail = (error: Error): void => {
      last ??= { kind: 'failed', reason: error.message }
    }
    const take = (progress: Progress): void => {
      try {
        onProgress(progress)
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)))
        void worker.terminate()
      }
    }
    worker.on('message', (message: TrainingMessage) => {
      if (message.kind === 'progress') take(message)
      else last ??= message
    })
    worker.on('error', fail)
    worker.on('exit', () => resolve(last ?? { kind: 'stopped' }))
  })
  return {
    outcome,
    stop: () => worker.postMessage('stop'),
    kill: () => void worker.terminate(),
  }
}
