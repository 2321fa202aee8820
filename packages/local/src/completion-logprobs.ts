import type { ChatCompletion, Completion } from '@finetune/models'
import { END } from '@finetune/trainer'
import type { Likelihood, Piece, WrittenToken } from './completion-writing.ts'

type CompletionLogprobs = NonNullable<Completion['choices'][number]['logprobs']>
type ChatLogprobs = NonNullable<ChatCompletion['choices'][number]['logprobs']>

/** What the API calls the end of a text. */
const END_OF_TEXT = '<|endoftext|>'

/** A byte that is no whole character is written in hexadecimal digits. */
const nameOf = (token: number, prefix: string): string => {
  if (token === END) return END_OF_TEXT
  return token < 128 ? String.fromCharCode(token) : `${prefix}\\x${token.toString(16)}`
}

/** The likelihoods of the tokens of a completion, of which so many characters came before. */
export const logprobsOf = (
  parts: readonly Piece[],
  before: number,
  likeliest: number,
): CompletionLogprobs => {
  const name = (token: number): string => nameOf(token, 'bytes:')
  const tokens = parts.flatMap((part) => part.tokens)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let at = before
  const offsets = tokens.map(({ token }) => {
    const offset = at
    at += decoder.decode(Uint8Array.of(token), { stream: true }).length
    return offset
  })
  // Of the very first nothing is told, for nothing came before it.
  const isFirst = (index: number): boolean =>
    before === 0 && index === 0 && tokens[0]?.isGiven === true
  return {
    tokens: tokens.map(({ token }) => name(token)),
    token_logprobs: tokens.map(({ logprob }, index) => (isFirst(index) ? null : logprob)),
    top_logprobs:
      likeliest === 0
        ? null
        : tokens.map((written, index) =>
            isFirst(index) ? null : Object.fromEntries(withOwn(written).map(named(name))),
          ),
    text_offset: offsets,
  }
}

const named =
  (name: (token: number) => string) =>
  ({ token, logprob }: Likelihood): readonly [string, number] => [name(token), logprob]

/** The likeliest, and the one that was written where it is none of them. */
const withOwn = ({ token, logprob, top }: WrittenToken): readonly Likelihood[] =>
  top.some((other) => other.token === token) ? top : [...top, { token, logprob }]

/** The likelihoods of the tokens of an answer in a conversation. */
export const chatLogprobsOf = (tokens: readonly WrittenToken[]): ChatLogprobs => {
  const told = ({ token, logprob }: Likelihood) => ({
    token: nameOf(token, ''),
    logprob,
    bytes: token === END ? null : [token],
  })
  const content = tokens.map((written) => ({
    ...told(written),
    top_logprobs: written.top.map(told),
  }))
  return { content, refusal: null }
}
