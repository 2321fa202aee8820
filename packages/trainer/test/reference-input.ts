// What a position is represented by, found once more in the plainest way.
import { type Alignment, atStart, type Cursor, followed } from '../src/alignment.ts'
import { LONGEST_MATCH, ORDERS, windowRows } from '../src/features.ts'
import { BEGIN, type Sequence } from '../src/tokens.ts'
import {
  FIRST_STATE,
  featuresOf,
  NETWORK_SHARE,
  nextState,
  PLACE_SHARE,
  PRIORS,
  placeFeaturesOf,
} from '../src/wide.ts'
import type { ReferenceWide } from './reference-wide.ts'

/** An example with what the reference needs to know of each of its positions. */
export interface ReferenceInput extends Sequence {
  /** For each position, the table rows of the n-grams that end there, and of windows. */
  readonly ngrams: readonly (readonly number[])[]
  /** For each position, the first and the last of the longest matches. */
  readonly matches: readonly ReferenceMatches[]
  /** What the wide head reads where the next token is one of the completion. */
  readonly wide: readonly (ReferenceWide | undefined)[]
}

/** The rows in the table of the n-grams that end at each of these tokens. */
export const ngramsOf = (tokens: readonly number[], bits: number): number[][] =>
  tokens.map((_, end) =>
    ORDERS.filter((order) => end + 1 >= order).map((order) => {
      let hash = Math.imul(order, 0x9e3779b1)
      for (const token of tokens.slice(end + 1 - order, end + 1).reverse()) {
        const folded = token >= 65 && token <= 90 ? token + 32 : token
        hash = Math.imul(hash ^ folded, 0x01000193)
        hash ^= hash >>> 11
      }
      return (hash ^ (hash >>> 16)) & (2 ** bits - 1)
    }),
  )

/** What came next where the text agrees the longest with itself, the first time and the last. */
export interface ReferenceMatches {
  readonly length: number
  readonly first: number
  readonly last: number
}

/** The longest matches of the text up to each of these tokens, if any. */
export const matchesOf = (tokens: readonly number[]): ReferenceMatches[] => {
  const text = tokens.map((token) => (token === BEGIN ? 32 : token))
  const suffix = (end: number, length: number) => text.slice(end + 1 - length, end + 1).join()
  return tokens.map((_, end) => {
    for (let length = Math.min(LONGEST_MATCH, end); length > 0; length--) {
      const places = [...tokens.keys()].slice(length - 1, end)
      const found = places.filter((place) => suffix(place, length) === suffix(end, length))
      const next = found.map((place) => tokens[place + 1] ?? 0)
      const [first] = next
      if (first !== undefined) return { length, first, last: next.at(-1) ?? first }
    }
    return { length: 0, first: 0, last: 0 }
  })
}

/** How the network of a test knows its texts. */
export interface ReferenceHeads {
  readonly alignment?: Alignment | undefined
  /** Whether all completions are choices among few, by the first row of priors. */
  readonly areChoices?: boolean
}

type Cursors = readonly (Cursor | undefined)[]

const cursorsOf = ({ tokens, completionStart }: Sequence, alignment: Alignment): Cursors => {
  let cursor = atStart(tokens.slice(0, completionStart))
  return tokens.map((token, index) => {
    if (index >= completionStart) cursor = followed(alignment, cursor, token).cursor
    return index + 1 < completionStart ? undefined : cursor
  })
}

const wideOf = (
  { tokens, completionStart }: Sequence,
  cursors: Cursors,
  areChoices: boolean,
): (ReferenceWide | undefined)[] => {
  const features = [...featuresOf(tokens.slice(0, completionStart))]
  let state = FIRST_STATE
  return tokens.map((token, index) => {
    if (index >= completionStart) state = nextState(state, token)
    if (index + 1 < completionStart) return undefined
    if (areChoices) return { features, state, prior: 0, share: NETWORK_SHARE }
    const cursor = cursors[index]
    if (!cursor) return undefined
    const place = [...placeFeaturesOf(cursor)]
    return { features: place, state: FIRST_STATE, prior: PRIORS, share: PLACE_SHARE }
  })
}

/** An example with its n-grams and matches, and the wide head at work wherever it can be. */
export const referenceInput = (
  sequence: Sequence,
  ngramBits: number,
  { alignment, areChoices = false }: ReferenceHeads = {},
): ReferenceInput => {
  const cursors = alignment ? cursorsOf(sequence, alignment) : []
  const ngrams = ngramsOf(sequence.tokens, ngramBits)
  return {
    ...sequence,
    ngrams: ngrams.map((rows, index) => {
      const cursor = cursors[index]
      return cursor ? [...rows, ...windowRows(cursor, ngramBits)] : rows
    }),
    matches: matchesOf(sequence.tokens),
    wide: wideOf(sequence, cursors, areChoices),
  }
}
