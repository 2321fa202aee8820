import { type Network, weightsOf } from './network.ts'

/**
 * The mean of the weights over the second half of a training, of every fourth step and the last. Single
 * steps scatter around a good place; their mean lies nearer to it, and does better on unseen examples.
 */
export interface Average {
  /** Takes the weights in, when it is their turn. Steps count from 1. */
  readonly add: (step: number) => void
  /** Makes the mean the network's weights. */
  readonly use: () => void
  /** What is saved with a checkpoint. */
  readonly state: () => Float32Array<ArrayBuffer>
}

const INTERVAL = 4

export const createAverage = (network: Network, totalSteps: number): Average => {
  const { arena, kernels, layout } = network
  const mean = arena.reserve(layout.total)
  // Counted back from the last step, the turns are every fourth that lies in the second half.
  const turns = Math.ceil(totalSteps / 2 / INTERVAL)
  return {
    add: (step) => {
      const turnsLeft = (totalSteps - step) / INTERVAL
      if (!Number.isInteger(turnsLeft) || turnsLeft >= turns) return
      kernels.moveTowards(mean, network.weights, 1 / (turns - turnsLeft), layout.total)
    },
    use: () => weightsOf(network).set(arena.floats(mean, layout.total)),
    state: () => arena.floats(mean, layout.total),
  }
}
