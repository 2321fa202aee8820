import { type StepMetrics, smooth } from '@finetune/models'
import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type Curve, CurveChart } from './curve-chart.tsx'
import { LOSS, SHARE } from './job-curves.tsx'
import { Segments } from './segments.tsx'
import type { Compared } from './use-compared.ts'

const PARTS = {
  training: 'Of the examples that are learnt',
  validation: 'Of those that are not',
} as const
type Part = keyof typeof PARTS

/** Loss and token accuracy of several jobs, a colour each. */
export const CompareCharts = ({ jobs }: { readonly jobs: readonly Compared[] }) => {
  const [params, setParams] = useSearchParams()
  const part: Part = params.get('part') === 'validation' ? 'validation' : 'training'
  const steps = useMemo(() => stepsOf(jobs), [jobs])
  const [losses, accuracies] = useMemo(
    () => [
      jobs.map((job, index) => curveOf(job, index, steps, LOSSES[part])),
      jobs.map((job, index) => curveOf(job, index, steps, ACCURACIES[part])),
    ],
    [jobs, steps, part],
  )
  const choice = (
    <Segments
      label="Which examples"
      options={PARTS}
      value={part}
      onChange={(chosen) =>
        setParams(
          (before) => {
            before.set('part', chosen)
            return before
          },
          { replace: true },
        )
      }
    />
  )
  return (
    <section className="charts" aria-label="Curves">
      <CurveChart
        title="Loss"
        waiting="Nothing was measured yet."
        steps={steps}
        curves={losses}
        scale={LOSS}
        choice={choice}
      />
      <CurveChart
        title="Token accuracy"
        waiting="Nothing was measured yet."
        steps={steps}
        curves={accuracies}
        scale={SHARE}
      />
    </section>
  )
}

type Measure = (row: StepMetrics) => number | undefined

const LOSSES: Readonly<Record<Part, Measure>> = {
  training: ({ trainLoss }) => trainLoss,
  validation: ({ validLoss, fullValidLoss }) => fullValidLoss ?? validLoss,
}

const ACCURACIES: Readonly<Record<Part, Measure>> = {
  training: ({ trainTokenAccuracy }) => trainTokenAccuracy,
  validation: (row) => row.fullValidTokenAccuracy ?? row.validTokenAccuracy,
}

/** The steps of all jobs, each once. */
const stepsOf = (jobs: readonly Compared[]): readonly number[] =>
  [...new Set(jobs.flatMap(({ metrics }) => metrics.map(({ step }) => step)))].sort(
    (one, other) => one - other,
  )

const MEMORY = 0.9

const curveOf = (
  { title, metrics }: Compared,
  index: number,
  steps: readonly number[],
  measure: Measure,
): Curve => {
  const values = smooth(metrics.map(measure), MEMORY)
  const at = new Map(metrics.map(({ step }, row) => [step, values[row] ?? null]))
  return {
    name: title,
    colour: `curve-${index + 1}`,
    values: steps.map((step) => at.get(step) ?? null),
  }
}
