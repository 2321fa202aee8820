import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import { chartOptions } from './chart-options.ts'
import { count } from './number.ts'
import { smooth } from './smooth.ts'

/** One line of a chart; `null` is a step without a value. Its name is also that of its colour. */
export interface Curve {
  readonly name: 'training' | 'validation'
  readonly values: readonly (number | null)[]
}

const WEIGHT = { training: 0.85, validation: 0.3 }

/** Curves over time, each raw and faint with its smoothed line on top. */
export const CurveChart = ({
  title,
  choice,
  waiting,
  steps,
  time,
  epochs,
  curves,
  range,
  format,
}: {
  readonly title: string
  readonly choice?: ReactNode
  /** What to say as long as there is nothing to draw. */
  readonly waiting: string
  readonly steps: readonly number[]
  /** Where each step lies: in epochs where they are known, else the steps themselves. */
  readonly time: readonly number[]
  readonly epochs: number | undefined
  readonly curves: readonly Curve[]
  readonly range?: readonly [number, number]
  readonly format: (value: number) => string
}) => {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const [hovered, setHovered] = useState<number | null>(null)
  const [low, high] = range ?? []
  const drawn = useMemo(
    () => curves.map((curve) => ({ ...curve, smooth: smooth(curve.values, WEIGHT[curve.name]) })),
    [curves],
  )

  useEffect(() => {
    if (!host.current) return
    const element = host.current
    const chart = new uPlot(
      chartOptions(
        element,
        { epochs, range: low === undefined ? undefined : [low, high ?? 1] },
        setHovered,
      ),
      [[], [], [], [], []],
      element,
    )
    plot.current = chart
    const resized = new ResizeObserver(([entry]) => {
      if (entry) chart.setSize({ width: Math.floor(entry.contentRect.width), height: chart.height })
    })
    resized.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const recolour = () => chart.redraw(false)
    scheme.addEventListener('change', recolour)
    return () => {
      scheme.removeEventListener('change', recolour)
      resized.disconnect()
      chart.destroy()
    }
  }, [epochs, low, high])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart made anew has no data yet
  useEffect(() => {
    const lines = drawn.flatMap((curve) => [[...curve.values], [...curve.smooth]])
    plot.current?.setData([[...time], ...lines])
  }, [time, drawn, epochs, low, high])

  const at = hovered ?? steps.length - 1
  const legend = drawn
    .filter(({ values }) => values.some((value) => value !== null))
    .map(({ name, smooth: line }) => ({ name, value: line.slice(0, at + 1).findLast(isNumber) }))
  return (
    <figure className="chart">
      <figcaption>
        <h2>{title}</h2>
        {choice}
        <p className="legend">
          {legend.map(({ name, value }) => (
            <span key={name} data-curve={name}>
              {name} <b className="legend-value">{isNumber(value) ? format(value) : '–'}</b>
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
        aria-label={`${title}: ${legend.map(({ name, value }) => `${name} ${isNumber(value) ? format(value) : 'unknown'}`).join(', ')}`}
      />
      {steps.length === 0 && <p className="waiting">{waiting}</p>}
    </figure>
  )
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number'
