import type { Network } from './network.ts'
import { type Random, randomOf } from './random.ts'
import { createReader } from './reader.ts'
import { END, promptTokens } from './tokens.ts'
import { utf8Bytes, utf8Text } from './utf8.ts'

export interface CompletionOptions {
  /** At most this many tokens, that is bytes, are written. Default 16. */
  readonly maxTokens?: number
  /** 0, the default, writes the likeliest token each time; 1 draws by the model's probabilities. */
  readonly temperature?: number
  /** Draws only from the likeliest tokens, which together have this probability. Default 1. */
  readonly topP?: number
  /** Ends before the first of these. */
  readonly stop?: readonly string[]
  /** Drawing with the same seed gives the same text. Default 0. */
  readonly seed?: number
}

export interface Completion {
  readonly text: string
  readonly promptTokens: number
  /** How many tokens were written, those of a stop string included. */
  readonly completionTokens: number
  readonly finishReason: 'stop' | 'length'
}

export interface WritingOptions extends Pick<CompletionOptions, 'temperature' | 'topP' | 'seed'> {
  /**
   * Changes the scores before a token is drawn by them: natural logarithms of likelihood, less what
   * makes these add up to 1. By number they are those of the 256 bytes, of one token that is never
   * written, and of `END`; some that nothing comes of may follow.
   */
  readonly adjust?: (scores: Float32Array) => void
}

/**
 * Writes on from a prompt: one token, that is a byte, each time it is asked for one. Ends where the
 * model ends its text.
 */
export function* write(
  network: Network,
  prompt: string,
  { temperature = 0, topP = 1, seed = 0, adjust = () => {} }: WritingOptions,
): Generator<number, void> {
  const random = randomOf(seed)
  const reader = createReader(network)
  let unread = promptTokens(prompt)
  for (;;) {
    reader.read(unread)
    adjust(reader.logits())
    const token =
      temperature > 0
        ? draw(reader.probabilities(1 / temperature), topP, random)
        : likeliest(reader.logits())
    if (token === END) return
    yield token
    unread = [token]
  }
}

/** Writes on from a prompt until there is a reason to stop. */
export const complete = (
  network: Network,
  prompt: string,
  { maxTokens = 16, stop = [], ...options }: CompletionOptions,
): Completion => {
  const stops = stop.filter((text) => text !== '').map(utf8Bytes)
  const written: number[] = []
  const completion = (text: readonly number[], finishReason: 'stop' | 'length'): Completion => ({
    text: utf8Text(text),
    promptTokens: promptTokens(prompt).length - 1,
    completionTokens: written.length,
    finishReason,
  })
  if (maxTokens <= 0) return completion([], 'length')
  for (const token of write(network, prompt, options)) {
    written.push(token)
    const found = stops.find((bytes) => endsWith(written, bytes))
    if (found) return completion(written.slice(0, -found.length), 'stop')
    if (written.length >= maxTokens) return completion(written, 'length')
  }
  return completion(written, 'stop')
}

const endsWith = (tokens: readonly number[], ending: Uint8Array): boolean =>
  tokens.length >= ending.length && ending.every((byte, i) => tokens.at(i - ending.length) === byte)

/** Whether a token can be written: the bytes and the end of text can. */
const isWritten = (token: number): boolean => token < 256 || token === END

const likeliest = (logits: Float32Array): number => {
  let best = END
  logits.forEach((logit, token) => {
    if (isWritten(token) && logit > (logits[best] ?? 0)) best = token
  })
  return best
}

/** Draws a token from the fewest likeliest ones whose probabilities add up to `topP`. */
export const draw = (probabilities: Float32Array, topP: number, random: Random): number => {
  const ranked = [...probabilities]
    .map((probability, token) => ({ probability, token }))
    .filter(({ token }) => isWritten(token))
    .sort((one, other) => other.probability - one.probability || one.token - other.token)
  let total = 0
  const kept = ranked.filter(({ probability }) => {
    const isKept = total < topP || total === 0
    if (isKept) total += probability
    return isKept
  })
  let left = random() * total
  for (const { probability, token } of kept) {
    left -= probability
    if (left < 0) return token
  }
  return kept[0]?.token ?? END
}
