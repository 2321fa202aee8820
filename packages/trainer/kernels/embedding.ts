/**
 * What the network sees of each row: the sum of the embeddings that stand for it.
 *
 * Embeddings are rows of `width` weights. `features` holds, for each row of x, `count` numbers of such
 * rows, −1 for one that it does not have.
 */
import { add } from './rows'

export function embed(
  x: usize,
  features: usize,
  weights: usize,
  rows: i32,
  count: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    memory.fill(x, 0, bytes)
    for (let feature = 0; feature < count; feature++) {
      const index = i32.load(features)
      if (index >= 0) add(x, weights + <usize>index * bytes, width)
      features += 4
    }
    x += bytes
  }
}

/** Adds the gradient of each row to that of every embedding that went into it. */
export function embedBackward(
  xGradient: usize,
  features: usize,
  gradients: usize,
  rows: i32,
  count: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < count; feature++) {
      const index = i32.load(features)
      if (index >= 0) add(gradients + <usize>index * bytes, xGradient, width)
      features += 4
    }
    xGradient += bytes
  }
}
