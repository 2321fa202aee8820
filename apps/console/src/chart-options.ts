import type uPlot from 'uplot'
import { drawMarks, type Mark } from './chart-marks.ts'

const HEIGHT = 220

/** How a line looks. */
export interface LineStyle {
  /** A colour of the page, such as `training`; it may change with the time of day. */
  readonly colour: string
  /** Thin and pale, for raw values below a smooth line. */
  readonly isFaint: boolean
}

export interface ChartScale {
  /** From and to, of a linear scale; a logarithmic one fits itself to the smooth lines. */
  readonly range?: readonly [number, number]
  readonly format: (value: number) => string
}

/** The options of a chart over steps, in the colours of the page. */
export const chartOptions = (
  host: HTMLElement,
  lines: readonly LineStyle[],
  { range, format }: ChartScale,
  marks: () => readonly Mark[],
  onHover: (index: number | null) => void,
): uPlot.Options => {
  const colour = (name: string) => () => getComputedStyle(host).getPropertyValue(`--${name}`).trim()
  const axis: uPlot.Axis = {
    stroke: colour('muted'),
    font: `11px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    gap: 6,
  }
  return {
    width: host.clientWidth,
    height: HEIGHT,
    padding: [14, 24, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      y: range ? { range: [range[0], range[1]] } : { distr: 3, range: logRange(lines) },
    },
    axes: [
      { ...axis, size: 28, space: 60 },
      {
        ...axis,
        size: 48,
        space: 36,
        values: (_, splits) => splits.map((value) => (range ? format(value) : String(value))),
        ...(!range && {
          splits: (_, __, low, high) => roundBetween(low, high),
          filter: (_, splits) => splits,
        }),
      },
    ],
    series: [
      {},
      ...lines.map(({ colour: name, isFaint }) => ({
        stroke: colour(isFaint ? `${name}-faint` : name),
        width: isFaint ? 1 : 2,
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [(chart) => drawMarks(chart, marks(), colour('muted')(), colour('good')())],
      setCursor: [({ cursor: { idx } }) => onHover(idx ?? null)],
    },
  }
}

/** From a little below the lowest point of the smooth lines up to the highest of all. */
const logRange =
  (lines: readonly LineStyle[]) =>
  ({ data: [, ...values] }: uPlot, _: number, highest: number): [number, number] => {
    const bold = values.filter((__, index) => !lines[index]?.isFaint)
    const lowest = Math.min(...bold.map(lowestOf))
    return Number.isFinite(lowest) && lowest > 0 ? [lowest / 2, highest * 1.2] : [0.1, 10]
  }

const lowestOf = (values: uPlot.AlignedData[number]): number => {
  let lowest = Number.POSITIVE_INFINITY
  for (const value of values) if (typeof value === 'number' && value < lowest) lowest = value
  return lowest
}

/** Round numbers for a logarithmic axis: 1, 2 and 5 of each power of ten, or only 1 of many. */
const roundBetween = (low: number, high: number): number[] => {
  const first = Math.floor(Math.log10(low))
  const last = Math.floor(Math.log10(high))
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return powers
    .flatMap((power) =>
      (powers.length > 3 ? [1] : [1, 2, 5]).map((digit) => Number(`${digit}e${power}`)),
    )
    .filter((value) => value >= low && value <= high)
}
