/**
 * Causal self-attention of one sequence of `length` rows.
 *
 * A row of `qkv` holds a query, a key and a value, `width` floats each, of which a head owns a slice
 * of c = width / heads. With Q, K, V the slices of a head as matrices of `length` rows:
 *
 *     P = softmax(Q Kᵀ / √c) over the rows up to and including each row's own ,   O = P V
 *
 * and backwards, with ∘ the product of elements:
 *
 *     dV = Pᵀ dO ,   dP = dO Vᵀ ,   dS = P ∘ (dP − rowsum(P ∘ dP)) / √c ,   dQ = dS K ,   dK = dSᵀ Q
 *
 * Each is a matrix product over blocks of rows that leaves out what lies wholly above the diagonal.
 * P is kept for the way back: a head has `length` rows of `stride` floats, the length rounded up to
 * a multiple of 8.
 */
import { matmul, transpose } from './matmul'
import { softmaxOfVisible } from './softmax'
import { sumOfLanes } from './vector'

/** Rows of a block. */
const BLOCK: i32 = 16

function roundUpTo8(count: i32): i32 {
  return (count + 7) & ~7
}

/**
 * Attention of the rows from `first` on; the earlier ones are only looked back at. `qkv`, `output`
 * and `probabilities` are those of row 0. `scratch` holds c · stride floats.
 */
export function attention(
  qkv: usize,
  output: usize,
  probabilities: usize,
  scratch: usize,
  first: i32,
  length: i32,
  heads: i32,
  width: i32,
): void {
  const c = width / heads
  const stride = roundUpTo8(length)
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>c)
  const size = (<usize>width) << 2
  for (let head = 0; head < heads; head++) {
    const query = qkv + ((<usize>(head * c)) << 2)
    const key = query + size
    const value = key + size
    const out = output + ((<usize>(head * c)) << 2)
    const scores = probabilities + ((<usize>head * length * stride) << 2)
    transpose(key, 3 * width, scratch, stride, length, c)
    for (let start = first; start < length; start += BLOCK) {
      const end = min(start + BLOCK, length)
      const columns = roundUpTo8(end)
      const block = scores + ((<usize>start * stride) << 2)
      const q = query + <usize>start * 3 * size
      const o = out + <usize>start * size
      memory.fill(block, 0, (<usize>((end - start) * stride)) << 2)
      matmul(q, 3 * width, 1, scratch, stride, block, stride, end - start, c, columns)
      for (let row = start; row < end; row++) {
        softmaxOfVisible(scores + ((<usize>row * stride) << 2), scale, row + 1, columns)
        memory.fill(out + <usize>row * size, 0, (<usize>c) << 2)
      }
      matmul(block, stride, 1, value, 3 * width, o, width, end - start, end, c)
    }
  }
}

/**
 * The gradients of queries, keys and values, added to `qkvGradient`. `scratch` holds
 * (length + c) · stride floats.
 */
export function attentionBackward(
  qkv: usize,
  outputGradient: usize,
  probabilities: usize,
  qkvGradient: usize,
  scratch: usize,
  length: i32,
  heads: i32,
  width: i32,
): void {
  const c = width / heads
  const stride = roundUpTo8(length)
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>c)
  const size = (<usize>width) << 2
  const valueTransposed = scratch + ((<usize>length * stride) << 2)
  for (let head = 0; head < heads; head++) {
    const slice = (<usize>(head * c)) << 2
    const query = qkv + slice
    const key = query + size
    const value = key + size
    const dQuery = qkvGradient + slice
    const dKey = dQuery + size
    const dValue = dKey + size
    const dOut = outputGradient + slice
    const p = probabilities + ((<usize>head * length * stride) << 2)
    transpose(value, 3 * width, valueTransposed, stride, length, c)
    for (let start = 0; start < length; start += BLOCK) {
      const end = min(start + BLOCK, length)
      const columns = roundUpTo8(end)
      const rows = end - start
      const dScores = scratch + ((<usize>start * stride) << 2)
      const d = dOut + <usize>start * size
      memory.fill(dScores, 0, (<usize>(rows * stride)) << 2)
      matmul(d, width, 1, valueTransposed, stride, dScores, stride, rows, c, columns)
      for (let row = start; row < end; row++) {
        const offset = (<usize>row * stride) << 2
        softmaxBackward(p + offset, scratch + offset, scale, columns)
      }
      const dq = dQuery + <usize>start * 3 * size
      matmul(dScores, stride, 1, key, 3 * width, dq, 3 * width, rows, end, c)
    }
    for (let start = 0; start < length; start += BLOCK) {
      const columns = min(BLOCK, length - start)
      const below = length - start
      const diagonal = (<usize>(start * stride + start)) << 2
      const d = dOut + <usize>start * size
      const q = query + <usize>start * 3 * size
      const row = <usize>start * 3 * size
      matmul(p + diagonal, 1, stride, d, width, dValue + row, 3 * width, columns, below, c)
      const dS = scratch + diagonal
      matmul(dS, 1, stride, q, 3 * width, dKey + row, 3 * width, columns, below, c)
    }
  }
}

/** Replaces dP by P ∘ (dP − Σ P ∘ dP) · scale, for one row. */
function softmaxBackward(p: usize, gradient: usize, scale: f32, count: i32): void {
  const bytes = (<usize>count) << 2
  let total = f32x4.splat(0)
  for (let i: usize = 0; i < bytes; i += 16) {
    total = f32x4.add(total, f32x4.mul(v128.load(p + i), v128.load(gradient + i)))
  }
  const mean = f32x4.splat(sumOfLanes(total))
  for (let i: usize = 0; i < bytes; i += 16) {
    const difference = f32x4.sub(v128.load(gradient + i), mean)
    const product = f32x4.mul(v128.load(p + i), difference)
    v128.store(gradient + i, f32x4.mul(product, f32x4.splat(scale)))
  }
}
