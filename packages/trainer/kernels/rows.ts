/** Operations on matrices row by row: biases, rectification, picking rows out and putting them back. */

export function zero(at: usize, count: i32): void {
  memory.fill(at, 0, (<usize>count) << 2)
}

/** to += from */
export function add(to: usize, from: usize, count: i32): void {
  const end = to + ((<usize>count) << 2)
  while (to < end) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)))
    to += 16
    from += 16
  }
}

/** mean += (x − mean) · share: with share 1 / n, the mean of n vectors one after another */
export function moveTowards(mean: usize, x: usize, share: f32, count: i32): void {
  const end = mean + ((<usize>count) << 2)
  while (mean < end) {
    const held = v128.load(mean)
    const way = f32x4.mul(f32x4.sub(v128.load(x), held), f32x4.splat(share))
    v128.store(mean, f32x4.add(held, way))
    mean += 16
    x += 16
  }
}

/** Sets every row of x to the vector: the bias that a matrix product is then added to. */
export function fillRows(x: usize, vector: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) memory.copy(x + <usize>row * bytes, vector, bytes)
}

/** Adds the vector to every row of x. */
export function addToRows(x: usize, vector: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) add(x + ((<usize>row * width) << 2), vector, width)
}

/** Adds the sum of the rows of x to the vector: the gradient of a bias. */
export function sumRows(x: usize, vector: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) add(vector, x + ((<usize>row * width) << 2), width)
}

/** x = max(x, 0) */
export function rectify(x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) v128.store(x, f32x4.max(v128.load(x), f32x4.splat(0)))
}

/** Lets the gradient through only where the rectified value y is positive. */
export function rectifyBackward(y: usize, gradient: usize, count: i32): void {
  const end = y + ((<usize>count) << 2)
  while (y < end) {
    const open = f32x4.gt(v128.load(y), f32x4.splat(0))
    v128.store(gradient, v128.and(v128.load(gradient), open))
    y += 16
    gradient += 16
  }
}

/** Copies the rows of x that `indices` names, one after another, into y. */
export function gatherRows(x: usize, indices: usize, y: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    const index = <usize>i32.load(indices + ((<usize>row) << 2))
    memory.copy(y + <usize>row * bytes, x + index * bytes, bytes)
  }
}

/** Adds each row of y to the row of x that `indices` names for it: the gradient of gatherRows. */
export function scatterRows(y: usize, indices: usize, x: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    const index = <usize>i32.load(indices + ((<usize>row) << 2))
    add(x + index * bytes, y + <usize>row * bytes, width)
  }
}
