import { looksOverfit, type StepMetrics } from '@finetune/models'
import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { Mark } from './chart-marks.ts'
import type { ChartScale } from './chart-options.ts'
import { CurveChart } from './curve-chart.tsx'
import { accuraciesOf, lossesOf } from './job-series.ts'
import { percent } from './number.ts'
import { Segments } from './segments.tsx'

export const LOSS: ChartScale = { format: (value) => value.toFixed(value < 0.1 ? 3 : 2) }
/** A little more than 100 %, so that a line up there is seen whole. */
export const SHARE: ChartScale = { range: [0, 1.02], format: (value) => percent(value) }

const MEANING = {
  token: 'Share of completion tokens that are right',
  sequence: 'Share of completions that are right to the last token',
}

/** Losses and accuracies of a job; how they are shown is in the address of the page. */
export const JobCurves = ({
  metrics,
  marks,
  ended,
}: {
  readonly metrics: readonly StepMetrics[]
  readonly marks: readonly Mark[]
  readonly ended: boolean
}) => {
  const [params, setParams] = useSearchParams()
  const asked = params.get('smooth')
  const memory = clamp(asked === null ? usualMemory(metrics.length) : Number(asked) || 0)
  const hasSequences = useMemo(
    () => metrics.some(({ trainSequenceAccuracy: share }) => share !== undefined),
    [metrics],
  )
  const accuracy = hasSequences && params.get('accuracy') !== 'token' ? 'sequence' : 'token'
  const set = (name: string, value: string) =>
    setParams((before) => ({ ...Object.fromEntries(before), [name]: value }), { replace: true })

  const steps = useMemo(() => metrics.map(({ step }) => step), [metrics])
  const losses = useMemo(() => lossesOf(metrics, memory), [metrics, memory])
  const accuracies = useMemo(
    () => accuraciesOf(metrics, memory, accuracy),
    [metrics, memory, accuracy],
  )
  const overfit = useMemo(() => looksOverfit(metrics), [metrics])
  const waiting = ended ? 'This job measured nothing.' : 'The curve starts with the first step.'
  return (
    <section aria-label="Curves">
      <div className="charts">
        <CurveChart
          title="Loss"
          waiting={waiting}
          steps={steps}
          curves={losses}
          scale={LOSS}
          marks={marks}
        />
        <CurveChart
          title="Accuracy"
          waiting={waiting}
          steps={steps}
          curves={accuracies}
          scale={SHARE}
          marks={marks}
          choice={
            hasSequences && (
              <Segments
                label="What counts as right"
                options={MEANING}
                value={accuracy}
                onChange={(kind) => set('accuracy', kind)}
              />
            )
          }
        />
      </div>
      <div className="chart-foot">
        <label className="slider">
          Smoothing
          <input
            type="range"
            min="0"
            max="0.99"
            step="0.01"
            value={memory}
            onChange={({ currentTarget }) => set('smooth', currentTarget.value)}
          />
          <output>{memory.toFixed(2)}</output>
        </label>
        <p className="marks muted">
          <span data-mark="epoch">end of an epoch</span>
          {marks.some(({ kind }) => kind !== 'epoch') && (
            <>
              <span data-mark="checkpoint">checkpoint</span>
              <span data-mark="best">the best one</span>
            </>
          )}
        </p>
        {overfit && (
          <p className="wait">
            The validation loss rises while the training loss falls: it learns by heart. Fewer
            epochs, or more examples, would help.
          </p>
        )}
      </div>
    </section>
  )
}

const clamp = (memory: number): number => Math.min(0.99, Math.max(0, memory))

/** The more steps there are, the more of them are needed to see where they go. */
const usualMemory = (steps: number): number => Math.min(0.9, Math.round(10 - 200 / steps) / 10 || 0)
