import type { TrainingMessage } from './training-task.ts'
import { startTrainingBy } from './training-thread.ts'

export const startTrainingThread = startTrainingBy((task, { message, error, end }) => {
  // In this form bundlers know that it is a worker, and bundle it.
  const worker = new Worker(new URL('./worker-browser.js', import.meta.url), { type: 'module' })
  const kill = (): void => {
    worker.terminate()
    end()
  }
  worker.addEventListener('message', ({ data }: MessageEvent<TrainingMessage>) => {
    message(data)
    if (data.kind !== 'progress') kill()
  })
  worker.addEventListener('error', (event) => {
    error(event.message || 'The worker that trains cannot be loaded')
    kill()
  })
  worker.postMessage(task)
  return { tell: (told) => worker.postMessage(told), kill }
})
