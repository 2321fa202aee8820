import { utf8Bytes } from './utf8.ts'

/** A token is a byte of UTF-8, or one of these. */
export const BEGIN = 256
export const END = 257

/** The size of the vocabulary: the kernels want a multiple of 8, so a few tokens stay unused. */
export const VOCABULARY = 264

/** What a model learns from: it reads the prompt and should write the completion. */
export interface Example {
  readonly prompt: string
  readonly completion: string
}

/** An example as tokens. Those from `completionStart` on are the completion. */
export interface Sequence {
  readonly tokens: readonly number[]
  readonly completionStart: number
  /** What its loss counts for: 1 where absent. Below 0, the completion is made less likely. */
  readonly weight?: number
}

/** The tokens of a prompt. */
export const promptTokens = (prompt: string): number[] => [BEGIN, ...utf8Bytes(prompt)]

/** The tokens of a completion, and the end of text that follows it. */
export const completionTokens = (completion: string): number[] => [...utf8Bytes(completion), END]

/**
 * An example as tokens: at most one more than the context, since the last is only ever predicted.
 * Of an over-long example the beginning of the prompt is left out. Only a completion that by itself
 * exceeds the context loses its end.
 */
export const sequenceOf = ({ prompt, completion }: Example, context: number): Sequence => {
  const ending = completionTokens(completion).slice(0, context)
  return joined(promptBefore(prompt, ending.length, context), ending)
}

/** The tokens of a prompt, of which the beginning is left out where so many could not follow it. */
export const promptBefore = (prompt: string, following: number, context: number): number[] =>
  promptTokens(prompt).slice(-(context + 1 - following))

export const joined = (beginning: readonly number[], ending: readonly number[]): Sequence => ({
  tokens: beginning.concat(ending),
  completionStart: beginning.length,
})

export const tokenCount = (sequences: readonly Sequence[]): number =>
  sequences.reduce((sum, { tokens }) => sum + tokens.length, 0)
