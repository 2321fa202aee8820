import type { Cursor } from './alignment.ts'
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
/** The same where a completion goes along its prompt. */
export const PLACE_SHARE = 0.3

/** The longest n-gram that is a feature of a prompt. */
const LONGEST = 6
/** Marks words and pairs of words, apart from the n-grams that are marked by their length. */
const WORD = 7
const PAIR = 8
/** Marks features of a place. */
const PLACE = 9 << 10

/** How many features a token of a prompt can bring: n-grams, a word and a pair. */
const PROMPT_FEATURES = LONGEST + 2

/**
 * Windows of a prompt around the place that its completion has come to: from, to, and with how many
 * of the tokens written last each is a feature, at most.
 */
const WINDOWS = [
  [0, 0, 3],
  [-1, -1, 2],
  [1, 1, 2],
  [-1, 0, 2],
  [0, 1, 3],
  [1, 2, 1],
  [-1, 1, 3],
  [0, 2, 2],
  [-1, 2, 2],
  [0, 3, 1],
  [-2, 1, 1],
  [-2, 2, 1],
] as const
/** The most tokens written last that are a feature by themselves. */
const WRITTEN = 5
const PLACE_FEATURES = WRITTEN + 1 + WINDOWS.reduce((sum, [, , most]) => sum + most + 1, 0)

/** How many features a token can bring, be it of a prompt or of a completion. */
export const WIDE_FEATURES = PROMPT_FEATURES + PLACE_FEATURES

/** A completion that is being written: the features of its prompt, and what was written since. */
export interface WideSpan {
  /** Where its features begin among those of the pass. */
  readonly first: number
  readonly count: number
  readonly state: number
  /** How far it has come in its prompt, where the model knows. */
  readonly cursor: Cursor | undefined
}

/** Numbers that tell the kernel of a row. */
export const SPAN_FIELDS = 5

export const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

/** Capitals as small letters; a text begins as if after a space. */
const folded = (token: number): number =>
  token >= 65 && token <= 90 ? token + 32 : token === BEGIN ? 32 : token

const isOfWord = (token: number): boolean =>
  (token >= 97 && token <= 122) || (token >= 48 && token <= 57) || (token >= 128 && token < 256)

/** Stands for what is beyond the end of a text. */
const BEYOND = 0x1ff

/** A hash of the tokens of a prompt from `from` to `to`, counted from a place. */
export const windowOf = (
  { prompt, place }: Pick<Cursor, 'prompt' | 'place'>,
  from: number,
  to: number,
): number => {
  let hash = mix(mix(PLACE, from), to)
  for (let at = place + from; at <= place + to; at++) {
    hash = mix(hash, folded(prompt[at] ?? BEYOND))
  }
  return hash
}

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

/**
 * The features of a place in a prompt: hashes of the tokens around it, alone and with those that were
 * written last.
 */
export const placeFeaturesOf = (
  cursor: Pick<Cursor, 'prompt' | 'place' | 'written'>,
): Int32Array => {
  const features: number[] = []
  const endings: number[] = []
  let ending = PLACE
  for (let length = 0; length <= WRITTEN; length++) {
    endings.push(ending)
    features.push(ending)
    ending = mix(ending, cursor.written.at(-1 - length) ?? BEYOND)
  }
  for (const [from, to, most] of WINDOWS) {
    const window = windowOf(cursor, from, to)
    for (let length = 0; length <= most; length++) {
      features.push(mix(window, mix(endings[length] ?? 0, length << 10)))
    }
  }
  return Int32Array.from(features)
}
