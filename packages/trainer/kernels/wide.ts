/**
 * The wide head: a log-linear model beside the network, whose logits are added to the network's.
 *
 * A completion is predicted from the features of its prompt (n-grams and words, as hashes) and from
 * what has been written of it so far (the state, a hash). Each pair of a feature and the state has a
 * row of 32 weights at a place of the table that is again a hash, so rows overlap; a token reads the
 * column of its last five bits:
 *
 *     zₜ ← share · zₜ + prior(state)ₜ + 6.4 · mean_f table[place(f, state) + column(t)]
 *
 * `spans` holds five numbers for each row of logits: where its features begin, how many it has, its
 * state, the number of the state's row of priors, and, a float, the share of the network. A row with no
 * features is left as it is. `mask` is the size of the table, less one and less the 32 of the last row.
 *
 * AdaGrad moves every weight by about as much, so with the mean a step moves a row's logits as far
 * whether it has many features or few.
 */
import { add } from './rows'

/** What the mean over the features counts for. */
const GAIN: f32 = 6.4

/** Columns of a row, and floats that are stepped together. */
const COLUMNS: usize = 32

/** Where a row of the table begins: a multiple of four floats. */
function place(feature: i32, state: i32, mask: i32): usize {
  let hash = (feature ^ state) * 0x85ebca6b
  hash ^= hash >>> 13
  hash *= 0xc2b2ae35
  hash ^= hash >>> 16
  return (<usize>(hash & mask & ~3)) << 2
}

/** x += value */
function addTo(x: usize, value: v128): void {
  v128.store(x, f32x4.add(v128.load(x), value))
}

/** x = x · share + value */
function blend(x: usize, share: v128, value: v128): void {
  v128.store(x, f32x4.add(f32x4.mul(v128.load(x), share), value))
}

export function wide(
  logits: usize,
  spans: usize,
  features: usize,
  table: usize,
  priors: usize,
  mask: i32,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++, spans += 20, logits += bytes) {
    const count = i32.load(spans, 4)
    if (count === 0) continue
    const state = i32.load(spans, 8)
    const share = f32x4.splat(f32.load(spans, 16))
    let feature = features + ((<usize>i32.load(spans)) << 2)
    let s0 = f32x4.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    let s4 = s0
    let s5 = s0
    let s6 = s0
    let s7 = s0
    for (const end = feature + ((<usize>count) << 2); feature < end; feature += 4) {
      const at = table + place(i32.load(feature), state, mask)
      s0 = f32x4.add(s0, v128.load(at))
      s1 = f32x4.add(s1, v128.load(at, 16))
      s2 = f32x4.add(s2, v128.load(at, 32))
      s3 = f32x4.add(s3, v128.load(at, 48))
      s4 = f32x4.add(s4, v128.load(at, 64))
      s5 = f32x4.add(s5, v128.load(at, 80))
      s6 = f32x4.add(s6, v128.load(at, 96))
      s7 = f32x4.add(s7, v128.load(at, 112))
    }
    const scale = f32x4.splat(GAIN / <f32>count)
    s0 = f32x4.mul(s0, scale)
    s1 = f32x4.mul(s1, scale)
    s2 = f32x4.mul(s2, scale)
    s3 = f32x4.mul(s3, scale)
    s4 = f32x4.mul(s4, scale)
    s5 = f32x4.mul(s5, scale)
    s6 = f32x4.mul(s6, scale)
    s7 = f32x4.mul(s7, scale)
    // 256 bytes are eight times 32 columns; the eight special tokens read the last columns.
    for (let at = logits; at < logits + 1024; at += 128) {
      blend(at, share, s0)
      blend(at + 16, share, s1)
      blend(at + 32, share, s2)
      blend(at + 48, share, s3)
      blend(at + 64, share, s4)
      blend(at + 80, share, s5)
      blend(at + 96, share, s6)
      blend(at + 112, share, s7)
    }
    blend(logits + 1024, share, s6)
    blend(logits + 1040, share, s7)
    add(logits, priors + <usize>i32.load(spans, 12) * bytes, width)
  }
}

/**
 * Adds the gradient of every row of logits to that of the weights it read, and names in `touched` the
 * blocks of four floats that got any; `flags` has a byte for each block. Returns how many were named.
 * What is left of the gradient is the network's share.
 */
export function wideBackward(
  logitsGradient: usize,
  spans: usize,
  features: usize,
  gradients: usize,
  touched: usize,
  flags: usize,
  named: i32,
  mask: i32,
  rows: i32,
  width: i32,
): i32 {
  const bytes = (<usize>width) << 2
  const columns = memory.data(128, 16)
  for (let row = 0; row < rows; row++, spans += 20, logitsGradient += bytes) {
    const count = i32.load(spans, 4)
    if (count === 0) continue
    const state = i32.load(spans, 8)
    const share = f32x4.splat(f32.load(spans, 16))
    const scale = f32x4.splat(GAIN / <f32>count)
    for (let column: usize = 0; column < 128; column += 16) {
      const special: usize = column >= 96 ? 1024 + column - 96 : 0
      let sum = special ? v128.load(logitsGradient + special) : f32x4.splat(0)
      for (let at = logitsGradient + column; at < logitsGradient + 1024; at += 128) {
        sum = f32x4.add(sum, v128.load(at))
      }
      v128.store(columns + column, f32x4.mul(sum, scale))
    }
    for (let at = logitsGradient; at < logitsGradient + bytes; at += 16) {
      v128.store(at, f32x4.mul(v128.load(at), share))
    }
    let feature = features + ((<usize>i32.load(spans)) << 2)
    for (const end = feature + ((<usize>count) << 2); feature < end; feature += 4) {
      const start = place(i32.load(feature), state, mask)
      const block = start >> 4
      for (let index: usize = 0; index < COLUMNS / 4; index++) {
        addTo(gradients + start + (index << 4), v128.load(columns + (index << 4)))
        if (load<u8>(flags + block + index)) continue
        store<u8>(flags + block + index, 1)
        i32.store(touched + ((<usize>named) << 2), <i32>(block + index))
        named++
      }
    }
  }
  return named
}

/** One step of AdaGrad on the named blocks of a table: s ← s + g² ,  w ← w − η g / √s. Clears g. */
export function adagradBlocks(
  table: usize,
  gradients: usize,
  accumulators: usize,
  touched: usize,
  flags: usize,
  named: i32,
  learningRate: f32,
): void {
  const rate = f32x4.splat(learningRate)
  for (let index = 0; index < named; index++) {
    const block = <usize>i32.load(touched + ((<usize>index) << 2))
    const at = block << 4
    const g = v128.load(gradients + at)
    const total = f32x4.add(v128.load(accumulators + at), f32x4.mul(g, g))
    v128.store(accumulators + at, total)
    const change = f32x4.div(f32x4.mul(rate, g), f32x4.sqrt(total))
    v128.store(table + at, f32x4.sub(v128.load(table + at), change))
    v128.store(gradients + at, f32x4.splat(0))
    store<u8>(flags + block, 0)
  }
}
