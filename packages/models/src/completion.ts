import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { isCompletion, isCompletionUsage, isCreateCompletion } from './generated/completion.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** How a model chooses its words; completions and chat completions have these in common. */
export const samplingProps = () => ({
  /** 0 is greedy, 2 is the most random; 1 where absent. */
  temperature: nullable(t.number),
  top_p: nullable(t.number),
  /** Answers to each question. */
  n: nullable(Int),
  /** At most 4 texts at which the answer ends; they are not part of it. */
  stop: nullable(t.union([t.string, t.array(t.string)])),
  /** From -2 to 2: lowers what was written before, by how often. */
  frequency_penalty: nullable(t.number),
  /** From -2 to 2: lowers what was written before. */
  presence_penalty: nullable(t.number),
  /** From -100 to 100 by token, which is a number in quotes. */
  logit_bias: nullable(t.record(t.string, t.number)),
  /** The same seed gives the same answer. */
  seed: nullable(Int),
  user: t.string,
  /** Answers event by event: ask for it with `streamEvents` of the client. */
  stream: nullable(t.boolean),
  stream_options: nullable(
    t.partial({
      /** Tells the usage in an event of its own, without choices, before the end. */
      include_usage: t.boolean,
    }),
  ),
})

const createCompletion = () =>
  t.intersection(
    [
      t.type({ model: t.string }),
      t.partial({
        /** Texts, or the numbers of their tokens. */
        prompt: nullable(
          t.union([t.string, t.array(t.string), t.array(Int), t.array(t.array(Int))]),
        ),
        /** Tokens; 16 where absent. */
        max_tokens: nullable(Int),
        ...samplingProps(),
        /** Puts the prompt in front of the completion. */
        echo: nullable(t.boolean),
        /** Tells of so many of the likeliest tokens at each place, at most 5. */
        logprobs: nullable(Int),
        /** Writes so many and answers the `n` likeliest. */
        best_of: nullable(Int),
        /** What comes after the completion. */
        suffix: nullable(t.string),
      }),
    ],
    'CreateCompletion',
  )
/** What `completions.create` takes. */
export interface CreateCompletion extends t.TypeOf<ReturnType<typeof createCompletion>> {}
export const CreateCompletion: Codec<CreateCompletion> = /* @__PURE__ */ codec(
  createCompletion,
  isCreateCompletion,
)

/** Why an answer ended. */
export const FinishReason = /* @__PURE__ */ openEnum('FinishReason', [
  'stop',
  'length',
  'content_filter',
  'tool_calls',
  'function_call',
])
export type FinishReason = t.TypeOf<typeof FinishReason>

const completionUsage = () =>
  t.intersection(
    [
      t.type({ prompt_tokens: Int, total_tokens: Int }),
      t.partial({
        /** Absent where nothing was written. */
        completion_tokens: Int,
        prompt_tokens_details: nullable(t.UnknownRecord),
        completion_tokens_details: nullable(t.UnknownRecord),
      }),
    ],
    'CompletionUsage',
  )
/** Tokens that were read and written. */
export interface CompletionUsage extends t.TypeOf<ReturnType<typeof completionUsage>> {}
export const CompletionUsage: Codec<CompletionUsage> = /* @__PURE__ */ codec(
  completionUsage,
  isCompletionUsage,
)

/** By place: how likely the token was, and which others were. */
const logprobs = () =>
  t.partial({
    tokens: t.array(t.string),
    /** Natural logarithms; `null` for the first token of an echoed prompt. */
    token_logprobs: t.array(nullable(t.number)),
    top_logprobs: nullable(t.array(nullable(t.record(t.string, t.number)))),
    /** Characters before the token. */
    text_offset: t.array(Int),
  })

const completion = () =>
  t.intersection(
    [
      t.type({
        id: t.string,
        object: t.literal('text_completion'),
        /** Unix seconds. */
        created: Int,
        model: t.string,
        choices: t.array(
          t.intersection([
            t.type({ text: t.string, index: Int }),
            t.partial({
              /** `null`, or absent, in events before the last of a choice. */
              finish_reason: nullable(FinishReason),
              logprobs: nullable(logprobs()),
            }),
          ]),
        ),
      }),
      t.partial({
        /** `null` in events that do not tell it. */
        usage: nullable(CompletionUsage),
        system_fingerprint: nullable(t.string),
      }),
    ],
    'Completion',
  )
/** A model's continuation of a prompt; as an event, a part of it. */
export interface Completion extends t.TypeOf<ReturnType<typeof completion>> {}
export const Completion: Codec<Completion> = /* @__PURE__ */ codec(completion, isCompletion)

/** A text, gone on with by a model: how a fine-tuned base model is asked. */
export const completions = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/completions',
    body: CreateCompletion,
    response: Completion,
    event: Completion,
  }),
}
