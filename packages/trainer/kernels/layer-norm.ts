/**
 * Layer normalisation of each row x of n numbers:
 *
 *     x̂ = (x − mean x) / √(variance x + ε) ,   y = gain · x̂ + bias
 *
 * Forward keeps x̂ and s = 1 / √(variance + ε). With d = ∂L/∂y · gain, the gradient is
 *
 *     ∂L/∂x = s · (d − mean d − x̂ · mean(d · x̂))
 *     ∂L/∂gain = Σ ∂L/∂y · x̂ ,   ∂L/∂bias = Σ ∂L/∂y      (sums over the rows)
 */
import { sumOfLanes } from './vector'

const EPSILON: f32 = 1e-5

export function layerNorm(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  normalised: usize,
  scales: usize,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    let total = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) total = f32x4.add(total, v128.load(x + i))
    const mean = f32x4.splat(sumOfLanes(total) / <f32>width)
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const centred = f32x4.sub(v128.load(x + i), mean)
      squares = f32x4.add(squares, f32x4.mul(centred, centred))
    }
    const scale: f32 = <f32>1 / sqrt<f32>(sumOfLanes(squares) / <f32>width + EPSILON)
    f32.store(scales + ((<usize>row) << 2), scale)
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = f32x4.mul(f32x4.sub(v128.load(x + i), mean), f32x4.splat(scale))
      v128.store(normalised + i, value)
      v128.store(y + i, f32x4.add(f32x4.mul(value, v128.load(gain + i)), v128.load(bias + i)))
    }
    x += bytes
    y += bytes
    normalised += bytes
  }
}

/** Adds to the gradients of x, gain and bias. */
export function layerNormBackward(
  yGradient: usize,
  normalised: usize,
  scales: usize,
  gain: usize,
  xGradient: usize,
  gainGradient: usize,
  biasGradient: usize,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    let total = f32x4.splat(0)
    let projected = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const dy = v128.load(yGradient + i)
      const value = v128.load(normalised + i)
      const product = f32x4.mul(dy, value)
      v128.store(gainGradient + i, f32x4.add(v128.load(gainGradient + i), product))
      v128.store(biasGradient + i, f32x4.add(v128.load(biasGradient + i), dy))
      const d = f32x4.mul(dy, v128.load(gain + i))
      total = f32x4.add(total, d)
      projected = f32x4.add(projected, f32x4.mul(d, value))
    }
    const mean = f32x4.splat(sumOfLanes(total) / <f32>width)
    const meanProjected = f32x4.splat(sumOfLanes(projected) / <f32>width)
    const scale = f32x4.splat(f32.load(scales + ((<usize>row) << 2)))
    for (let i: usize = 0; i < bytes; i += 16) {
      const d = f32x4.mul(v128.load(yGradient + i), v128.load(gain + i))
      const along = f32x4.mul(v128.load(normalised + i), meanProjected)
      const dx = f32x4.mul(scale, f32x4.sub(f32x4.sub(d, mean), along))
      v128.store(xGradient + i, f32x4.add(v128.load(xGradient + i), dx))
    }
    yGradient += bytes
    normalised += bytes
    xGradient += bytes
  }
}
