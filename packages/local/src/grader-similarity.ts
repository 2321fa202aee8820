import type { TextSimilarityMetric } from '@finetune/models'
import { stemmer } from 'stemmer'

/** How alike a text is to a reference, from 0 to 1. */
type Similarity = (text: string, reference: string) => number

/** The longest common subsequence, in its length. */
const commonLength = <A>(one: readonly A[], other: readonly A[]): number => {
  let row = new Uint32Array(other.length + 1)
  for (const item of one) {
    const next = new Uint32Array(other.length + 1)
    other.forEach((each, index) => {
      const longest = Math.max(row[index + 1] ?? 0, next[index] ?? 0)
      next[index + 1] = each === item ? (row[index] ?? 0) + 1 : longest
    })
    row = next
  }
  return row[other.length] ?? 0
}

const harmonicMean = (one: number, other: number): number =>
  one + other === 0 ? 0 : (2 * one * other) / (one + other)

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/**
 * The normalised indel similarity of characters, which rapidfuzz calls `ratio`: twice the longest
 * common subsequence by both lengths.
 */
const fuzzyMatch: Similarity = (text, reference) => {
  const [one, other] = [[...text], [...reference]]
  const length = one.length + other.length
  return length === 0 ? 1 : (2 * commonLength(one, other)) / length
}

/** Words between blanks. */
const split = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

/** Letters and digits in lower case, as ROUGE has its words. */
const plainWords = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** How often each sequence of so many words occurs. */
const countsOf = (words: readonly string[], size: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (let start = 0; start + size <= words.length; start++) {
    const key = words.slice(start, start + size).join(' ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** Sequences of so many words in both texts, and in each. */
const overlapOf = (text: readonly string[], reference: readonly string[], size: number) => {
  const counts = countsOf(text, size)
  let common = 0
  for (const [key, count] of countsOf(reference, size)) {
    common += Math.min(count, counts.get(key) ?? 0)
  }
  const totalOf = ({ length }: readonly string[]): number => Math.max(0, length - size + 1)
  return { common, inText: totalOf(text), inReference: totalOf(reference) }
}

const SIZES = [1, 2, 3, 4]

/**
 * BLEU of one sentence (Papineni and others, 2002): the geometric mean of the precisions of one to
 * four words, times the penalty for brevity. Not smoothed; sizes that a short text has none of are
 * left out.
 */
const bleu: Similarity = (text, reference) => {
  const [words, expected] = [split(text), split(reference)]
  const sizes = SIZES.filter((size) => size <= words.length)
  if (sizes.length === 0) return 0
  const logarithms = sizes.map((size) => {
    const { common, inText } = overlapOf(words, expected, size)
    return Math.log(common / inText)
  })
  const mean = logarithms.reduce((sum, logarithm) => sum + logarithm, 0) / sizes.length
  return Math.exp(Math.min(0, 1 - expected.length / words.length) + mean)
}

/** GLEU (Wu and others, 2016): the lesser of precision and recall of all one to four words. */
const gleu: Similarity = (text, reference) => {
  const [words, expected] = [split(text), split(reference)]
  const overlaps = SIZES.map((size) => overlapOf(words, expected, size))
  const sumOf = (name: 'common' | 'inText' | 'inReference'): number =>
    overlaps.reduce((sum, overlap) => sum + overlap[name], 0)
  return ratio(sumOf('common'), Math.max(sumOf('inText'), sumOf('inReference')))
}

/** ROUGE-N (Lin, 2004): precision and recall of so many words, as their harmonic mean. */
const rouge =
  (size: number): Similarity =>
  (text, reference) => {
    const { common, inText, inReference } = overlapOf(plainWords(text), plainWords(reference), size)
    return harmonicMean(ratio(common, inText), ratio(common, inReference))
  }

/** ROUGE-L (Lin, 2004): the same of the longest common subsequence of words. */
const rougeL: Similarity = (text, reference) => {
  const [words, expected] = [plainWords(text), plainWords(reference)]
  const common = commonLength(words, expected)
  return harmonicMean(ratio(common, words.length), ratio(common, expected.length))
}

/**
 * METEOR (Banerjee and Lavie, 2005, with the weights of 2007): words that match as they are, then by
 * their stems; recall counts nine times as much as precision, and scattered matches count less.
 * Synonyms would need a dictionary.
 */
const meteor: Similarity = (text, reference) => {
  const [words, expected] = [split(text.toLowerCase()), split(reference.toLowerCase())]
  const places = new Map<number, number>()
  const taken = new Set<number>()
  for (const formOf of [(word: string) => word, stemmer]) {
    const forms = expected.map(formOf)
    for (let place = words.length - 1; place >= 0; place--) {
      if (places.has(place)) continue
      const form = formOf(words[place] ?? '')
      const found = forms.findLastIndex((other, index) => other === form && !taken.has(index))
      if (found < 0) continue
      places.set(place, found)
      taken.add(found)
    }
  }
  const matches = places.size
  if (matches === 0) return 0
  const [precision, recall] = [matches / words.length, matches / expected.length]
  const mean = (precision * recall) / (0.9 * precision + 0.1 * recall)
  let chunks = 0
  for (const [place, found] of places) if (places.get(place - 1) !== found - 1) chunks++
  return mean * (1 - 0.5 * (chunks / matches) ** 3)
}

/** What can be computed of two texts alone: all metrics but `cosine`, which needs embeddings. */
export const similarities: ReadonlyMap<TextSimilarityMetric, Similarity> = new Map<
  TextSimilarityMetric,
  Similarity
>([
  ['fuzzy_match', fuzzyMatch],
  ['bleu', bleu],
  ['gleu', gleu],
  ['meteor', meteor],
  ...[1, 2, 3, 4, 5].map((size) => [`rouge_${size}`, rouge(size)] as const),
  ['rouge_l', rougeL],
])
