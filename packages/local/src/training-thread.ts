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

/** Starts to train, and hands on what the thread reports, one report after the other. */
export type StartTrainingThread = (
  task: TrainingTask,
  onProgress: (progress: Progress) => Promise<void>,
) => TrainingThread

/** A thread as the platform has it. */
interface Thread {
  readonly tell: (message: StopMessage) => void
  readonly kill: () => void
}

/** What becomes of a thread. */
interface Events {
  readonly message: (message: TrainingMessage) => void
  readonly error: (error: unknown) => void
  /** The last of it. */
  readonly end: () => void
}

export const startTrainingBy =
  (start: (task: TrainingTask, events: Events) => Thread): StartTrainingThread =>
  (task, onProgress) => {
    let resolve: (outcome: TrainingOutcome) => void = () => undefined
    const outcome = new Promise<TrainingOutcome>((settle) => {
      resolve = settle
    })
    let last: TrainingOutcome | undefined
    let taken = Promise.resolve()
    const fail = (error: unknown): void => {
      last = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
    }
    const thread = start(task, {
      message: (message) => {
        if (message.kind !== 'progress') {
          last ??= message
          return
        }
        taken = taken
          .then(() => onProgress(message))
          .catch((error) => {
            fail(error)
            thread.kill()
          })
      },
      error: fail,
      end: () => void taken.then(() => resolve(last ?? { kind: 'stopped' })),
    })
    return {
      outcome,
      stop: () => thread.tell('stop'),
      pause: () => thread.tell('pause'),
      kill: thread.kill,
    }
  }
