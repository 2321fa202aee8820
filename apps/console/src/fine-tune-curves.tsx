import type { ResultRow } from '@finetune/models'
import { useMemo, useState } from 'react'
import { CurveChart } from './curve-chart.tsx'
import { percent } from './number.ts'

/** Losses and accuracies of a job over its epochs. */
export const FineTuneCurves = ({
  rows,
  examples,
  epochs,
  ended,
}: {
  readonly rows: readonly ResultRow[]
  readonly examples: number | undefined
  readonly epochs: number
  readonly ended: boolean
}) => {
  const [accuracy, setAccuracy] = useState<'sequence' | 'token'>('sequence')
  const steps = useMemo(() => rows.map(({ step }) => step), [rows])
  // In epochs where the file tells how many examples were seen, as Azure's does not; else in steps.
  const time = useMemo(
    () => (examples ? rows.map((row) => (row.elapsed_examples ?? row.step) / examples) : steps),
    [rows, steps, examples],
  )
  const common = { steps, time, epochs: examples ? epochs : undefined }
  const waiting = ended ? 'This job measured nothing.' : 'The curve starts with the first step.'
  return (
    <section className="charts" aria-label="Curves">
      <CurveChart
        {...common}
        title="Loss"
        waiting={waiting}
        curves={curvesOf(rows, 'loss')}
        format={(value) => value.toFixed(value < 0.1 ? 3 : 2)}
      />
      <CurveChart
        {...common}
        title="Accuracy"
        waiting={waiting}
        curves={curvesOf(rows, `${accuracy}_accuracy`)}
        format={(value) => percent(value)}
        range={SHARE}
        choice={
          <fieldset className="segments">
            <legend className="hidden">What counts as right</legend>
            {(['sequence', 'token'] as const).map((kind) => (
              <label key={kind} title={MEANING[kind]}>
                <input
                  type="radio"
                  name="accuracy"
                  checked={accuracy === kind}
                  onChange={() => setAccuracy(kind)}
                />
                {kind}
              </label>
            ))}
          </fieldset>
        }
      />
    </section>
  )
}

/** A little more than 100 %, so that a line up there is seen whole. */
const SHARE = [0, 1.02] as const

const MEANING = {
  sequence: 'Share of completions that are right to the last token',
  token: 'Share of completion tokens that are right',
}

const curvesOf = (rows: readonly ResultRow[], measure: string) =>
  (['training', 'validation'] as const).map((part) => ({
    name: part,
    values: rows.map((row) => row[`${part}_${measure}`] ?? null),
  }))
