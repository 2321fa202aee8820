import type { StepMetrics } from '@finetune/models'

const [WIDTH, HEIGHT, POINTS] = [96, 24, 48]

/** The training loss in a line of text, on a logarithmic scale. */
export const Sparkline = ({
  metrics,
}: {
  readonly metrics: readonly StepMetrics[] | undefined
}) => {
  const losses = metrics?.flatMap(({ trainLoss }) =>
    trainLoss && trainLoss > 0 ? [trainLoss] : [],
  )
  if (!losses || losses.length < 2) return <span className="muted">–</span>
  const means = meansOf(losses.map(Math.log), POINTS)
  const [low, high] = [Math.min(...means), Math.max(...means)]
  const points = means.map((mean, index) => {
    const x = (index / (means.length - 1)) * (WIDTH - 2) + 1
    const y = HEIGHT - 2 - ((mean - low) / (high - low || 1)) * (HEIGHT - 4)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const [first = 0, last = 0] = [losses[0], losses.at(-1)]
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Loss from ${first.toPrecision(2)} to ${last.toPrecision(2)}`}
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}

/** A long series in a few values: the means of stretches of the same length. */
export const meansOf = (values: readonly number[], most: number): readonly number[] => {
  const count = Math.min(most, values.length)
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * values.length) / count)
    const end = Math.floor(((index + 1) * values.length) / count)
    const part = values.slice(start, end)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}
