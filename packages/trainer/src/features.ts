import type { Cursor } from './alignment.ts'
import type { Architecture, Layout } from './architecture.ts'
import { BEGIN } from './tokens.ts'
import { windowOf } from './wide.ts'

/** The lengths of the n-grams that are looked up at each position. */
export const ORDERS = [2, 3, 4, 6] as const

/** Matches are compared no further than this. */
export const LONGEST_MATCH = 7

/** Windows of a prompt around the place that its completion has come to: from and to. */
const WINDOWS = [
  [-2, -2],
  [-1, -1],
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 3],
  [-1, 0],
  [0, 1],
  [1, 2],
] as const

/** How many embeddings a position can have: a token, a place, n-grams, two for each match, windows. */
export const FEATURES = 2 + ORDERS.length + 4 + WINDOWS.length

const lowerCase = (token: number): number => (token >= 65 && token <= 90 ? token + 32 : token)

/**
 * The row, in a table of 2 to the power of `bits`, of the n-gram of this length that ends at `end`: a
 * hash (after Fowler, Noll and Vo) of its tokens, last to first, capitals as small letters. N-grams
 * that share a row share an embedding; with more rows that is rarer.
 */
export const ngramRow = (
  tokens: readonly number[],
  end: number,
  order: number,
  bits: number,
): number => {
  let hash = Math.imul(order, 0x9e3779b1)
  for (let back = 0; back < order; back++) {
    hash = Math.imul(hash ^ lowerCase(tokens[end - back] ?? 0), 0x01000193)
    hash ^= hash >>> 11
  }
  return (hash ^ (hash >>> 16)) & (2 ** bits - 1)
}

/** The rows, in the same table, of the windows of a prompt around a place. */
export const windowRows = (cursor: Pick<Cursor, 'prompt' | 'place'>, bits: number): number[] =>
  WINDOWS.map(([from, to]) => {
    const hash = windowOf(cursor, from, to)
    return (hash ^ (hash >>> 16)) & (2 ** bits - 1)
  })

/** An earlier place in a text whose last tokens are also the last ones now. */
export interface Match {
  /** What came next there. */
  readonly next: number
  /** How many tokens agree: 0 when there is no such place. */
  readonly length: number
}

/** A text is taken to begin after a space, as words do. */
const asSpace = (token: number | undefined): number | undefined => (token === BEGIN ? 32 : token)

const agreement = (tokens: readonly number[], one: number, other: number): number => {
  let length = 0
  while (
    length < LONGEST_MATCH &&
    length <= one &&
    asSpace(tokens[one - length]) === asSpace(tokens[other - length])
  ) {
    length++
  }
  return length
}

/**
 * Where the text up to `end` has been before: of all earlier places the one that agrees the longest,
 * the first of these and the last. What came next there is what a copy would go on with. Compressors
 * call this a match model; it lets a small network copy from its prompt a name or a number that it has
 * never seen.
 */
export const findMatches = (
  tokens: readonly number[],
  end: number,
): { readonly first: Match; readonly last: Match } => {
  let first: Match = { next: 0, length: 0 }
  let last = first
  for (let earlier = 0; earlier < end; earlier++) {
    const length = agreement(tokens, earlier, end)
    if (length === 0 || length < last.length) continue
    last = { next: tokens[earlier + 1] ?? 0, length }
    if (length > first.length) first = last
  }
  return { first, last }
}

const NO_WINDOWS = WINDOWS.map(() => -1)

/**
 * Writes to `into`, from `at` on, which embeddings stand for position `end` of a text: each a number
 * of a row among all weights, −1 for those that the position does not have. A cursor says that the
 * text is to go on from a place of its prompt.
 */
export const writeFeatures = (
  { width, ngramBits }: Architecture,
  layout: Layout,
  tokens: readonly number[],
  end: number,
  cursor: Cursor | undefined,
  into: Int32Array,
  at: number,
): void => {
  const rowOf = (group: { readonly offset: number }, row: number) => group.offset / width + row
  const { first, last } = findMatches(tokens, end)
  const matched = (group: { readonly offset: number }, { length }: Match, row: number) =>
    length > 0 ? rowOf(group, row) : -1
  const features = [
    rowOf(layout.tokens, tokens[end] ?? 0),
    rowOf(layout.positions, end),
    ...ORDERS.map((order) =>
      order <= end + 1 ? rowOf(layout.ngrams, ngramRow(tokens, end, order, ngramBits)) : -1,
    ),
    matched(layout.firstMatches, first, first.next),
    matched(layout.firstMatchLengths, first, first.length),
    matched(layout.lastMatches, last, last.next),
    matched(layout.lastMatchLengths, last, last.length),
    ...(cursor
      ? windowRows(cursor, ngramBits).map((row) => rowOf(layout.ngrams, row))
      : NO_WINDOWS),
  ]
  into.set(features, at)
}
