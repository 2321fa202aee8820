import { BEGIN, type Sequence, VOCABULARY } from './tokens.ts'

/**
 * Completions often go along their prompts: a word to its sounds, a sentence to another spelling. How
 * they do is a hidden Markov model. Each token of a completion is written at a place of the prompt, and
 * the next one there too, or up to four places on:
 *
 *     P(place p + k, token | place p, token before)
 *         = step(k | token before) · emission(token | prompt at p + k, token before)
 *
 * It is estimated from the examples before a training (the algorithm of Baum and Welch), by nothing but
 * sums, products and quotients, which every engine rounds alike.
 */
const FURTHEST = 4
const STEPS = FURTHEST + 1
/** After each token, the probabilities of the steps. */
export const STEP_ROOM = STEPS * VOCABULARY

/**
 * How many weights an alignment is: counts, by hash, and the probabilities of the steps. With too few
 * slots, counts that share one would make anything likely.
 */
export const alignmentSize = (ngramBits: number): number =>
  2 ** Math.max(14, ngramBits + 2) + STEP_ROOM

const ROUNDS = 5
/** Estimating stops to read examples after so many pairs of a place and a token. */
const PAIRS = 750_000
/** What an emission counts as before it has been seen, and one after a certain token. */
const UNSEEN = 0.01
const TRUST = 5
const LEAST = 1e-6

/** One example in so many is not read at first, to tell by it what an estimate is worth. */
const KEPT = 4

/** A place in a prompt that its completion has come to. */
export interface Cursor {
  readonly prompt: readonly number[]
  /** The likeliest place of the next token. */
  readonly place: number
  /** How likely each place is of the token written last. */
  readonly beliefs: Float64Array
  /** What has been written so far. */
  readonly written: readonly number[]
}

export interface Alignment {
  readonly counts: Float32Array | Float64Array
  readonly steps: Float32Array | Float64Array
}

