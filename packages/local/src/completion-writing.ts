import { END, type Model as Weights } from '@finetune/trainer'
import { bytesOf } from './bytes.ts'
import type { Grammar } from './completion-grammar.ts'
import { othersTurn } from './turn.ts'

/** How a text is to be written. */
export interface Writing {
  readonly maxTokens: number
  readonly temperature: number
  readonly topP: number
  readonly seed: number
  /** The text ends before the first of these. */
  readonly stops: readonly string[]
  /** Added to the score of a token. */
  readonly bias: ReadonlyMap<number, number>
  /** Taken off the score of a token for each time it was written. */
  readonly frequencyPenalty: number
  /** Taken off the score of a token that was written. */
  readonly presencePenalty: number
  /** What may be written; anything where absent. */
  readonly grammar?: Grammar | undefined
  /** Tells of so many of the likeliest tokens at each place; of none where absent. */
  readonly likeliest?: number | undefined
  /** What the text begins with, whatever the model would write; it counts as no token. */
  readonly given?: string | undefined
}

/** A token, which is a byte or `END`, and the natural logarithm of its probability. */
export interface Likelihood {
  readonly token: number
  readonly logprob: number
}

/** A token that was written. */
export interface WrittenToken extends Likelihood {
  /** The likeliest, as many as were asked for, in order. */
  readonly top: readonly Likelihood[]
  readonly isGiven: boolean
}

/** Whole characters, and the tokens that make them. */
export interface Piece {
  readonly text: string
  readonly tokens: readonly WrittenToken[]
}

/** How a text came to its end. */
export interface Ending {
  readonly finishReason: 'stop' | 'length'
  /** How many tokens were written, those of a stop included. */
  readonly tokens: number
}

/** What the score of a token becomes that must not be written. */
const IMPOSSIBLE = -1e9
/** Milliseconds of writing after which others have their turn on this thread. */
const SLICE = 8

/**
 * Writes a text: after each token, the pieces that it makes, each as soon as it is sure that no stop
 * begins in it.
 */
export function* writtenText(
  model: Weights,
  prompt: string,
  writing: Writing,
): Generator<readonly Piece[], Ending> {
  const given = bytesOf(writing.given ?? '')
  const stops = writing.stops.filter((stop) => stop !== '').map(bytesOf)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const { adjust, seen } = observed(writing, given)
  const { temperature, topP, seed, maxTokens } = writing
  const most = given.length + maxTokens
  const longest = Math.max(0, ...stops.map(({ length }) => length))
  const tokens: WrittenToken[] = []
  const ending = (finishReason: Ending['finishReason']): Ending => ({
    finishReason,
    tokens: tokens.length - given.length,
  })
  let told = 0
  let waiting: readonly WrittenToken[] = []
  /** What there is to tell up to a token; nothing where that is no whole character. */
  const pieces = (end: number): readonly Piece[] => {
    waiting = [...waiting, ...tokens.slice(told, end)]
    const bytes = Uint8Array.from(tokens.slice(told, end), ({ token }) => token)
    told = Math.max(told, end)
    const text = decoder.decode(bytes, { stream: true })
    if (text === '') return []
    const piece = { text, tokens: waiting }
    waiting = []
    return [piece]
  }

  if (most <= 0) return ending('length')
  for (const token of model.write(prompt, { temperature, topP, seed, adjust })) {
    tokens.push({ token, ...seen(token), isGiven: tokens.length < given.length })
    const latest = tokens.slice(Math.max(given.length, tokens.length - longest))
    const bytes = Uint8Array.from(latest, (each) => each.token)
    const found = stops.find((stop) => overlap(bytes, stop) === stop.length)
    if (found) {
      yield pieces(tokens.length - found.length)
      return ending('stop')
    }
    if (tokens.length >= most) {
      yield pieces(tokens.length)
      return ending('length')
    }
    yield pieces(tokens.length - Math.max(0, ...stops.map((stop) => overlap(bytes, stop))))
  }
  yield pieces(tokens.length)
  return ending('stop')
}

