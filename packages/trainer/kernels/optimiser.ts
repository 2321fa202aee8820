/** The two optimisers: Adam for the dense weights, AdaGrad for the few n-gram rows a step touches. */
import { sumOfLanes } from './vector'

/** The sum of the squares of `count` floats. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) {
    const value = v128.load(x)
    const first = f64x2.promote_low_f32x4(value)
    const second = f64x2.promote_low_f32x4(v128.shuffle<u64>(value, value, 1, 0))
    low = f64x2.add(low, f64x2.mul(first, first))
    high = f64x2.add(high, f64x2.mul(second, second))
  }
  const total = f64x2.add(low, high)
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
}

/**
 * One step of Adam with decoupled weight decay λ. The gradient g is first multiplied by `gradientScale`,
 * which is below 1 when its norm was above the limit:
 *
 *     m ← β₁ m + (1 − β₁) g ,   v ← β₂ v + (1 − β₂) g²
 *     w ← w − η · (m / correction₁) / (√(v / correction₂) + ε) − η λ w
 *
 * where correctionᵢ = 1 − βᵢᵗ at step t makes up for m and v having started at zero.
 */
export function adam(
  weights: usize,
  gradients: usize,
  means: usize,
  squares: usize,
  count: i32,
  gradientScale: f32,
  learningRate: f32,
  beta1: f32,
  beta2: f32,
  correction1: f32,
  correction2: f32,
  epsilon: f32,
  decay: f32,
): void {
  const bytes = (<usize>count) << 2
  const oneMinusBeta1: f32 = <f32>1 - beta1
  const oneMinusBeta2: f32 = <f32>1 - beta2
  const shrink = f32x4.splat(<f32>1 - learningRate * decay)
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = f32x4.mul(v128.load(gradients + i), f32x4.splat(gradientScale))
    const m = f32x4.add(
      f32x4.mul(v128.load(means + i), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(oneMinusBeta1)),
    )
    const v = f32x4.add(
      f32x4.mul(v128.load(squares + i), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(oneMinusBeta2)),
    )
    v128.store(means + i, m)
    v128.store(squares + i, v)
    const numerator = f32x4.mul(m, f32x4.splat(learningRate / correction1))
    const root = f32x4.sqrt(f32x4.mul(v, f32x4.splat(<f32>1 / correction2)))
    const change = f32x4.div(numerator, f32x4.add(root, f32x4.splat(epsilon)))
    v128.store(weights + i, f32x4.sub(f32x4.mul(v128.load(weights + i), shrink), change))
  }
}

/**
 * One step of AdaGrad on the named rows of a table, with one accumulator a row:
 *
 *     s ← s + mean g² ,   w ← w − η g / √s
 *
 * A row that is rarely seen keeps a small s and so learns fast. The gradient is left at zero.
 */
export function adagradRows(
  table: usize,
  gradients: usize,
  accumulators: usize,
  indices: usize,
  rows: i32,
  width: i32,
  learningRate: f32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    const index = <usize>i32.load(indices + ((<usize>row) << 2))
    const weight = table + index * bytes
    const gradient = gradients + index * bytes
    const accumulator = accumulators + (index << 2)
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const g = v128.load(gradient + i)
      squares = f32x4.add(squares, f32x4.mul(g, g))
    }
    const total: f32 = f32.load(accumulator) + sumOfLanes(squares) / <f32>width
    f32.store(accumulator, total)
    const rate = f32x4.splat(learningRate / sqrt<f32>(total))
    for (let i: usize = 0; i < bytes; i += 16) {
      const change = f32x4.mul(rate, v128.load(gradient + i))
      v128.store(weight + i, f32x4.sub(v128.load(weight + i), change))
    }
    memory.fill(gradient, 0, bytes)
  }
}
