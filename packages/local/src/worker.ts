import { createHash } from 'node:crypto'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { loadModel, startTraining } from '@finetune/trainer'
import { freshModel } from './base-model.ts'
import { measureOf } from './classification.ts'
import { readDataset } from './dataset.ts'
import { trainerHyperparameters } from './hyperparameters.ts'
import { resultColumns, resultLine } from './result-file.ts'
import type { TrainedStep, TrainingMessage, TrainingTask } from './training-task.ts'

/** Milliseconds between two reports, and between two checkpoints within an epoch. */
const REPORT_INTERVAL = 100
const CHECKPOINT_INTERVAL = 750
const VALIDATION_INTERVAL = 8

const task: TrainingTask = workerData
const port = parentPort
if (!port) throw new Error('This file is run as a worker thread.')

const send = (message: TrainingMessage): void => {
  const bytes =
    message.kind === 'trained'
      ? message.model
      : message.kind === 'progress'
        ? message.checkpoint
        : undefined
  port.postMessage(message, bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : [])
}

/** The same examples, model and hyperparameters are learnt in the same order: nothing is drawn. */
const seedOf = ({ training, parent, architecture, hyperparams }: TrainingTask): number =>
  createHash('sha256')
    .update(JSON.stringify([architecture, hyperparams]))
    .update(parent ?? '')
    .update(training)
    .digest()
    .readUInt32LE()

/** Trains to the end, or until it is told to stop. */
const train = (): TrainingMessage => {
  const { hyperparams } = task
  const validation = task.validation ? [...readDataset(task.validation)] : []
  const measure = measureOf(hyperparams, validation, task.validationFile)
  const columns = resultColumns(hyperparams, task.validation !== undefined)
  const training = startTraining({
    model: task.parent ? loadModel(task.parent) : freshModel(task.architecture),
    examples: [...readDataset(task.training)],
    validation,
    validationInterval: VALIDATION_INTERVAL,
    hyperparameters: trainerHyperparameters(hyperparams, hyperparams.batch_size ?? 1, seedOf(task)),
    ...(task.checkpoint && { checkpoint: task.checkpoint }),
  })

  let steps: TrainedStep[] = []
  let reported = Number.NEGATIVE_INFINITY
  let saved = performance.now()
  const report = (withCheckpoint: boolean): void => {
    const checkpoint = withCheckpoint && task.isDurable ? training.checkpoint() : undefined
    send({ kind: 'progress', steps, checkpoint })
    steps = []
    reported = performance.now()
    if (withCheckpoint) saved = reported
  }

  for (let step = training.next(); step; step = training.next()) {
    const metrics = step.epochEnds && measure ? measure(training.model) : {}
    steps.push({
      step: step.step,
      line: resultLine(columns, step, metrics),
      completedEpoch: step.epochEnds ? step.epoch : undefined,
    })
    if (receiveMessageOnPort(port)) {
      report(true)
      return { kind: 'stopped' }
    }
    const now = performance.now()
    const isCheckpointDue = step.epochEnds || now - saved >= CHECKPOINT_INTERVAL
    if (isCheckpointDue || now - reported >= REPORT_INTERVAL) report(isCheckpointDue)
  }
  return { kind: 'trained', model: training.model.save() }
}

try {
  send(train())
} catch (error) {
  send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
}
