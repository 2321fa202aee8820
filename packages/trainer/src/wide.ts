import { BEGIN } from './tokens.ts'

/** Weights that a pair of a feature and a state has: tokens share them by their last five bits. */
export const WIDE_COLUMNS = 32

/** How many places the states have that the wide head may know: a power of two. */
export const GATES = 4096
/** How many of them it can know. */
export const PRIORS = 32

/**
 * What the network's own logits count for where the wide head adds to them. The network, which can
 * learn any example by heart, is then a little less sure of itself.
 */
export const NETWORK_SHARE = 0.05

/** The longest n-gram that is a feature of a prompt. */
const LONGEST = 6
/** Marks words and pairs of words, apart from the n-grams that are marked by their length. */
const WORD = 7
const PAIR = 8

/** How many features a token of a prompt can bring: n-grams, a word and a pair. */
export const WIDE_FEATURES = LONGEST + 2

/** What the wide head reads of a row: features of its prompt, and what was written since. */
export interface WideSpan {
  /** Where its features begin among those of the pass. */
  readonly first: number
  readonly count: number
  readonly state: number
}

/** Whole numbers that tell the kernel of a row. */
export const SPAN_FIELDS = 4

const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

/** Capitals as small letters; a text begins as if after a space. */
const folded = (token: number): number =>
  token >= 65 && token <= 90 ? token + 32 : token === BEGIN ? 32 : token

const isOfWord = (token: number): boolean =>
  (token >= 97 && token <= 122) || (token >= 48 && token <= 57) || (token >= 128 && token < 256)

/** The state of a completion of which nothing is written yet. */
export const FIRST_STATE = 0

/** The state when one more token is written. */
export const nextState = (state: number, token: number): number => mix(state ^ 0x9e3779b1, token)

/**
 * The features of a prompt, each once: hashes of its n-grams of up to six bytes, its words and its
 * pairs of neighbouring words.
 */
export const featuresOf = (prompt: readonly number[]): Int32Array => {
  const features = new Set<number>()
  let word = 0
  let before = 0
  for (let end = 0; end < prompt.length; end++) {
    let hash = 0
    for (let length = 1; length <= LONGEST && length <= end + 1; length++) {
      hash = mix(hash, folded(prompt[end + 1 - length] ?? 0))
      features.add(mix(hash, length << 10))
    }
    const token = folded(prompt[end] ?? 0)
    if (isOfWord(token)) {
      word = mix(word, token)
      if (isOfWord(folded(prompt[end + 1] ?? 0))) continue
    } else {
      word = token === 32 ? 0 : mix(0, token)
    }
    if (word === 0) continue
    features.add(mix(word, WORD << 10))
    if (before !== 0) features.add(mix(mix(before, word), PAIR << 10))
    before = word
    word = 0
  }
  return Int32Array.from(features)
}
