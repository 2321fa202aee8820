import { Worker } from 'node:worker_threads'
import { startTrainingBy } from './training-thread.ts'

/** This file runs from its source in this repository, and built everywhere else. */
const isSource = import.meta.url.endsWith('.ts')
const WORKER = isSource
  ? new URL('./worker-node.ts', import.meta.url)
  : new URL('./worker-node.js', import.meta.url)

export const startTrainingThread = startTrainingBy((task, { message, error, end }) => {
  const worker = new Worker(WORKER, {
    workerData: task,
    execArgv: isSource ? ['--conditions=@finetune/source'] : [],
  })
  worker.on('message', message)
  worker.on('error', error)
  worker.on('exit', end)
  return {
    tell: (told) => worker.postMessage(told),
    kill: () => void worker.terminate(),
  }
})