const hash = (one: number, other: number, third: number): number => {
  let mixed = Math.imul(one + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ (other + 1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ (third + 1), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** Stands for any token, or for none. */
const ANY = 511

/** Where the counts lie of a token of a prompt, with what was written there, after what. */
const slotsOf = (size: number, from: number, before: number, token: number) => {
  const slot = (one: number, other: number) => hash(from, one, other) & (size - 1)
  return {
    all: slot(ANY, ANY),
    token: slot(ANY, token),
    before: slot(before, ANY),
    both: slot(before, token),
  }
}

const emission = ({ counts }: Alignment, from: number, before: number, token: number): number => {
  const slots = slotsOf(counts.length, from, before, token)
  const count = (slot: number): number => counts[slot] ?? 0
  const anywhere = (count(slots.token) + UNSEEN) / (count(slots.all) + UNSEEN * VOCABULARY)
  return (count(slots.both) + TRUST * anywhere) / (count(slots.before) + TRUST)
}

const lastOf = (written: readonly number[]): number => written.at(-1) ?? 0

/** How likely each place is of the next token. */
const ahead = ({ steps }: Alignment, beliefs: Float64Array, last: number): Float64Array =>
  beliefs.map((_, place) => {
    let reached = 0
    for (let step = 0; step <= FURTHEST && step <= place; step++) {
      reached += (beliefs[place - step] ?? 0) * (steps[last * STEPS + step] ?? 0)
    }
    return reached
  })

/** How likely each place is once a token was written. Their sum is the token's probability. */
const moved = (
  alignment: Alignment,
  { prompt, beliefs, written }: Cursor,
  token: number,
): Float64Array => {
  const last = lastOf(written)
  return ahead(alignment, beliefs, last).map((reached, place) =>
    reached > 0 ? reached * emission(alignment, prompt[place] ?? 0, last, token) : 0,
  )
}

const totalOf = (numbers: Float64Array): number => numbers.reduce((sum, one) => sum + one, 0)

export const atStart = (prompt: readonly number[]): Cursor => {
  const beliefs = new Float64Array(prompt.length)
  beliefs[0] = 1
  return { prompt, beliefs, place: 0, written: [] }
}

const likeliest = (chances: Float64Array): number =>
  chances.reduce((best, chance, place) => (chance > (chances[best] ?? 0) ? place : best), 0)

export const followed = (alignment: Alignment, cursor: Cursor, token: number) => {
  const beliefs = moved(alignment, cursor, token)
  const probability = totalOf(beliefs)
  beliefs.forEach((belief, place) => {
    beliefs[place] = belief / probability
  })
  const place = likeliest(ahead(alignment, beliefs, token))
  const written = [...cursor.written, token]
  return { probability, cursor: { prompt: cursor.prompt, beliefs, place, written } }
}

/** What a round of estimating counts. */
interface Counted {
  readonly counts: Float64Array
  readonly steps: Float64Array
}

/** Counts each place and step of an example by its probability, given all of the completion. */
const count = (
  alignment: Alignment,
  { tokens, completionStart }: Sequence,
  isFirst: boolean,
  { counts, steps }: Counted,
): void => {
  const prompt = tokens.slice(0, completionStart)
  const written = tokens.slice(completionStart)
  let cursor = atStart(prompt)
  const path = written.map((token) => {
    const before = cursor
    const after = followed(alignment, cursor, token)
    cursor = after.cursor
    return { before, after: cursor, probability: after.probability, token }
  })
  const add = (slot: number, share: number): void => {
    counts[slot] = (counts[slot] ?? 0) + share
  }
  let later = new Float64Array(prompt.length).fill(1)
  for (const { before, after, probability, token } of path.toReversed()) {
    const earlier = new Float64Array(prompt.length)
    const last = lastOf(before.written)
    prompt.forEach((from, place) => {
      const rest = later[place] ?? 0
      const share = (after.beliefs[place] ?? 0) * rest
      if (share < LEAST) return
      const slots = slotsOf(counts.length, from, last, token)
      add(slots.all, share)
      add(slots.token, share)
      // What follows what is only worth counting where it is roughly known what belongs where.
      if (!isFirst) {
        add(slots.before, share)
        add(slots.both, share)
      }
      const likelihood = (emission(alignment, from, last, token) * rest) / probability
      for (let step = 0; step <= FURTHEST && step <= place; step++) {
        const slot = last * STEPS + step
        const reached = (alignment.steps[slot] ?? 0) * likelihood
        earlier[place - step] = (earlier[place - step] ?? 0) + reached
        steps[slot] = (steps[slot] ?? 0) + (before.beliefs[place - step] ?? 0) * reached
      }
    })
    later = earlier
  }
}

/** As many examples as can be read again and again in little time. */
export const someOf = (sequences: readonly Sequence[]): readonly Sequence[] => {
  let pairs = 0
  return sequences.filter(({ tokens, completionStart }) => {
    pairs += completionStart * (tokens.length - completionStart)
    return pairs <= PAIRS
  })
}

/** Counts of steps as probabilities, after each token. */
const shares = (steps: Float64Array): Float64Array =>
  steps.map((count, slot) => {
    const first = slot - (slot % STEPS)
    return count / totalOf(steps.subarray(first, first + STEPS))
  })

export const estimate = (size: number, sequences: readonly Sequence[]): Alignment => {
  let alignment: Alignment = {
    counts: new Float64Array(size),
    steps: new Float64Array(STEP_ROOM).fill(1 / STEPS),
  }
  for (let round = 0; round < ROUNDS; round++) {
    const counted = {
      counts: new Float64Array(size),
      steps: new Float64Array(STEP_ROOM).fill(1 / STEPS),
    }
    for (const sequence of sequences) count(alignment, sequence, round === 0, counted)
    alignment = { counts: counted.counts, steps: shares(counted.steps) }
  }
  return alignment
}

/** The probability of each token of a completion. */
const probabilitiesOf = (alignment: Alignment, { tokens, completionStart }: Sequence): number[] => {
  let cursor = atStart(tokens.slice(0, completionStart))
  return tokens.slice(completionStart).map((token) => {
    const next = followed(alignment, cursor, token)
    cursor = next.cursor
    return next.probability
  })
}

/** The same completion without its prompt. */
const unprompted = ({ tokens, completionStart }: Sequence): Sequence => ({
  tokens: [BEGIN, ...tokens.slice(completionStart)],
  completionStart: 1,
})

/** What two models, one that sees prompts and one that does not, say of examples they did not read. */
export interface Trial {
  readonly sequence: Sequence
  /** Of each token of the completion, its probability. */
  readonly aligned: readonly number[]
  readonly alone: readonly number[]
}

/** Tries an alignment, one that is known or one that is estimated of most of the examples. */
export const tryAlignment = (
  size: number,
  sequences: readonly Sequence[],
  known: Alignment | undefined,
): Trial[] => {
  const read = sequences.filter((_, index) => index % KEPT > 0)
  const aligned = known ?? estimate(size, read)
  const alone = estimate(size, read.map(unprompted))
  const unread = sequences.filter((_, index) => index % KEPT === 0)
  return unread.map((sequence) => ({
    sequence,
    aligned: probabilitiesOf(aligned, sequence),
    alone: probabilitiesOf(alone, unprompted(sequence)),
  }))
}

/**
 * How much of what completions leave open by themselves is settled by their prompts: the share by which
 * −log probability falls, summed over the tokens that matter.
 */
export const settledShare = (
  trials: readonly Trial[],
  matters: (sequence: Sequence) => readonly boolean[],
  logarithm: (x: number) => number,
): number => {
  let open = 0
  let settled = 0
  for (const { sequence, aligned, alone } of trials) {
    matters(sequence).forEach((isCounted, index) => {
      if (!isCounted) return
      const before = logarithm(alone[index] ?? 1)
      open -= before
      settled += logarithm(aligned[index] ?? 1) - before
    })
  }
  return open > 0 ? settled / open : 0
}
