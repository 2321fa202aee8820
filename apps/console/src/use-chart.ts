import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { Mark } from './chart-marks.ts'
import { type ChartScale, chartOptions, type LineStyle } from './chart-options.ts'

/**
 * Draws lines on canvas in the element that the answered reference is given to: made anew where the
 * lines are others, otherwise only given new data.
 */
export const useChart = (
  data: uPlot.AlignedData,
  lines: readonly LineStyle[],
  scale: ChartScale,
  marks: readonly Mark[],
  onHover: (index: number | null) => void,
) => {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef({ data, lines, scale, marks })
  const look = lines.map(({ colour, isFaint }) => `${colour}${isFaint ? ' faint' : ''}`).join()

  useEffect(() => {
    latest.current = { data, lines, scale, marks }
    plot.current?.setData(data)
  }, [data, lines, scale, marks])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only lines that look different need it
  useEffect(() => {
    const element = host.current
    if (!element) return
    const current = latest.current
    const options = chartOptions(
      element,
      current.lines,
      current.scale,
      () => latest.current.marks,
      onHover,
    )
    const chart = new uPlot(options, current.data, element)
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
      plot.current = undefined
    }
  }, [look, onHover])
  return host
}
