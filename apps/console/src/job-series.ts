import { type StepMetrics, smooth } from '@finetune/models'
import type { Curve } from './curve-chart.tsx'

/** The losses of a job, on examples that are learnt and on those that are not. */
export const lossesOf = (metrics: readonly StepMetrics[], memory: number): readonly Curve[] => [
  curveOf(
    'training',
    metrics.map(({ trainLoss }) => trainLoss),
    memory,
  ),
  curveOf(
    'validation',
    metrics.map(({ validLoss, fullValidLoss }) => fullValidLoss ?? validLoss),
    memory,
  ),
]

/** The shares of tokens, or of whole completions, that were right. */
export const accuraciesOf = (
  metrics: readonly StepMetrics[],
  memory: number,
  kind: 'token' | 'sequence',
): readonly Curve[] => [
  curveOf(
    'training',
    metrics.map((row) => (kind === 'token' ? row.trainTokenAccuracy : row.trainSequenceAccuracy)),
    memory,
  ),
  curveOf(
    'validation',
    metrics.map((row) =>
      kind === 'token'
        ? (row.fullValidTokenAccuracy ?? row.validTokenAccuracy)
        : row.validSequenceAccuracy,
    ),
    memory,
  ),
]

/** A series raw and smooth. What is measured at few steps only is smoothed over as many steps. */
const curveOf = (name: string, values: readonly (number | undefined)[], memory: number): Curve => {
  const measured = values.filter((value) => value !== undefined).length
  const own = memory ** (values.length / Math.max(1, measured))
  return {
    name,
    colour: name,
    values: smooth(values, own).map((value) => value ?? null),
    raw: values.map((value) => value ?? null),
  }
}
