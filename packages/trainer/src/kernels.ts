// biome-ignore-all format: a signature a line reads best
import { bytesOfBase64 } from './base64.ts'
import { kernels } from './generated/kernels.ts'

// Every runtime has this, and the language's own library does not declare it.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Instance {
    constructor(module: Module)
    readonly exports: unknown
  }
}

/** The address of a number in WebAssembly memory, in bytes. */
export type Address = number

/**
 * The functions compiled from kernels/*.ts, where each is described. They know nothing but addresses
 * and sizes; sizes count numbers of 32 bits.
 */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  heapBase(): Address
  matmul(a: Address, aRow: number, aColumn: number, b: Address, bRow: number, c: Address, cRow: number, m: number, k: number, n: number): void
  transpose(from: Address, stride: number, to: Address, targetStride: number, height: number, width: number): void
  zero(at: Address, count: number): void
  moveTowards(mean: Address, x: Address, share: number, count: number): void
  fillRows(x: Address, vector: Address, rows: number, width: number): void
  addToRows(x: Address, vector: Address, rows: number, width: number): void
  sumRows(x: Address, vector: Address, rows: number, width: number): void
  rectify(x: Address, count: number): void
  rectifyBackward(y: Address, gradient: Address, count: number): void
  gatherRows(x: Address, indices: Address, y: Address, rows: number, width: number): void
  scatterRows(y: Address, indices: Address, x: Address, rows: number, width: number): void
  layerNorm(x: Address, gain: Address, bias: Address, y: Address, normalised: Address, scales: Address, rows: number, width: number): void
  layerNormBackward(yGradient: Address, normalised: Address, scales: Address, gain: Address, xGradient: Address, gainGradient: Address, biasGradient: Address, rows: number, width: number): void
  attention(qkv: Address, output: Address, probabilities: Address, scratch: Address, first: number, length: number, heads: number, width: number): void
  attentionBackward(qkv: Address, outputGradient: Address, probabilities: Address, qkvGradient: Address, scratch: Address, length: number, heads: number, width: number): void
  embed(
    x: Address,
    features: Address,
    weights: Address,
    rows: number,
    count: number,
    width: number,
  ): void
  embedBackward(
    xGradient: Address,
    features: Address,
    gradients: Address,
    rows: number,
    count: number,
    width: number,
  ): void
  wide(logits: Address, spans: Address, features: Address, table: Address, priors: Address, mask: number, rows: number, width: number): void
  wideBackward(logitsGradient: Address, spans: Address, features: Address, gradients: Address, touched: Address, flags: Address, named: number, mask: number, rows: number, width: number): number
  adagradBlocks(table: Address, gradients: Address, accumulators: Address, touched: Address, flags: Address, named: number, learningRate: number): void
  logarithm(x: number): number
  softmax(x: Address, scale: number, count: number): void
  crossEntropy(logits: Address, targets: Address, weights: Address, losses: Address, right: Address, rows: number, width: number): void
  sumOfSquares(x: Address, count: number): number
  adam(weights: Address, gradients: Address, means: Address, squares: Address, count: number, gradientScale: number, learningRate: number, beta1: number, beta2: number, correction1: number, correction2: number, epsilon: number, decay: number): void
  adagradRows(table: Address, gradients: Address, accumulators: Address, indices: Address, rows: number, width: number, learningRate: number): void
}

let compiled: WebAssembly.Module | undefined

/** A fresh instance of the kernels, with a memory of its own. */
export const createKernels = (): Kernels => {
  compiled ??= new WebAssembly.Module(bytesOfBase64(kernels))
  return new WebAssembly.Instance(compiled).exports as Kernels
}
