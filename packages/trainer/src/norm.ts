import type { NormWeights } from './architecture.ts'
import type { Address } from './kernels.ts'
import {
  addressOf,
  type Network,
  type NormActivations,
  rowAt,
  type TrainableNetwork,
} from './network.ts'

/** Normalises the rows of x from `firstRow` on. */
export const norm = (
  { architecture, kernels, weights }: Network,
  x: Address,
  { gain, bias }: NormWeights,
  { output, normalised, scales }: NormActivations,
  firstRow: number,
  rows: number,
): void => {
  const { width } = architecture
  const at = (matrix: Address, size: number) => rowAt(matrix, firstRow, size)
  const [gains, biases] = [addressOf(weights, gain), addressOf(weights, bias)]
  const [y, kept] = [at(output, width), at(normalised, width)]
  kernels.layerNorm(at(x, width), gains, biases, y, kept, at(scales, 1), rows, width)
}

/** Adds the gradients of x, gain and bias to theirs. */
export const normBackward = (
  { architecture, kernels, weights, gradients }: TrainableNetwork,
  outputGradient: Address,
  { gain, bias }: NormWeights,
  { normalised, scales }: NormActivations,
  xGradient: Address,
  rows: number,
): void =>
  kernels.layerNormBackward(
    outputGradient,
    normalised,
    scales,
    addressOf(weights, gain),
    xGradient,
    addressOf(gradients.weights, gain),
    addressOf(gradients.weights, bias),
    rows,
    architecture.width,
  )
