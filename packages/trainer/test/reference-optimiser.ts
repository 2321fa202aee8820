import type { Architecture, Layout } from '../src/architecture.ts'
import type { Floats } from './reference-linear.ts'

/** Adam and AdaGrad in plain JavaScript, with the constants of src/optimiser.ts. */
export const createReferenceOptimiser = <F extends Floats>(
  { width }: Architecture,
  { dense, ngrams, wide }: Layout,
  floats: (size: number) => F,
) => {
  const means = floats(dense)
  const squares = floats(dense)
  const accumulators = floats(ngrams.size / width).fill(1e-6)
  const wideAccumulators = floats(wide.size).fill(1e-10)
  let step = 0
  return (w: F, gradient: F, rate: number, touched: Iterable<number>): void => {
    step++
    const correction1 = 1 - 0.9 ** step
    const correction2 = 1 - 0.98 ** step
    let norm = 0
    for (let i = 0; i < dense; i++) norm += (gradient[i] ?? 0) ** 2
    const clip = Math.min(1, 1 / Math.sqrt(norm))
    for (let i = 0; i < dense; i++) {
      const g = (gradient[i] ?? 0) * clip
      const m = 0.9 * (means[i] ?? 0) + 0.1 * g
      const v = 0.98 * (squares[i] ?? 0) + 0.02 * g * g
      means[i] = m
      squares[i] = v
      const change = (0.003 * rate * m) / correction1 / (Math.sqrt(v / correction2) + 1e-8)
      w[i] = (w[i] ?? 0) * (1 - 0.003 * rate * 0.01) - change
    }
    for (const row of new Set(touched)) {
      const at = ngrams.offset + row * width
      let mean = 0
      for (let i = 0; i < width; i++) mean += (gradient[at + i] ?? 0) ** 2 / width
      accumulators[row] = (accumulators[row] ?? 0) + mean
      const factor = (0.03 * rate) / Math.sqrt(accumulators[row] ?? 0)
      for (let i = 0; i < width; i++)
        w[at + i] = (w[at + i] ?? 0) - factor * (gradient[at + i] ?? 0)
    }
    for (let i = 0; i < wide.size; i++) {
      const g = gradient[wide.offset + i] ?? 0
      const total = (wideAccumulators[i] ?? 0) + g * g
      wideAccumulators[i] = total
      const change = (0.5 * rate * g) / Math.sqrt(total)
      w[wide.offset + i] = (w[wide.offset + i] ?? 0) - change
    }
    gradient.fill(0)
  }
}
