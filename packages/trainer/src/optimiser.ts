import type { Batch } from './batch.ts'
import { FEATURES } from './features.ts'
import type { Address } from './kernels.ts'
import { addressOf, type TrainableNetwork } from './network.ts'

/** Chosen on held-out data; the multiplier of the hyperparameters scales both rates. */
const ADAM_RATE = 0.003
const ADAGRAD_RATE = 0.03
const WIDE_RATE = 0.5
const BETA_1 = 0.9
const BETA_2 = 0.98
const EPSILON = 1e-8
const DECAY = 0.01
const LARGEST_NORM = 1
const FIRST_ACCUMULATOR = 1e-6
const FIRST_WIDE_ACCUMULATOR = 1e-10

const WARM_UP_STEPS = 30
const LAST_RATE = 0.1

/**
 * The share of the learning rate at a step, counted from 0: it rises over the first 30 steps, and
 * falls in a straight line to a tenth at the end.
 */
export const schedule = (step: number, totalSteps: number): number =>
  Math.min(1, (step + 1) / WARM_UP_STEPS) * (1 - ((1 - LAST_RATE) * step) / totalSteps)

/** Turns gradients into better weights. */
export interface Optimiser {
  /** Takes note of the n-grams of a pass, whose embeddings the next step will change. */
  readonly touch: (batch: Batch) => void
  /** Changes the weights by the gradients, with this share of the learning rate, and clears them. */
  readonly step: (rate: number) => void
  /** What it remembers from step to step, to be saved and put back. */
  readonly state: () => readonly Float32Array<ArrayBuffer>[]
  /** Says how many steps were taken before, when the state has been put back. */
  readonly resumeAfter: (steps: number) => void
}

export const createOptimiser = (network: TrainableNetwork): Optimiser => {
  const { kernels, arena, layout, inputs, gradients, architecture } = network
  const { dense } = layout
  const tableRows = 2 ** architecture.ngramBits
  const firstNgram = layout.ngrams.offset / architecture.width
  const means: Address = arena.reserve(dense)
  const squares: Address = arena.reserve(dense)
  const accumulators: Address = arena.reserve(tableRows)
  const touchedRows: Address = arena.reserve(tableRows)
  arena.floats(accumulators, tableRows).fill(FIRST_ACCUMULATOR)
  const wideAccumulators: Address = arena.reserve(layout.wide.size)
  arena.floats(wideAccumulators, layout.wide.size).fill(FIRST_WIDE_ACCUMULATOR)
  const isTouched = new Uint8Array(tableRows)
  let touched = 0
  // βᵗ is a running product: a power would differ from engine to engine.
  let power1 = 1
  let power2 = 1
  const advance = () => {
    power1 *= BETA_1
    power2 *= BETA_2
  }

  const touch = ({ rows }: Batch): void => {
    const list = arena.integers(touchedRows, tableRows)
    for (const feature of arena.integers(inputs.features, rows * FEATURES)) {
      const row = feature - firstNgram
      if (row < 0 || isTouched[row]) continue
      isTouched[row] = 1
      list[touched++] = row
    }
  }

  const step = (rate: number): void => {
    advance()
    const norm = Math.sqrt(kernels.sumOfSquares(gradients.weights, dense))
    kernels.adam(
      network.weights,
      gradients.weights,
      means,
      squares,
      dense,
      norm > LARGEST_NORM ? LARGEST_NORM / norm : 1,
      ADAM_RATE * rate,
      BETA_1,
      BETA_2,
      1 - power1,
      1 - power2,
      EPSILON,
      DECAY,
    )
    kernels.zero(gradients.weights, dense)
    kernels.adagradRows(
      addressOf(network.weights, layout.ngrams),
      addressOf(gradients.weights, layout.ngrams),
      accumulators,
      touchedRows,
      touched,
      architecture.width,
      ADAGRAD_RATE * rate,
    )
    isTouched.fill(0)
    touched = 0
    stepWide(rate)
  }

  const stepWide = (rate: number): void => {
    const { touched, flags, count } = gradients.wide
    const named = arena.integers(count, 1)
    kernels.adagradBlocks(
      addressOf(network.weights, layout.wide),
      addressOf(gradients.weights, layout.wide),
      wideAccumulators,
      touched,
      flags,
      named[0] ?? 0,
      WIDE_RATE * rate,
    )
    named[0] = 0
  }

  return {
    touch,
    step,
    state: () => [
      arena.floats(means, dense),
      arena.floats(squares, dense),
      arena.floats(accumulators, tableRows),
      arena.floats(wideAccumulators, layout.wide.size),
    ],
    resumeAfter: (steps) => {
      for (let done = 0; done < steps; done++) advance()
    },
  }
}
