import { FEATURES, writeFeatures } from './features.ts'
import type { Network } from './network.ts'
import type { Sequence } from './tokens.ts'

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

/** Says which rows are scored: each has a target, the token that ought to come next. */
export const layTargets = (
  { arena, inputs, rows }: Network,
  scored: Iterable<{ readonly row: number; readonly target: number; readonly weight: number }>,
): number => {
  const scoredRows = arena.integers(inputs.scoredRows, rows)
  const targets = arena.integers(inputs.targets, rows)
  const weights = arena.floats(inputs.weights, rows)
  let count = 0
  for (const { row, target, weight } of scored) {
    scoredRows[count] = row
    targets[count] = target
    weights[count] = weight
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
  const scored: { row: number; target: number; weight: number }[] = []
  let rows = 0
  for (const sequence of sequences) {
    spans.push(layText(network, rows, 0, sequence.tokens.slice(0, -1)))
    targetWeights(sequence, promptLossWeight).forEach((weight, index) => {
      if (weight === 0) return
      const target = sequence.tokens[index + 1] ?? 0
      scored.push({ row: rows + index, target, weight: weight / totalWeight })
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
