// What a position is represented by, found once more in the plainest way.
import { LONGEST_MATCH, ORDERS } from '../src/features.ts'
import { BEGIN, type Sequence } from '../src/tokens.ts'
import { FIRST_STATE, featuresOf, nextState } from '../src/wide.ts'
import type { ReferenceWide } from './reference-wide.ts'

/** An example with what the reference needs to know of each of its positions. */
export interface ReferenceInput extends Sequence {
  /** For each position, the table rows of the n-grams that end there. */
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

const wideOf = ({ tokens, completionStart }: Sequence): (ReferenceWide | undefined)[] => {
  const features = [...featuresOf(tokens.slice(0, completionStart))]
  let state = FIRST_STATE
  return tokens.map((token, index) => {
    if (index >= completionStart) state = nextState(state, token)
    return index + 1 < completionStart ? undefined : { features, state }
  })
}

/** An example with its n-grams and matches, and the wide head at work wherever it can be. */
export const referenceInput = (sequence: Sequence, ngramBits: number): ReferenceInput => ({
  ...sequence,
  ngrams: ngramsOf(sequence.tokens, ngramBits),
  matches: matchesOf(sequence.tokens),
  wide: wideOf(sequence),
})
