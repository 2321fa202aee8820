import { train } from './train.ts'
import type { StopMessage, TrainingTask } from './training-task.ts'
import { othersTurn } from './turn.ts'

/** Milliseconds of training after which it is looked whether there is a message. */
const SLICE = 10

const start = async (task: TrainingTask): Promise<void> => {
  let stop: StopMessage | undefined
  addEventListener('message', ({ data }: MessageEvent<StopMessage>) => {
    stop = data
  })
  let sliceEnd = performance.now() + SLICE
  await train(task, {
    send: (message, buffers) => postMessage(message, { transfer: buffers }),
    told: async () => {
      if (performance.now() < sliceEnd) return undefined
      await othersTurn()
      sliceEnd = performance.now() + SLICE
      return stop
    },
  })
}

addEventListener('message', ({ data }: MessageEvent<TrainingTask>) => void start(data), {
  once: true,
})
