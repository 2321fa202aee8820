import type { JobStep } from './job-step.ts'
import { startMethod } from './training-method.ts'
import type { StopMessage, TrainingMessage, TrainingTask } from './training-task.ts'

/** Milliseconds between two reports, and between two checkpoints within an epoch. */
const REPORT_INTERVAL = 100
const CHECKPOINT_INTERVAL = 750

/** How a thread that trains is spoken with. */
export interface Line {
  /** Hands the buffers on, which are gone here. */
  readonly send: (message: TrainingMessage, buffers: ArrayBuffer[]) => void
  /** What the thread has been told since the last step. */
  readonly told: () => StopMessage | undefined | Promise<StopMessage | undefined>
}

/** Trains on this thread to the end, or until it is told to stop, and says what comes of it. */
export const train = async (task: TrainingTask, { send, told }: Line): Promise<void> => {
  const say = (message: TrainingMessage): void => send(message, buffersOf(message))
  try {
    say(await trained(task, say, told))
  } catch (error) {
    say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
}

const trained = async (
  task: TrainingTask,
  say: (message: TrainingMessage) => void,
  told: Line['told'],
): Promise<TrainingMessage> => {
  const training = startMethod(task)
  let steps: JobStep[] = []
  let reported = Number.NEGATIVE_INFINITY
  let saved = performance.now()
  const report = (isCheckpointDue: boolean, isModelDue: boolean): void => {
    const checkpoint = isCheckpointDue ? training.checkpoint() : undefined
    const model = isModelDue ? training.model.save() : undefined
    say({ kind: 'progress', steps, checkpoint, model })
    steps = []
    reported = performance.now()
    if (isCheckpointDue) saved = reported
  }

  for (let step = training.next(); step; step = training.next()) {
    steps.push(step)
    const isLast = step.step === training.totalSteps
    const stop = await told()
    const isModelDue = !isLast && task.legacy === null && (training.keeps(step) || stop === 'pause')
    if (stop && !isLast) {
      report(true, isModelDue)
      return { kind: 'stopped' }
    }
    const now = performance.now()
    const isCheckpointDue = task.isDurable && (step.epochEnds || now - saved >= CHECKPOINT_INTERVAL)
    if (isModelDue || isLast || isCheckpointDue || now - reported >= REPORT_INTERVAL) {
      report(isCheckpointDue, isModelDue)
    }
  }
  return { kind: 'trained', model: training.model.save() }
}

const buffersOf = (message: TrainingMessage): ArrayBuffer[] => {
  const sent = 'model' in message ? [message.model] : []
  const bytes = message.kind === 'progress' ? [...sent, message.checkpoint] : sent
  return bytes.flatMap((part) => (part?.buffer instanceof ArrayBuffer ? part.buffer : []))
}
