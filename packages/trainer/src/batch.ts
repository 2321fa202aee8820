import { FEATURES, writeFeatures } from './features.ts'
import { gatesOf, priorOf } from './gates.ts'
import type { Network } from './network.ts'
import type { Sequence } from './tokens.ts'
import { FIRST_STATE, featuresOf, nextState, SPAN_FIELDS, type WideSpan } from './wide.ts'

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

/** Lays a text at the rows from `row` on. Its tokens before `from` were laid in an earlier pass. */
export const layText = (
  { arena, architecture, inputs, layout, rows }: Network,
  row: number,
  from: number,
  tokens: readonly number[],
): Span => {
  const features = arena.integers(inputs.features, rows * FEATURES)
  for (let end = from; end < tokens.length; end++) {
    writeFeatures(architecture, layout, tokens, end, features, (row + end) * FEATURES)
  }
  return { row, length: tokens.length, from }
}

/** A row that is compared with the token that ought to come next. */
interface Scored {
  readonly row: number
  readonly target: number
  readonly weight: number
  /** What the wide head adds to: rows of a completion. */
  readonly wide?: WideSpan
}

/** Of a row that the wide head does not add to. */
const CLOSED = [0, 0, 0, 0]

/** Lays the features of a prompt after `first` others. */
export const layWide = (
  { arena, inputs }: Network,
  first: number,
  prompt: readonly number[],
): WideSpan => {
  const features = featuresOf(prompt)
  arena.integers(inputs.wideFeatures + first * 4, features.length).set(features)
  return { first, count: features.length, state: FIRST_STATE }
}

/** Says which rows are scored: each has a target, the token that ought to come next. */
export const layTargets = (network: Network, scored: Iterable<Scored>): number => {
  const { arena, inputs, rows } = network
  const gates = gatesOf(network)
  const spans = arena.integers(inputs.wideSpans, rows * SPAN_FIELDS)
  const scoredRows = arena.integers(inputs.scoredRows, rows)
  const targets = arena.integers(inputs.targets, rows)
  const weights = arena.floats(inputs.weights, rows)
  let count = 0
  for (const { row, target, weight, wide } of scored) {
    scoredRows[count] = row
    targets[count] = target
    weights[count] = weight
    const prior = wide ? priorOf(gates, wide.state) : undefined
    const isWide = wide && prior !== undefined
    spans.set(isWide ? [wide.first, wide.count, wide.state, prior] : CLOSED, count * SPAN_FIELDS)
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
    spans.push(layText(network, rows, 0, sequence.tokens.slice(0, -1)))
    const { tokens, completionStart } = sequence
    let wide = layWide(network, features, tokens.slice(0, completionStart))
    features += wide.count
    targetWeights(sequence, promptLossWeight).forEach((weight, index) => {
      const target = tokens[index + 1] ?? 0
      const row = { row: rows + index, target, weight: weight / totalWeight }
      const isCompletion = index + 1 >= completionStart
      if (weight !== 0) scored.push(isCompletion ? { ...row, wide } : row)
      if (isCompletion) wide = { ...wide, state: nextState(wide.state, target) }
    })
    rows += sequence.tokens.length - 1
  }
  return { spans, firstRow: 0, rows, scored: layTargets(network, scored) }
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