/**
 * The same, while others have their turn on this thread. Returns early, with what there is, when the
 * signal is aborted.
 */
export async function* writeText(
  model: Weights,
  prompt: string,
  writing: Writing,
  signal: AbortSignal,
): AsyncGenerator<Piece, Ending> {
  const text = writtenText(model, prompt, writing)
  let sliceEnd = performance.now() + SLICE
  let next = text.next()
  for (let tokens = 1; !next.done; tokens++) {
    yield* next.value
    if (performance.now() >= sliceEnd) {
      await othersTurn()
      if (signal.aborted) return { finishReason: 'length', tokens }
      sliceEnd = performance.now() + SLICE
    }
    next = text.next()
  }
  return next.value
}

/** Tells the pieces of a text and then its ending; the text ends where one leaves it early. */
export async function* told(
  writing: AsyncGenerator<Piece, Ending>,
): AsyncGenerator<Piece | Ending, void> {
  yield yield* writing
}

/** A text that has come to its end. */
export interface Whole {
  readonly text: string
  readonly pieces: readonly Piece[]
  readonly tokens: readonly WrittenToken[]
  readonly ending: Ending
}

/** Waits for all of a text. */
export const wholeOf = async (writing: AsyncGenerator<Piece, Ending>): Promise<Whole> => {
  const pieces: Piece[] = []
  let next = await writing.next()
  for (; !next.done; next = await writing.next()) pieces.push(next.value)
  return {
    text: pieces.map(({ text }) => text).join(''),
    pieces,
    tokens: pieces.flatMap(({ tokens }) => tokens),
    ending: next.value,
  }
}

/** How many of the first bytes of another text a text ends with. */
const overlap = (text: Uint8Array, other: Uint8Array): number => {
  for (let length = Math.min(text.length, other.length); length > 0; length--) {
    const from = text.length - length
    if (other.subarray(0, length).every((byte, index) => text[from + index] === byte)) {
      return length
    }
  }
  return 0
}

/** Watches the scores that tokens are drawn by, and changes them as the writing asks. */
const observed = (writing: Writing, given: Uint8Array) => {
  const { bias, frequencyPenalty, presencePenalty, likeliest } = writing
  const counts = new Map<number, number>()
  let { grammar } = writing
  let place = 0
  let logprobs: Float64Array = new Float64Array()

  const adjust = (scores: Float32Array): void => {
    if (likeliest !== undefined) logprobs = logprobsOf(scores)
    const byte = given[place]
    if (byte !== undefined) {
      scores.fill(IMPOSSIBLE)
      scores[byte] = 0
      return
    }
    const add = (token: number, more: number): void => {
      scores[token] = (scores[token] ?? 0) + more
    }
    for (const [token, more] of bias) add(token, more)
    for (const [token, count] of counts) add(token, -frequencyPenalty * count - presencePenalty)
    if (!grammar) return
    for (let token = 0; token < 256; token++) if (!grammar.next(token)) scores[token] = IMPOSSIBLE
    if (!grammar.mayEnd) scores[END] = IMPOSSIBLE
  }
  const seen = (token: number): Omit<WrittenToken, 'token' | 'isGiven'> => {
    if (place++ >= given.length) {
      counts.set(token, (counts.get(token) ?? 0) + 1)
      grammar = grammar?.next(token)
    }
    return { logprob: logprobs[token] ?? 0, top: likeliest ? topOf(logprobs, likeliest) : [] }
  }
  return { adjust, seen }
}

const logprobsOf = (scores: Float32Array): Float64Array => {
  const most = scores.reduce((one, other) => Math.max(one, other))
  const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0)
  return Float64Array.from(scores, (score) => score - most - Math.log(total))
}

const topOf = (logprobs: Float64Array, count: number): readonly Likelihood[] =>
  Array.from(logprobs, (logprob, token) => ({ token, logprob }))
    .filter(({ token }) => token < 256 || token === END)
    .sort((one, other) => other.logprob - one.logprob)
    .slice(0, count)
