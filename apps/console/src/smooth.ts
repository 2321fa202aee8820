/**
 * A moving average that looks both ways, the less the farther a value is, so that the line neither
 * lags behind a steep start nor leaves it. Gaps stay gaps; the nearer the weight is to 1, the
 * smoother the line.
 */
export const smooth = (
  values: readonly (number | null)[],
  weight: number,
): readonly (number | null)[] => {
  const before = sums(values, weight)
  const after = sums(values.toReversed(), weight).toReversed()
  return values.map((value, index) => {
    const one = before[index]
    const other = after[index]
    if (value === null || !one || !other) return null
    return (one.sum + other.sum - value) / (one.count + other.count - 1)
  })
}

/** At each place the weighted sum of the values up to there, and the sum of their weights. */
const sums = (values: readonly (number | null)[], weight: number) => {
  let sum = 0
  let count = 0
  return values.map((value) => {
    if (value !== null) {
      sum = sum * weight + value
      count = count * weight + 1
    }
    return { sum, count }
  })
}
