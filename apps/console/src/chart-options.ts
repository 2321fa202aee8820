import type uPlot from 'uplot'
import { percent } from './number.ts'

const HEIGHT = 220
/** Lines and labels of epochs; more would run into each other. */
const MOST_EPOCHS = 10

/** How the two curves look, in the colours of the page, which may change with the time of day. */
export const chartOptions = (
  host: HTMLElement,
  scale: {
    readonly epochs: number | undefined
    readonly range: readonly [number, number] | undefined
  },
  onHover: (index: number | null) => void,
): uPlot.Options => {
  const colour = (name: string) => () => getComputedStyle(host).getPropertyValue(`--${name}`).trim()
  const faint = (name: string): uPlot.Series => ({
    stroke: colour(`${name}-faint`),
    width: 1,
    spanGaps: true,
    points: { show: false },
  })
  const bold = (name: string): uPlot.Series => ({
    stroke: colour(name),
    width: 2,
    spanGaps: true,
    points: { show: false },
  })
  const axis: uPlot.Axis = {
    stroke: colour('muted'),
    font: `11px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    gap: 6,
  }
  const { epochs, range } = scale
  const every = Math.max(1, Math.ceil((epochs ?? 0) / MOST_EPOCHS))
  const ends = Array.from({ length: (epochs ?? 0) + 1 }, (_, epoch) => epoch).filter(
    (epoch) => epoch % every === 0,
  )
  return {
    width: host.clientWidth,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    scales: {
      x: { time: false, ...(epochs !== undefined && { range: [0, epochs] }) },
      y: range ? { range: [range[0], range[1]] } : { distr: 3, range: logRange },
    },
    axes: [
      {
        ...axis,
        size: 28,
        ...(epochs !== undefined && {
          splits: ends,
          values: (_, splits) => splits.map((epoch) => (epoch === 0 ? 'epoch' : String(epoch))),
        }),
      },
      {
        ...axis,
        size: 44,
        space: 36,
        ...(range
          ? { values: (_, shares) => shares.map((share) => percent(share)) }
          : {
              splits: (_, __, low, high) => roundBetween(low, high),
              filter: (_, splits) => splits,
              values: (_, splits) => splits.map(String),
            }),
      },
    ],
    series: [{}, faint('training'), bold('training'), faint('validation'), bold('validation')],
    hooks: { setCursor: [({ cursor: { idx } }) => onHover(idx ?? null)] },
  }
}

/** From a little below the lowest point of the smoothed lines up to the highest of all. */
const logRange = ({ data: [, ...curves] }: uPlot, _: number, highest: number): [number, number] => {
  const smoothed = curves.filter((_curve, index) => index % 2 === 1)
  const lowest = Math.min(...smoothed.map((curve) => lowestOf(curve)))
  return Number.isFinite(lowest) && lowest > 0 ? [lowest / 2, highest * 1.2] : [0.1, 10]
}

const lowestOf = (curve: uPlot.AlignedData[number]): number =>
  Array.from(curve).reduce<number>(
    (lowest, value) => (typeof value === 'number' ? Math.min(lowest, value) : lowest),
    Number.POSITIVE_INFINITY,
  )

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
