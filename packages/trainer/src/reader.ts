import { advance, layTargets, layText, layWide } from './batch.ts'
import { forward } from './forward.ts'
import type { Network } from './network.ts'
import { VOCABULARY } from './tokens.ts'
import type { WideSpan } from './wide.ts'

/**
 * Reads one text into a network, on and on. Keys and values of the tokens read so far stay where the
 * last pass left them, so that a further token costs one row.
 */
export interface Reader {
  /** Reads these after those read before. A full context forgets its older half. */
  readonly read: (tokens: readonly number[]) => void
  /** What comes next, after the last token read. */
  readonly logits: () => Float32Array
  /** The same as probabilities, of the logits multiplied by `scale`. */
  readonly probabilities: (scale: number) => Float32Array
  /** The log probability that these come next. They are not kept as read. */
  readonly logProbability: (tokens: readonly number[]) => number
}

export const createReader = (network: Network): Reader => {
  const { kernels, arena, activations, inputs } = network
  const { context } = network.architecture
  let held: number[] = []
  let wide: WideSpan | undefined

  /** The same completion after each of some tokens. */
  const onwards = (from: WideSpan, tokens: readonly number[]): WideSpan[] => {
    let span = from
    return tokens.map((token) => {
      span = advance(network, span, token)
      return span
    })
  }

  /**
   * Passes a text, of which `from` tokens passed before, and scores its last ones by `targets`. Of its
   * last rows `spans` says which completion they write.
   */
  const pass = (
    text: readonly number[],
    from: number,
    spans: readonly WideSpan[],
    targets: readonly number[],
  ): number => {
    const laid = layText(network, 0, from, text, spans)
    const scored = layTargets(
      network,
      targets.map((target, index) => {
        const back = index - targets.length
        return { row: text.length + back, target, weight: 1, wide: spans.at(back) }
      }),
      wide?.count ?? 0,
    )
    forward(network, { spans: [laid], firstRow: from, rows: text.length - from, scored })
    return scored
  }

  return {
    read: (tokens) => {
      const all = held.concat(tokens)
      const isFull = all.length > context
      const start = isFull ? 0 : held.length
      const keep = held.length === 0 ? context : Math.ceil(context / 2)
      held = isFull ? all.slice(-keep) : all
      // What is read first is the prompt, what follows is written after it. Where much of the prompt
      // is forgotten, so is the place in it.
      const spans = wide
        ? onwards(isFull ? { ...wide, cursor: undefined } : wide, tokens)
        : [layWide(network, 0, held)]
      wide = spans.at(-1)
      pass(held, start, spans, [0])
    },
    logits: () => arena.floats(activations.logits, VOCABULARY),
    probabilities: (scale) => {
      kernels.softmax(activations.logits, scale, VOCABULARY)
      return arena.floats(activations.logits, VOCABULARY)
    },
    logProbability: (tokens) => {
      const given = tokens.slice(0, -1)
      const spans = wide ? [wide, ...onwards(wide, given)] : []
      const scored = pass(held.concat(given), held.length - 1, spans, tokens)
      const { logits, losses, right } = activations
      kernels.crossEntropy(
        logits,
        inputs.targets,
        inputs.weights,
        losses,
        right,
        scored,
        VOCABULARY,
      )
      return -arena.floats(losses, scored).reduce((sum, loss) => sum + loss, 0)
    },
  }
}
