/** Yields the next number, uniform in [0, 1). */
export type Random = () => number

/**
 * Random numbers by seed, the same on every engine: the generator mulberry32, which is whole-number
 * arithmetic. The two numbers of the seed are mixed, so that (seed, epoch) gives unrelated streams.
 */
export const randomOf = (seed: number, stream = 0): Random => {
  let state = Math.imul(seed ^ Math.imul(stream + 1, 0x9e3779b1), 0x85ebca6b) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A number of (nearly) the standard normal distribution: the sum of twelve uniform ones less six,
 * which has mean 0 and variance 1. The usual ways need a logarithm or a cosine, and those differ
 * from engine to engine.
 */
export const normal = (random: Random): number => {
  let sum = -6
  for (let count = 0; count < 12; count++) sum += random()
  return sum
}

/** The numbers 0 to count − 1 in random order (Fisher and Yates). */
export const shuffled = (count: number, random: Random): Int32Array => {
  const order = Int32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = held
  }
  return order
}
