// The network once more in plain JavaScript, written from its mathematics and not from the kernels:
// what the kernels are checked against, and raced against in the bench. With Float64Array it is exact
// enough for finite differences; with Float32Array it is as fast as plain JavaScript gets.
import type { Architecture, Layout } from '../src/architecture.ts'
import { VOCABULARY } from '../src/tokens.ts'
import { createReferenceAttention } from './reference-attention.ts'
import type { ReferenceInput } from './reference-input.ts'
import { add, addInto, type Floats, linear, linearBackward } from './reference-linear.ts'
import { createReferenceWide } from './reference-wide.ts'

const EPSILON = 1e-5

/** The loss of a batch, and what adds its gradient to `gradient` if that is wanted. */
export const createReference = <F extends Floats>(
  { width, heads }: Architecture,
  layout: Layout,
  floats: (size: number) => F,
) => {
  const norm = (x: F, w: F, gain: number, bias: number) => {
    let mean = 0
    for (let i = 0; i < width; i++) mean += (x[i] ?? 0) / width
    let variance = 0
    for (let i = 0; i < width; i++) variance += ((x[i] ?? 0) - mean) ** 2 / width
    const s = 1 / Math.sqrt(variance + EPSILON)
    const normalised = floats(width)
    const y = floats(width)
    for (let i = 0; i < width; i++) {
      const value = ((x[i] ?? 0) - mean) * s
      normalised[i] = value
      y[i] = value * (w[gain + i] ?? 0) + (w[bias + i] ?? 0)
    }
    const backward = (dy: F, gradient: F, dx: F): void => {
      const d = floats(width)
      let total = 0
      let projected = 0
      for (let i = 0; i < width; i++) {
        const value = normalised[i] ?? 0
        gradient[gain + i] = (gradient[gain + i] ?? 0) + (dy[i] ?? 0) * value
        gradient[bias + i] = (gradient[bias + i] ?? 0) + (dy[i] ?? 0)
        d[i] = (dy[i] ?? 0) * (w[gain + i] ?? 0)
        total += (d[i] ?? 0) / width
        projected += ((d[i] ?? 0) * value) / width
      }
      for (let i = 0; i < width; i++) {
        dx[i] = (dx[i] ?? 0) + s * ((d[i] ?? 0) - total - (normalised[i] ?? 0) * projected)
      }
    }
    return { y, backward }
  }

  const attend = createReferenceAttention(width, heads, floats)
  const wideHead = createReferenceWide(layout)

  const layerOf = (index: number, x: readonly F[], w: F) => {
    const at = layout.layers[index]
    if (!at) throw new RangeError('no such layer')
    const before = x.map((row) =>
      norm(row, w, at.attentionNorm.gain.offset, at.attentionNorm.bias.offset),
    )
    const qkv = before.map(({ y }) => {
      const row = floats(3 * width)
      linear(y, w, at.qkv.weights.offset, at.qkv.bias.offset, row, 3 * width)
      return row
    })
    const attention = attend(qkv)
    const sum = floats(width)
    attention.outputs.forEach((output, i) => {
      linear(output, w, at.attentionOut.weights.offset, at.attentionOut.bias.offset, sum, width)
      const row = x[i]
      if (row) add(row, sum)
    })
    const between = x.map((row) => norm(row, w, at.mlpNorm.gain.offset, at.mlpNorm.bias.offset))
    const expanded = between.map(({ y }, i) => {
      const row = floats(4 * width)
      linear(y, w, at.expand.weights.offset, at.expand.bias.offset, row, 4 * width)
      for (let k = 0; k < row.length; k++) row[k] = Math.max(row[k] ?? 0, 0)
      linear(row, w, at.contract.weights.offset, at.contract.bias.offset, sum, width)
      const target = x[i]
      if (target) add(target, sum)
      return row
    })
    const backward = (dx: readonly F[], gradient: F): void => {
      dx.forEach((d, i) => {
        const hidden = expanded[i]
        const input = between[i]
        if (!hidden || !input) return
        const dHidden = floats(4 * width)
        const dInput = floats(width)
        linearBackward(
          hidden,
          w,
          gradient,
          at.contract.weights.offset,
          at.contract.bias.offset,
          d,
          dHidden,
          width,
        )
        for (let k = 0; k < hidden.length; k++) if (hidden[k] === 0) dHidden[k] = 0
        linearBackward(
          input.y,
          w,
          gradient,
          at.expand.weights.offset,
          at.expand.bias.offset,
          dHidden,
          dInput,
          4 * width,
        )
        input.backward(dInput, gradient, d)
      })
      const dOutputs = dx.map((d, i) => {
        const dOutput = floats(width)
        const output = attention.outputs[i]
        if (output) {
          linearBackward(
            output,
            w,
            gradient,
            at.attentionOut.weights.offset,
            at.attentionOut.bias.offset,
            d,
            dOutput,
            width,
          )
        }
        return dOutput
      })
      attention.backward(dOutputs).forEach((dQkv, i) => {
        const input = before[i]
        const d = dx[i]
        if (!input || !d) return
        const dInput = floats(width)
        linearBackward(
          input.y,
          w,
          gradient,
          at.qkv.weights.offset,
          at.qkv.bias.offset,
          dQkv,
          dInput,
          3 * width,
        )
        input.backward(dInput, gradient, d)
      })
    }
    return { backward }
  }

  /** Where the embeddings of a position begin among the weights. */
  const embeddingsOf = ({ tokens, ngrams, matches }: ReferenceInput, i: number): number[] => {
    const { length, first, last } = matches[i] ?? { length: 0, first: 0, last: 0 }
    const matched = [
      layout.firstMatches.offset + first * width,
      layout.firstMatchLengths.offset + length * width,
      layout.lastMatches.offset + last * width,
      layout.lastMatchLengths.offset + length * width,
    ]
    return [
      layout.tokens.offset + (tokens[i] ?? 0) * width,
      layout.positions.offset + i * width,
      ...(ngrams[i] ?? []).map((ngram) => layout.ngrams.offset + ngram * width),
      ...(length > 0 ? matched : []),
    ]
  }

  /** The summed, weighted loss of one example; adds its gradient when there is one to add to. */
  const example = (
    input: ReferenceInput,
    w: F,
    promptWeight: number,
    completionWeight: number,
    gradient?: F,
  ): number => {
    const { tokens, completionStart } = input
    const x = tokens.slice(0, -1).map((_, i) => {
      const row = floats(width)
      for (const at of embeddingsOf(input, i)) add(row, w, at)
      return row
    })
    const layers = layout.layers.map((_, index) => layerOf(index, x, w))
    let loss = 0
    const dx = x.map((row, i) => {
      const weight = i + 1 < completionStart ? promptWeight : completionWeight
      const target = tokens[i + 1] ?? 0
      const final = norm(row, w, layout.finalNorm.gain.offset, layout.finalNorm.bias.offset)
      const logits = floats(VOCABULARY)
      let top = -Infinity
      for (let token = 0; token < VOCABULARY; token++) {
        let logit = 0
        const at = layout.tokens.offset + token * width
        for (let k = 0; k < width; k++) logit += (final.y[k] ?? 0) * (w[at + k] ?? 0)
        logits[token] = logit
      }
      const wide = input.wide[i]
      if (wide) wideHead.add(wide, w, logits)
      for (const logit of logits) top = Math.max(top, logit)
      const below = (logits[target] ?? 0) - top
      let total = 0
      for (let token = 0; token < VOCABULARY; token++) {
        total += logits[token] = Math.exp((logits[token] ?? 0) - top)
      }
      loss += weight * (Math.log(total) - below)
      const d = floats(width)
      if (!gradient) return d
      const dy = floats(width)
      const dLogits = floats(VOCABULARY)
      for (let token = 0; token < VOCABULARY; token++) {
        dLogits[token] = weight * ((logits[token] ?? 0) / total - (token === target ? 1 : 0))
      }
      if (wide) wideHead.backward(wide, gradient, dLogits)
      for (let token = 0; token < VOCABULARY; token++) {
        const dLogit = dLogits[token] ?? 0
        const at = layout.tokens.offset + token * width
        for (let k = 0; k < width; k++) {
          dy[k] = (dy[k] ?? 0) + dLogit * (w[at + k] ?? 0)
          gradient[at + k] = (gradient[at + k] ?? 0) + dLogit * (final.y[k] ?? 0)
        }
      }
      final.backward(dy, gradient, d)
      return d
    })
    if (!gradient) return loss
    for (const layer of layers.toReversed()) layer.backward(dx, gradient)
    dx.forEach((d, i) => {
      for (const at of embeddingsOf(input, i)) addInto(gradient, at, d)
    })
    return loss
  }

  return {
    /** The mean loss of a batch. */
    loss: (
      batch: readonly ReferenceInput[],
      w: F,
      promptLossWeight: number,
      gradient?: F,
    ): number => {
      const total = batch.reduce((sum, { tokens, completionStart }) => {
        return sum + (completionStart - 1) * promptLossWeight + tokens.length - completionStart
      }, 0)
      return batch.reduce(
        (sum, input) => sum + example(input, w, promptLossWeight / total, 1 / total, gradient),
        0,
      )
    },
  }
}
