import { type ReactNode, useMemo, useState } from 'react'
import type { Mark } from './chart-marks.ts'
import type { ChartScale } from './chart-options.ts'
import { count } from './number.ts'
import { useChart } from './use-chart.ts'

/** One curve; a step without a value has `null`. */
export interface Curve {
  readonly name: string
  /** A colour of the page. */
  readonly colour: string
  readonly values: readonly (number | null)[]
  /** Drawn pale below it. */
  readonly raw?: readonly (number | null)[]
}

/** Curves over steps. */
export const CurveChart = ({
  title,
  choice,
  waiting,
  steps,
  curves,
  scale,
  marks = NO_MARKS,
}: {
  readonly title: string
  readonly choice?: ReactNode
  /** What to say as long as there is nothing to draw. */
  readonly waiting: string
  readonly steps: readonly number[]
  readonly curves: readonly Curve[]
  readonly scale: ChartScale
  readonly marks?: readonly Mark[]
}) => {
  const [hovered, setHovered] = useState<number | null>(null)
  const { data, lines } = useMemo(() => {
    const drawn = curves.flatMap(({ colour, values, raw }) => [
      ...(raw ? [{ colour, isFaint: true, values: raw }] : []),
      { colour, isFaint: false, values },
    ])
    const plotted = drawn.map(({ values }) => (scale.range ? [...values] : values.map(positive)))
    const all: [number[], ...(number | null)[][]] = [[...steps], ...plotted]
    return { data: all, lines: drawn }
  }, [steps, curves, scale])
  const host = useChart(data, lines, scale, marks, setHovered)

  const at = hovered ?? steps.length - 1
  const legend = curves.map(({ name, colour, values }) => {
    const value = lastBefore(values, at)
    return { name, colour, value: value === undefined ? '–' : scale.format(value) }
  })
  return (
    <figure className="chart">
      <figcaption>
        <h2>{title}</h2>
        {choice}
        <p className="legend">
          {legend.map(({ name, colour, value }) => (
            <span key={name} data-colour={colour}>
              <span className="legend-name">{name}</span> <b className="legend-value">{value}</b>
            </span>
          ))}
          <span className="step">{steps[at] !== undefined && `step ${count(steps[at])}`}</span>
        </p>
      </figcaption>
      <div
        ref={host}
        className="plot"
        role="img"
        data-points={steps.length}
        aria-label={`${title}: ${legend.map(({ name, value }) => `${name} ${value}`).join(', ')}`}
      />
      {steps.length === 0 && <p className="waiting">{waiting}</p>}
    </figure>
  )
}

const NO_MARKS: readonly Mark[] = []

/** What a logarithmic scale can show. */
const positive = (value: number | null): number | null =>
  value !== null && value > 0 ? value : null

const lastBefore = (values: readonly (number | null)[], index: number): number | undefined => {
  for (let at = Math.min(index, values.length - 1); at >= 0; at -= 1) {
    const value = values[at]
    if (typeof value === 'number') return value
  }
  return undefined
}
