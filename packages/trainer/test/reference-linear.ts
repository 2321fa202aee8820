/** Vectors of numbers of either precision. */
export type Floats = Float64Array | Float32Array

/** y = x · w + b, for one row; w is stored by rows of `to` numbers, from `at` on. */
export const linear = (
  x: Floats,
  w: Floats,
  at: number,
  bias: number,
  y: Floats,
  to: number,
): void => {
  for (let j = 0; j < to; j++) y[j] = w[bias + j] ?? 0
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0
    const row = at + i * to
    for (let j = 0; j < to; j++) y[j] = (y[j] ?? 0) + value * (w[row + j] ?? 0)
  }
}

/** The gradients of `linear`: adds to those of w, b and x. */
export const linearBackward = (
  x: Floats,
  w: Floats,
  gradient: Floats,
  at: number,
  bias: number,
  dy: Floats,
  dx: Floats,
  to: number,
): void => {
  for (let j = 0; j < to; j++) gradient[bias + j] = (gradient[bias + j] ?? 0) + (dy[j] ?? 0)
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0
    const row = at + i * to
    let sum = 0
    for (let j = 0; j < to; j++) {
      const d = dy[j] ?? 0
      gradient[row + j] = (gradient[row + j] ?? 0) + value * d
      sum += d * (w[row + j] ?? 0)
    }
    dx[i] = (dx[i] ?? 0) + sum
  }
}

export const add = (to: Floats, from: Floats, at = 0): void => {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (from[at + i] ?? 0)
}

export const addInto = (to: Floats, at: number, from: Floats): void => {
  for (let i = 0; i < from.length; i++) to[at + i] = (to[at + i] ?? 0) + (from[i] ?? 0)
}

export const dot = (one: Floats, other: Floats): number => {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += (one[i] ?? 0) * (other[i] ?? 0)
  return sum
}
