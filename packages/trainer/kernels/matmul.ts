/**
 * Matrix products. Every product of the network, forward and backward, is this one function.
 *
 * It computes `C += A · B`, where A is m × k, B is k × n and C is m × n, all 32-bit floats. A is
 * read through two strides, so that a transposed A costs nothing: `(aRow, aColumn) = (k, 1)` reads
 * A as it lies, `(1, m)` reads the transpose of an m-wide matrix. Strides count floats.
 *
 * n must be a multiple of 8. C is computed in tiles of 4 × 8, held in eight vector registers while
 * the products along k are summed. k is cut into blocks, so that the eight columns of B that a
 * column of tiles needs stay in the first-level cache. The order of the additions depends on
 * nothing but the shape, which makes results equal to the bit wherever they are computed.
 */

/** How many products along k a tile sums before the next tile takes its turn. */
const DEPTH: i32 = 256

export function matmul(
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  c: usize,
  cRow: i32,
  m: i32,
  k: i32,
  n: i32,
): void {
  const aRowBytes = (<usize>aRow) << 2
  const aColumnBytes = (<usize>aColumn) << 2
  const bRowBytes = (<usize>bRow) << 2
  const cRowBytes = (<usize>cRow) << 2
  for (let start = 0; start < k; start += DEPTH) {
    const depth = min(DEPTH, k - start)
    const aBlock = a + <usize>start * aColumnBytes
    const bBlock = b + <usize>start * bRowBytes
    for (let column = 0; column < n; column += 8) {
      const offset = (<usize>column) << 2
      let row = 0
      for (; row + 4 <= m; row += 4) {
        const aTile = aBlock + <usize>row * aRowBytes
        const cTile = c + <usize>row * cRowBytes + offset
        tileOf4(aTile, aRowBytes, aColumnBytes, bBlock + offset, bRowBytes, cTile, cRowBytes, depth)
      }
      for (; row < m; row++) {
        const aTile = aBlock + <usize>row * aRowBytes
        const cTile = c + <usize>row * cRowBytes + offset
        tileOf1(aTile, aColumnBytes, bBlock + offset, bRowBytes, cTile, depth)
      }
    }
  }
}

/** Adds to a 4 × 8 tile of C the products along a block of k. Strides count bytes here. */
function tileOf4(
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  depth: i32,
): void {
  const c1 = c + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  let left0 = v128.load(c)
  let right0 = v128.load(c, 16)
  let left1 = v128.load(c1)
  let right1 = v128.load(c1, 16)
  let left2 = v128.load(c2)
  let right2 = v128.load(c2, 16)
  let left3 = v128.load(c3)
  let right3 = v128.load(c3, 16)
  let a1 = a + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  for (let p = 0; p < depth; p++) {
    const left = v128.load(b)
    const right = v128.load(b, 16)
    let x = v128.load_splat<f32>(a)
    left0 = f32x4.add(left0, f32x4.mul(x, left))
    right0 = f32x4.add(right0, f32x4.mul(x, right))
    x = v128.load_splat<f32>(a1)
    left1 = f32x4.add(left1, f32x4.mul(x, left))
    right1 = f32x4.add(right1, f32x4.mul(x, right))
    x = v128.load_splat<f32>(a2)
    left2 = f32x4.add(left2, f32x4.mul(x, left))
    right2 = f32x4.add(right2, f32x4.mul(x, right))
    x = v128.load_splat<f32>(a3)
    left3 = f32x4.add(left3, f32x4.mul(x, left))
    right3 = f32x4.add(right3, f32x4.mul(x, right))
    a += aColumn
    a1 += aColumn
    a2 += aColumn
    a3 += aColumn
    b += bRow
  }
  v128.store(c, left0)
  v128.store(c, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  v128.store(c2, left2)
  v128.store(c2, right2, 16)
  v128.store(c3, left3)
  v128.store(c3, right3, 16)
}

/** The same for one row: the last rows of a matrix whose height is no multiple of 4. */
function tileOf1(a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, depth: i32): void {
  let left = v128.load(c)
  let right = v128.load(c, 16)
  for (let p = 0; p < depth; p++) {
    const x = v128.load_splat<f32>(a)
    left = f32x4.add(left, f32x4.mul(x, v128.load(b)))
    right = f32x4.add(right, f32x4.mul(x, v128.load(b, 16)))
    a += aColumn
    b += bRow
  }
  v128.store(c, left)
  v128.store(c, right, 16)
}

/**
 * Writes the transpose of a `height × width` matrix, whose rows lie `stride` floats apart, as
 * `width` rows of `targetStride` floats.
 */
export function transpose(
  from: usize,
  stride: i32,
  to: usize,
  targetStride: i32,
  height: i32,
  width: i32,
): void {
  for (let row = 0; row < height; row++) {
    let source = from + ((<usize>row * stride) << 2)
    let target = to + ((<usize>row) << 2)
    for (let column = 0; column < width; column++) {
      f32.store(target, f32.load(source))
      source += 4
      target += (<usize>targetStride) << 2
    }
  }
}
