import { randomInt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { CreateCompletion, completions } from '@finetune/models'
import type { Model as Weights } from '@finetune/trainer'
import { type Clock, unixSeconds } from './clock.ts'
import { createId } from './id.ts'
import type { Models } from './model.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal, unknownModel } from './refusal.ts'
import type { Handlers } from './serve.ts'

/** How many models stay in memory between two requests. */
const KEPT = 4
/** The context of our models; a text of so many tokens takes a third of a second. */
const MOST_TOKENS = 512
const MOST_CHOICES = 128
const MOST_STOPS = 4

export const completionHandlers = (models: Models, clock: Clock): Handlers<typeof completions> => {
  const load = cached(models)
  return {
    create: async ({ body }) => {
      const request = checked(body)
      const model = await load(body.model)
      const choices: Choice[] = []
      let promptTokens = 0
      let completionTokens = 0
      for (const prompt of request.prompts) {
        for (let copy = 0; copy < request.n; copy++) {
          // Writing is work on this thread: others have their turn between two texts.
          await setImmediate()
          const { seed, ...options } = request.options
          const written = model.complete(prompt, { ...options, seed: seed + copy })
          if (copy === 0) promptTokens += written.promptTokens
          completionTokens += written.completionTokens
          choices.push({
            text: request.echo ? prompt + written.text : written.text,
            index: choices.length,
            logprobs: null,
            finish_reason: written.finishReason,
          })
        }
      }
      return {
        id: createId('cmpl'),
        object: 'text_completion',
        created: unixSeconds(clock),
        model: body.model,
        choices,
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: completionTokens,
          total_tokens: promptTokens + completionTokens,
        },
      }
    },
  }
}

interface Choice {
  text: string
  index: number
  logprobs: null
  finish_reason: 'stop' | 'length'
}

/** The request with its defaults; refuses what the API refuses. */
const checked = (body: CreateCompletion) => {
  const within = (name: string, value: number, least: number, most: number): number => {
    if (value < least) throw outOfRange(`${value} is less than the minimum of ${least}`, name)
    if (value > most) throw outOfRange(`${value} is greater than the maximum of ${most}`, name)
    return value
  }
  if ('stream' in body && body.stream === true) {
    throw new Refusal(400, 'This server does not stream completions', { param: 'stream' })
  }
  const prompt = body.prompt ?? ''
  const prompts = typeof prompt === 'string' ? [prompt] : prompt
  const stop = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
  if (stop.length > MOST_STOPS) throw outOfRange(`${pythonRepr(stop)} is too long`, 'stop')
  const n = within('n', body.n ?? 1, 1, MOST_CHOICES)
  if (prompts.length === 0) throw outOfRange('[] is too short', 'prompt')
  within('n', prompts.length * n, 1, MOST_CHOICES)
  return {
    prompts,
    n,
    echo: body.echo ?? false,
    options: {
      maxTokens: within('max_tokens', body.max_tokens ?? 16, 0, MOST_TOKENS),
      temperature: within('temperature', body.temperature ?? 1, 0, 2),
      topP: within('top_p', body.top_p ?? 1, 0, 1),
      stop,
      seed: body.seed ?? randomInt(2 ** 31),
    },
  }
}

const outOfRange = (problem: string, name: string): Refusal =>
  new Refusal(400, `${problem} - '${name}'`, { param: name })

/** Loads models and keeps those used last. A deleted one is looked up, so it is not found. */
const cached = (models: Models): ((id: string) => Promise<Weights>) => {
  const kept = new Map<string, Weights>()
  return async (id) => {
    if (!models.rootOf(id)) throw unknownModel(id)
    const model = kept.get(id) ?? (await models.load(id))
    if (!model) throw unknownModel(id)
    kept.delete(id)
    kept.set(id, model)
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest)
    return model
  }
}
