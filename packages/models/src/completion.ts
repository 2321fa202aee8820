import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { isCompletion, isCreateCompletion } from './generated/completion.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

const createCompletion = () =>
  t.intersection(
    [
      t.type({ model: t.string }),
      t.partial({
        prompt: nullable(t.union([t.string, t.array(t.string)])),
        /** Tokens; 16 where absent. */
        max_tokens: nullable(Int),
        /** 0 is greedy, 2 is the most random; 1 where absent. */
        temperature: nullable(t.number),
        top_p: nullable(t.number),
        /** Completions for each prompt. */
        n: nullable(Int),
        /** At most 4 texts at which the completion ends; they are not part of it. */
        stop: nullable(t.union([t.string, t.array(t.string)])),
        /** Puts the prompt in front of the completion. */
        echo: nullable(t.boolean),
        seed: nullable(Int),
        user: t.string,
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

/** Why a completion ended. */
export const FinishReason = /* @__PURE__ */ openEnum('FinishReason', [
  'stop',
  'length',
  'content_filter',
])
export type FinishReason = t.TypeOf<typeof FinishReason>

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
            t.type({ text: t.string, index: Int, finish_reason: nullable(FinishReason) }),
            t.partial({ logprobs: nullable(t.UnknownRecord) }),
          ]),
        ),
      }),
      t.partial({
        /** Tokens. */
        usage: t.intersection([
          t.type({ prompt_tokens: Int, total_tokens: Int }),
          t.partial({ completion_tokens: Int }),
        ]),
      }),
    ],
    'Completion',
  )
/** A model's continuation of a prompt. */
export interface Completion extends t.TypeOf<ReturnType<typeof completion>> {}
export const Completion: Codec<Completion> = /* @__PURE__ */ codec(completion, isCompletion)

/** A text, gone on with by a model: how a fine-tuned base model is asked. */
export const completions = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/completions',
    body: CreateCompletion,
    response: Completion,
  }),
}
