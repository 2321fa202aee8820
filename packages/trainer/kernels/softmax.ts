/**
 * Softmax, and the cross-entropy that is the training loss.
 *
 *     softmax(x)ⱼ = exp(xⱼ − max x) / Σᵢ exp(xᵢ − max x)
 *
 * Widths are multiples of 4.
 */
import { exponential } from './exponential'
import { largestLane, sumOfLanes } from './vector'

/** The largest of `count` floats. */
function largest(x: usize, count: i32): f32 {
  let lanes = v128.load(x)
  const end = x + ((<usize>count) << 2)
  for (let at = x; at < end; at += 16) lanes = f32x4.max(lanes, v128.load(at))
  return largestLane(lanes)
}

/** Multiplies `count` floats by a factor. */
function multiply(x: usize, factor: f32, count: i32): void {
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), f32x4.splat(factor)))
}

/** Replaces x by exp((x − top) · scale) and returns the sum. */
function exponentiate(x: usize, top: f32, scale: f32, count: i32): f32 {
  let total = f32x4.splat(0)
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) {
    const shifted = f32x4.sub(v128.load(x), f32x4.splat(top))
    const value = exponential(f32x4.mul(shifted, f32x4.splat(scale)))
    v128.store(x, value)
    total = f32x4.add(total, value)
  }
  return sumOfLanes(total)
}

export function logarithm(x: f32): f32 {
  return Mathf.log(x)
}

/** Replaces x by softmax(x · scale). */
export function softmax(x: usize, scale: f32, count: i32): void {
  const total = exponentiate(x, largest(x, count), scale, count)
  multiply(x, <f32>1 / total, count)
}

/** The same over the first `visible` of `count` floats; the others become zero. */
export function softmaxOfVisible(x: usize, scale: f32, visible: i32, count: i32): void {
  for (let j = visible; j < count; j++) f32.store(x + ((<usize>j) << 2), -Infinity)
  const padded = (visible + 3) & ~3
  const total = exponentiate(x, largest(x, padded), scale, padded)
  multiply(x, <f32>1 / total, padded)
  memory.fill(x + ((<usize>visible) << 2), 0, (<usize>(count - visible)) << 2)
}

/**
 * The weighted cross-entropy of each row of logits against its target t:
 *
 *     loss = − log softmax(x)ₜ = log Σ exp(xⱼ − max x) − (xₜ − max x)
 *     ∂(w · loss)/∂xⱼ = w · (softmax(x)ⱼ − [j = t])
 *
 * The gradient replaces the logits. `losses` gets the loss before weighting, `right` 1 where the
 * target has the largest logit and else 0.
 */
export function crossEntropy(
  logits: usize,
  targets: usize,
  weights: usize,
  losses: usize,
  right: usize,
  rows: i32,
  width: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const offset = (<usize>row) << 2
    const weight = f32.load(weights + offset)
    const target = logits + ((<usize>i32.load(targets + offset)) << 2)
    const top = largest(logits, width)
    const below = f32.load(target) - top
    const total = exponentiate(logits, top, 1, width)
    f32.store(losses + offset, Mathf.log(total) - below)
    f32.store(right + offset, below === 0 ? 1 : 0)
    multiply(logits, weight / total, width)
    f32.store(target, f32.load(target) - weight)
    logits += (<usize>width) << 2
  }
}
