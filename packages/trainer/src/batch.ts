import { follow, startCursor } from './cursor.ts'
import { FEATURES, writeFeatures } from './features.ts'
import { gatesOf, priorOf } from './gates.ts'
import type { Network } from './network.ts'
import type { Sequence } from './tokens.ts'
import {
  FIRST_STATE,
  featuresOf,
  NETWORK_SHARE,
  nextState,
  PLACE_SHARE,
  PRIORS,
  placeFeaturesOf,
  SPAN_FIELDS,
  type WideSpan,
} from './wide.ts'

/** Rows of a batch that are one sequence. */
export interface Span {
  /** The row of the sequence's first token. */
  readonly row: number
  readonly length: number
  /** The first token that is new. Those before it were computed in an earlier pass. */
  readonly from: number
}

/**
 * What one pass computes: sequences laid end to end with no padding, so that the cost follows the
 * number of tokens. Only scored rows are compared with a target, so only these get logits.
 */
export interface Batch {
  readonly spans: readonly Span[]
  readonly firstRow: number
  readonly rows: number
  readonly scored: number
}

/**
 * Lays a text at the rows from `row` on. Its tokens before `from` were laid in an earlier pass. Of its
 * last rows it may be known which completion they write.
 */
export const layText = (
  network: Network,
  row: number,
  from: number,
  tokens: readonly number[],
  wide: readonly WideSpan[],
): Span => {
  const { arena, architecture, inputs, layout, rows } = network
  const features = arena.integers(inputs.features, rows * FEATURES)
  const firstWide = tokens.length - wide.length
  for (let end = from; end < tokens.length; end++) {
    const cursor = wide[end - firstWide]?.cursor
    const at = (row + end) * FEATURES
    writeFeatures(architecture, layout, tokens, end, cursor, features, at)
  }
  return { row, length: tokens.length, from }
}

/** A row that is compared with the token that ought to come next. */
interface Scored {
  readonly row: number
  readonly target: number
  readonly weight: number
  /** What the wide head adds to: rows of a completion. */
  readonly wide?: WideSpan | undefined
}

/** Of a row that the wide head does not add to. */
const CLOSED = { row: [0, 0, 0, 0], share: 1 }

/** Lays the features of a prompt after `first` others. */
export const layWide = (network: Network, first: number, prompt: readonly number[]): WideSpan => {
  const features = featuresOf(prompt)
  layFeatures(network, first, features)
  const cursor = startCursor(network, prompt)
  return { first, count: features.length, state: FIRST_STATE, cursor }
}

const layFeatures = ({ arena, inputs }: Network, first: number, features: Int32Array): void =>
  arena.integers(inputs.wideFeatures + first * 4, features.length).set(features)

/** The same completion when one more token is written. */
export const advance = (network: Network, span: WideSpan, token: number): WideSpan => ({
  ...span,
  state: nextState(span.state, token),
  cursor: span.cursor && follow(network, span.cursor, token),
})

/**
 * Says which rows are scored: each has a target, the token that ought to come next. Features of places
 * are laid after `first` others, those of prompts.
 */
export const layTargets = (network: Network, scored: Iterable<Scored>, first: number): number => {
  const { arena, inputs, rows } = network
  const gates = gatesOf(network)
  const spans = arena.integers(inputs.wideSpans, rows * SPAN_FIELDS)
  const shares = arena.floats(inputs.wideSpans, rows * SPAN_FIELDS)
  const scoredRows = arena.integers(inputs.scoredRows, rows)
  const targets = arena.integers(inputs.targets, rows)
  const weights = arena.floats(inputs.weights, rows)
  let count = 0
  let free = first
  const spanOf = (wide: WideSpan | undefined): typeof CLOSED => {
    if (!wide) return CLOSED
    const prior = priorOf(gates, wide.state)
    if (prior !== undefined) {
      return { row: [wide.first, wide.count, wide.state, prior], share: NETWORK_SHARE }
    }
    if (!wide.cursor) return CLOSED
    const features = placeFeaturesOf(wide.cursor)
    layFeatures(network, free, features)
    free += features.length
    const row = [free - features.length, features.length, FIRST_STATE, PRIORS]
    return { row, share: PLACE_SHARE }
  }
  for (const { row, target, weight, wide } of scored) {
    scoredRows[count] = row
    targets[count] = target
    weights[count] = weight
    const { row: span, share } = spanOf(wide)
    spans.set(span, count * SPAN_FIELDS)
    shares[(count + 1) * SPAN_FIELDS - 1] = share
    count++
  }
  return count
}

/** The weight of predicting each token of a sequence but its first. */
export const targetWeights = (
  { tokens, completionStart, weight = 1 }: Sequence,
  promptLossWeight: number,
): number[] =>
  tokens.slice(1).map((_, index) => weight * (index + 1 < completionStart ? promptLossWeight : 1))

/**
 * Lays out whole sequences to be learnt from or measured. A row whose weight is zero is not scored;
 * the weights of the others are divided by `totalWeight`, which makes the loss of a batch a mean.
 */
export const layBatch = (
  network: Network,
  sequences: readonly Sequence[],
  promptLossWeight: number,
  totalWeight: number,
): Batch => {
  const spans: Span[] = []
  const scored: Scored[] = []
  let rows = 0
  let features = 0
  for (const sequence of sequences) {
    const { tokens, completionStart } = sequence
    const text = tokens.slice(0, -1)
    let span = layWide(network, features, tokens.slice(0, completionStart))
    features += span.count
    const wide = [
      span,
      ...text.slice(completionStart).map((token) => {
        span = advance(network, span, token)
        return span
      }),
    ]
    spans.push(layText(network, rows, 0, text, wide))
    targetWeights(sequence, promptLossWeight).forEach((weight, index) => {
      const target = tokens[index + 1] ?? 0
      const row = { row: rows + index, target, weight: weight / totalWeight }
      if (weight !== 0) scored.push({ ...row, wide: wide[index + 1 - completionStart] })
    })
    rows += text.length
  }
  return { spans, firstRow: 0, rows, scored: layTargets(network, scored, features) }
}

/** Cuts a list of sequences, in order, into lists that fit in one pass each. */
export const passesOf = (sequences: readonly Sequence[], rows: number): Sequence[][] => {
  const passes: Sequence[][] = []
  let pass: Sequence[] = []
  let used = 0
  for (const sequence of sequences) {
    const needed = sequence.tokens.length - 1
    if (pass.length === 0 || used + needed > rows) {
      pass = []
      passes.push(pass)
      used = 0
    }
    pass.push(sequence)
    used += needed
  }
  return passes
}
