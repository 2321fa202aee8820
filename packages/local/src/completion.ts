import { type Completion, CreateCompletion, type completions } from '@finetune/models'
import { type Clock, unixSeconds } from './clock.ts'
import { logprobsOf } from './completion-logprobs.ts'
import type { Writers } from './completion-model.ts'
import {
  checkArguments,
  choicesOf,
  tokensWithin,
  unfit,
  within,
  writingOf,
} from './completion-request.ts'
import { usageOf } from './completion-usage.ts'
import {
  type Ending,
  type Piece,
  told,
  type Whole,
  type Writing,
  wholeOf,
} from './completion-writing.ts'
import { createId } from './id.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'

const MOST_CANDIDATES = 20

type Choice = Completion['choices'][number]

export const completionHandlers = (
  writers: Writers,
  clock: Clock,
): Handlers<typeof completions> => {
  const started = ({ model }: Asked) => ({
    id: createId('cmpl'),
    object: 'text_completion' as const,
    created: unixSeconds(clock),
    model,
  })

  return {
    create: {
      answer: async ({ body }, signal) => {
        const request = checked(body, writers)
        const head = started(request)
        const choices: Choice[] = []
        let written = 0
        for (const prompt of request.prompts) {
          const candidates: Whole[] = []
          for (let copy = 0; copy < request.candidates; copy++) {
            const candidate = await wholeOf(writingOfOne(writers, request, prompt, copy, signal))
            signal.throwIfAborted()
            written += candidate.ending.tokens
            candidates.push(candidate)
          }
          if (request.candidates > request.n) {
            candidates.sort((one, other) => meanOf(other) - meanOf(one))
          }
          for (const { pieces, ending } of candidates.slice(0, request.n)) {
            choices.push(choiceOf(request, pieces, choices.length, 0, ending))
          }
        }
        return { ...head, choices, usage: usageOf(request.prompts, written) }
      },

      stream: ({ body }, signal) => {
        const request = checked(body, writers)
        if (request.candidates > request.n) {
          throw new Refusal(400, "Results of 'best_of' cannot be streamed", { param: 'best_of' })
        }
        const usage = body.stream_options?.include_usage ? { usage: null } : {}
        const head = { ...started(request), ...usage }
        async function* events() {
          let index = 0
          let written = 0
          for (const prompt of request.prompts) {
            for (let copy = 0; copy < request.n; copy++) {
              const writing = writingOfOne(writers, request, prompt, copy, signal)
              let characters = 0
              for await (const part of told(writing)) {
                if (signal.aborted) return
                if ('text' in part) {
                  yield { ...head, choices: [choiceOf(request, [part], index, characters)] }
                  characters += part.text.length
                } else {
                  yield { ...head, choices: [choiceOf(request, [], index, characters, part)] }
                  written += part.tokens
                  index++
                }
              }
            }
          }
          if ('usage' in head)
            yield { ...head, choices: [], usage: usageOf(request.prompts, written) }
        }
        return events()
      },
    },
  }
}

/** A request with its defaults. */
interface Asked {
  readonly prompts: readonly string[]
  readonly n: number
  /** How many are written for each prompt. */
  readonly candidates: number
  readonly echo: boolean
  readonly logprobs: number | undefined
  readonly writing: Writing
  readonly model: string
}

/** Refuses what the API refuses. */
const checked = (body: CreateCompletion, writers: Writers): Asked => {
  checkArguments(CreateCompletion, body)
  const model = writers.nameOf(body.model)
  const prompts = promptsOf(body.prompt ?? '')
  if (prompts.length === 0) throw unfit('[] is too short', 'prompt')
  const n = choicesOf(body, prompts.length)
  const candidates =
    body.best_of == null ? n : within('best_of', body.best_of, [1, MOST_CANDIDATES])
  if (candidates < n) {
    const hint =
      `You requested that the server return more choices than it will generate (HINT: you must ` +
      `set 'n' (currently ${n}) to be at most 'best_of' (currently ${candidates}), or omit either ` +
      "parameter if you don't specifically want to use them.)"
    throw new Refusal(400, hint, { param: 'best_of' })
  }
  if (body.suffix) {
    throw new Refusal(400, 'This model does not support insertion', { param: 'suffix' })
  }
  const logprobs = body.logprobs == null ? undefined : within('logprobs', body.logprobs, [0, 5])
  // What is best is told by likelihood, so it is measured.
  const likeliest = logprobs ?? (candidates > n ? 0 : undefined)
  const maxTokens = tokensWithin('max_tokens', body.max_tokens ?? 16)
  const writing = { ...writingOf(body), maxTokens, likeliest }
  return { prompts, n, candidates, echo: body.echo ?? false, logprobs, writing, model }
}

/** A token is a byte, so that numbers are those of UTF-8. */
const promptsOf = (prompt: NonNullable<CreateCompletion['prompt']>): readonly string[] => {
  if (typeof prompt === 'string') return [prompt]
  const numbers = prompt.filter((part) => typeof part === 'number')
  if (prompt.length > 0 && numbers.length === prompt.length) return [textOf(numbers)]
  return prompt.map((part) => {
    if (typeof part === 'number') throw unfit(`${part} is not of type 'string'`, 'prompt')
    return typeof part === 'string' ? part : textOf(part)
  })
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const textOf = (tokens: readonly number[]): string =>
  decoder.decode(Uint8Array.from(tokens, (token) => within('prompt', token, [0, 255])))

/** Writes one choice. A prompt is written too where its likelihood is asked for. */
const writingOfOne = (
  writers: Writers,
  { echo, logprobs, writing, model }: Asked,
  prompt: string,
  copy: number,
  signal: AbortSignal,
): AsyncGenerator<Piece, Ending> => {
  const own = { ...writing, seed: writing.seed + copy }
  if (!echo) return writers.write(model, prompt, own, signal)
  if (logprobs !== undefined) return writers.write(model, '', { ...own, given: prompt }, signal)
  async function* echoed() {
    if (prompt !== '') yield { text: prompt, tokens: [] }
    return yield* writers.write(model, prompt, own, signal)
  }
  return echoed()
}

/** The mean likelihood of what was written, as a logarithm. */
const meanOf = ({ tokens }: Whole): number => {
  const own = tokens.filter(({ isGiven }) => !isGiven)
  return own.reduce((sum, { logprob }) => sum + logprob, 0) / Math.max(1, own.length)
}

const choiceOf = (
  { logprobs }: Asked,
  parts: readonly Piece[],
  index: number,
  /** Characters of the choice before these. */
  before: number,
  ending?: Ending,
): Choice => ({
  text: parts.map(({ text }) => text).join(''),
  index,
  logprobs: logprobs === undefined ? null : logprobsOf(parts, before, logprobs),
  finish_reason: ending?.finishReason ?? null,
})
