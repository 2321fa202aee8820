import type { CreateChatCompletion, CreateCompletion } from '@finetune/models'
import type * as t from 'io-ts'
import type { Writing } from './completion-writing.ts'
import { randomSeed } from './id.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'
import { unknownKeys } from './unknown-key.ts'

/** Eight contexts of our models. */
const MOST_TOKENS = 4096
const MOST_CHOICES = 128
const MOST_STOPS = 4

/** What a request for a completion and one for an answer in a conversation have in common. */
type Sampling = Omit<
  Pick<CreateCompletion, keyof CreateCompletion & keyof CreateChatCompletion>,
  'logprobs'
>

/** A number that must lie within bounds, and the one that stands for none. */
export const within = (
  name: string,
  value: number,
  [least, most]: readonly [number, number],
): number => {
  if (value < least) throw unfit(`${value} is less than the minimum of ${least}`, name)
  if (value > most) throw unfit(`${value} is greater than the maximum of ${most}`, name)
  return value
}

/** Refuses what its endpoint has no word for. */
export const checkArguments = (
  type: t.Mixed,
  body: object,
  besides: readonly string[] = [],
): void => {
  const names = unknownKeys(type, body)
    .filter(({ path }) => path.length === 1)
    .flatMap(({ path }) => path)
    .filter((name) => !besides.includes(name))
  if (names.length === 0) return
  const plural = names.length > 1 ? 's' : ''
  throw new Refusal(400, `Unrecognized request argument${plural} supplied: ${names.join(', ')}`)
}

/** The refusal of a value of the right type, in the words of the API. */
export const unfit = (problem: string, name: string): Refusal =>
  new Refusal(400, `${problem} - '${name}'`, { param: name })

/** How many tokens an answer may have. */
export const tokensWithin = (name: string, value: number): number =>
  within(name, value, [0, MOST_TOKENS])

/** How many choices are asked for, to so many prompts. */
export const choicesOf = ({ n }: Sampling, prompts = 1): number => {
  const choices = within('n', n ?? 1, [1, MOST_CHOICES])
  within('n', choices * prompts, [1, MOST_CHOICES])
  return choices
}

/** How to write what a request asks for, but for its length. Refuses what the API refuses. */
export const writingOf = (body: Sampling): Omit<Writing, 'maxTokens'> => {
  const stops = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
  if (stops.length > MOST_STOPS) throw unfit(`${pythonRepr(stops)} is too long`, 'stop')
  if (body.stream_options != null && body.stream !== true) {
    const words = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
    throw new Refusal(400, words, { param: 'stream_options' })
  }
  const bias = Object.entries(body.logit_bias ?? {}).map(([key, value]) => {
    if (!/^\d+$/.test(key) || Number(key) > 255) {
      const words = `Invalid key in 'logit_bias': ${key}. Maximum value is 255.`
      throw new Refusal(400, words, { param: 'logit_bias' })
    }
    return [Number(key), within('logit_bias', value, [-100, 100])] as const
  })
  return {
    temperature: within('temperature', body.temperature ?? 1, [0, 2]),
    topP: within('top_p', body.top_p ?? 1, [0, 1]),
    seed: body.seed ?? randomSeed(),
    stops,
    bias: new Map(bias),
    frequencyPenalty: within('frequency_penalty', body.frequency_penalty ?? 0, [-2, 2]),
    presencePenalty: within('presence_penalty', body.presence_penalty ?? 0, [-2, 2]),
  }
}
