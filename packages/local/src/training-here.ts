import { train } from './train.ts'
import type { StopMessage } from './training-task.ts'
import { startTrainingBy } from './training-thread.ts'
import { othersTurn } from './turn.ts'

/** Milliseconds of training after which others have their turn. */
const SLICE = 4

/**
 * Trains on this thread, with turns for others between steps: for models so tiny that they are trained
 * before a thread of their own has started.
 */
export const startTrainingHere = startTrainingBy((task, { message, end }) => {
  let stop: StopMessage | undefined
  let isKilled = false
  let sliceEnd = 0
  const told = async (): Promise<StopMessage | undefined> => {
    if (performance.now() >= sliceEnd) {
      await othersTurn()
      sliceEnd = performance.now() + SLICE
    }
    return isKilled ? 'stop' : stop
  }
  const send: typeof message = (said) => {
    if (!isKilled) message(said)
  }
  void told()
    .then(() => train(task, { send, told }))
    .then(end)
  return {
    tell: (word) => {
      stop = word
    },
    kill: () => {
      isKilled = true
    },
  }
})
