import type { LinearWeights } from './architecture.ts'
import type { Address } from './kernels.ts'
import { addressOf, type Network, type TrainableNetwork } from './network.ts'

/** y = x · w + b */
export const linear = (
  network: Network,
  x: Address,
  { weights, bias, from, to }: LinearWeights,
  y: Address,
  rows: number,
): void => {
  network.kernels.fillRows(y, addressOf(network.weights, bias), rows, to)
  product(network, x, addressOf(network.weights, weights), y, rows, from, to)
}

/** y += x · w + b */
export const addLinear = (
  network: Network,
  x: Address,
  { weights, bias, from, to }: LinearWeights,
  y: Address,
  rows: number,
): void => {
  network.kernels.addToRows(y, addressOf(network.weights, bias), rows, to)
  product(network, x, addressOf(network.weights, weights), y, rows, from, to)
}

/** The gradients of both:  db += Σ dy ,  dw += xᵀ · dy ,  dx = dy · wᵀ */
export const linearBackward = (
  network: TrainableNetwork,
  x: Address,
  { weights, bias, from, to }: LinearWeights,
  yGradient: Address,
  xGradient: Address,
  rows: number,
): void => {
  const { kernels, activations, gradients } = network
  const { scratch } = activations
  kernels.sumRows(yGradient, addressOf(gradients.weights, bias), rows, to)
  weightProduct(network, x, yGradient, addressOf(gradients.weights, weights), rows, from, to)
  kernels.transpose(addressOf(network.weights, weights), to, scratch, from, from, to)
  kernels.zero(xGradient, rows * from)
  product(network, yGradient, scratch, xGradient, rows, to, from)
}

/** y += x · w, where x has `rows` rows of `from` numbers and y `rows` rows of `to` numbers. */
export const product = (
  { kernels }: Network,
  x: Address,
  w: Address,
  y: Address,
  rows: number,
  from: number,
  to: number,
): void => kernels.matmul(x, from, 1, w, to, y, to, rows, from, to)

/** dw += xᵀ · dy, where x has `rows` rows of `from` numbers and dy `rows` rows of `to` numbers. */
export const weightProduct = (
  { kernels }: Network,
  x: Address,
  yGradient: Address,
  wGradient: Address,
  rows: number,
  from: number,
  to: number,
): void => kernels.matmul(x, 1, from, yGradient, to, wGradient, to, from, rows, to)
