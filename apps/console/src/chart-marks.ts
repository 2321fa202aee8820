import type uPlot from 'uplot'

/** A step that means something: the end of an epoch, or a model that was kept. */
export interface Mark {
  readonly step: number
  readonly kind: 'epoch' | 'checkpoint' | 'best'
}

/** Epochs as lines, checkpoints as dots above them, the best one filled. */
export const drawMarks = (
  { ctx, bbox, valToPos }: uPlot,
  marks: readonly Mark[],
  colour: string,
  best: string,
): void => {
  const scale = devicePixelRatio
  ctx.save()
  ctx.lineWidth = scale
  for (const { step, kind } of marks) {
    const x = Math.round(valToPos(step, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = kind === 'best' ? best : colour
    ctx.fillStyle = best
    ctx.beginPath()
    if (kind === 'epoch') {
      ctx.setLineDash([2 * scale, 4 * scale])
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
    } else {
      ctx.setLineDash([])
      ctx.arc(x, bbox.top - 6 * scale, 3.5 * scale, 0, 2 * Math.PI)
      if (kind === 'best') ctx.fill()
    }
    ctx.stroke()
  }
  ctx.restore()
}
