import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { JobStep } from './job-step.ts'
import { startMethod } from './training-method.ts'
import type { StopMessage, TrainingMessage, TrainingTask } from './training-task.ts'

/** Milliseconds between two reports, and between two checkpoints within an epoch. */
const REPORT_INTERVAL = 100
const CHECKPOINT_INTERVAL = 750

const task: TrainingTask = workerData
const port = parentPort
if (!port) throw new Error('This file is run as a worker thread.')

const send = (message: TrainingMessage): void => {
  const sent = 'model' in message ? [message.model] : []
  const bytes = message.kind === 'progress' ? [...sent, message.checkpoint] : sent
  const buffers = bytes.flatMap((part) => (part?.buffer instanceof ArrayBuffer ? part.buffer : []))
  port.postMessage(message, buffers)
}

/** Trains to the end, or until it is told to stop. */
const train = (): TrainingMessage => {
  const training = startMethod(task)
  let steps: JobStep[] = []
  let reported = Number.NEGATIVE_INFINITY
  let saved = performance.now()
  const report = (isCheckpointDue: boolean, isModelDue: boolean): void => {
    const checkpoint = isCheckpointDue ? training.checkpoint() : undefined
    send({
      kind: 'progress',
      steps,
      checkpoint,
      model: isModelDue ? training.model.save() : undefined,
    })
    steps = []
    reported = performance.now()
    if (isCheckpointDue) saved = reported
  }

  for (let step = training.next(); step; step = training.next()) {
    steps.push(step)
    const isLast = step.step === training.totalSteps
    const told: { readonly message: StopMessage } | undefined = receiveMessageOnPort(port)
    const isModelDue =
      !isLast && task.legacy === null && (step.epochEnds || told?.message === 'pause')
    if (told && !isLast) {
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

try {
  send(train())
} catch (error) {
  send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
}
