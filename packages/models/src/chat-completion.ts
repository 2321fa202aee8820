import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { CompletionUsage, FinishReason, samplingProps } from './completion.ts'
import { endpoint } from './endpoint.ts'
import {
  isChatCompletion,
  isChatCompletionChunk,
  isCreateChatCompletion,
} from './generated/chat-completion.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'
import { ChatMessage, ChatRole } from './training-example.ts'

const responseFormat = () =>
  t.intersection([
    t.type({ type: openEnum('ResponseFormat', ['text', 'json_object', 'json_schema']) }),
    t.partial({
      json_schema: t.intersection([
        t.type({ name: t.string }),
        t.partial({
          description: t.string,
          schema: t.UnknownRecord,
          strict: nullable(t.boolean),
        }),
      ]),
    }),
  ])

const createChatCompletion = () =>
  t.intersection(
    [
      t.type({ model: t.string, messages: t.array(ChatMessage) }),
      t.partial({
        ...samplingProps(),
        /** Tokens. */
        max_completion_tokens: nullable(Int),
        /** @deprecated Use `max_completion_tokens`. */
        max_tokens: nullable(Int),
        logprobs: nullable(t.boolean),
        /** Tells of so many of the likeliest tokens at each place, at most 20. */
        top_logprobs: nullable(Int),
        response_format: nullable(responseFormat()),
        tools: nullable(t.array(t.UnknownRecord)),
        /** `none`, `auto`, `required`, or the one to call. */
        tool_choice: nullable(t.union([t.string, t.UnknownRecord])),
        parallel_tool_calls: nullable(t.boolean),
        /** @deprecated Use `tools`. */
        functions: nullable(t.array(t.UnknownRecord)),
        /** @deprecated Use `tool_choice`. */
        function_call: nullable(t.union([t.string, t.UnknownRecord])),
        metadata: nullable(t.record(t.string, t.string)),
        store: nullable(t.boolean),
        /** `text`, and of some models `audio`. */
        modalities: nullable(t.array(t.string)),
      }),
    ],
    'CreateChatCompletion',
  )
/** What `chatCompletions.create` takes. */
export interface CreateChatCompletion extends t.TypeOf<ReturnType<typeof createChatCompletion>> {}
export const CreateChatCompletion: Codec<CreateChatCompletion> = /* @__PURE__ */ codec(
  createChatCompletion,
  isCreateChatCompletion,
)

const toolCallType = () => openEnum('ToolCallType', ['function', 'custom'])

const toolCall = () =>
  t.intersection([
    t.type({ id: t.string, type: toolCallType() }),
    t.partial({
      /** The arguments are JSON as the model wrote it, which may be none. */
      function: t.type({ name: t.string, arguments: t.string }),
      custom: t.type({ name: t.string, input: t.string }),
    }),
  ])

const logprob = () => ({ token: t.string, logprob: t.number })
/** Its bytes, for a token that is no whole character. */
const bytes = () => ({ bytes: nullable(t.array(Int)) })

/** How likely each token was, and which others were. */
const logprobs = () => {
  const token = t.intersection([
    t.type(logprob()),
    t.partial({
      ...bytes(),
      top_logprobs: t.array(t.intersection([t.type(logprob()), t.partial(bytes())])),
    }),
  ])
  return t.partial({ content: nullable(t.array(token)), refusal: nullable(t.array(token)) })
}

const answered = () => ({
  id: t.string,
  /** Unix seconds. */
  created: Int,
  model: t.string,
})

const besides = () => ({
  usage: nullable(CompletionUsage),
  system_fingerprint: nullable(t.string),
  service_tier: nullable(t.string),
})

const chatCompletion = () =>
  t.intersection(
    [
      t.type({
        ...answered(),
        object: t.literal('chat.completion'),
        choices: t.array(
          t.intersection([
            t.type({
              index: Int,
              message: t.intersection([
                t.type({ role: ChatRole }),
                t.partial({
                  /** `null` beside tool calls. */
                  content: nullable(t.string),
                  refusal: nullable(t.string),
                  tool_calls: nullable(t.array(toolCall())),
                  /** @deprecated Use `tool_calls`. */
                  function_call: nullable(t.type({ name: t.string, arguments: t.string })),
                }),
              ]),
            }),
            t.partial({
              finish_reason: nullable(FinishReason),
              logprobs: nullable(logprobs()),
            }),
          ]),
        ),
      }),
      t.partial(besides()),
    ],
    'ChatCompletion',
  )
/** A model's answer in a conversation. */
export interface ChatCompletion extends t.TypeOf<ReturnType<typeof chatCompletion>> {}
export const ChatCompletion: Codec<ChatCompletion> = /* @__PURE__ */ codec(
  chatCompletion,
  isChatCompletion,
)

/** Of a call: its id and name come first, and its arguments piece by piece. */
const toolCallDelta = () =>
  t.partial({
    /** Which of the calls it is a part of. */
    index: Int,
    id: nullable(t.string),
    type: nullable(toolCallType()),
    function: nullable(t.partial({ name: nullable(t.string), arguments: nullable(t.string) })),
    custom: nullable(t.partial({ name: nullable(t.string), input: nullable(t.string) })),
  })

const chatCompletionChunk = () =>
  t.intersection(
    [
      t.type({
        ...answered(),
        /** Empty in the first event of Azure, which has no choices. */
        object: t.union([t.literal('chat.completion.chunk'), t.literal('')]),
        /** Empty in the event that tells the usage. */
        choices: t.array(
          t.intersection([
            t.type({
              index: Int,
              /** What is to be put behind what came before. */
              delta: t.partial({
                role: nullable(ChatRole),
                content: nullable(t.string),
                refusal: nullable(t.string),
                tool_calls: nullable(t.array(toolCallDelta())),
                /** @deprecated Use `tool_calls`. */
                function_call: nullable(
                  t.partial({ name: nullable(t.string), arguments: nullable(t.string) }),
                ),
              }),
            }),
            t.partial({
              /** `null`, or absent, in events before the last of a choice. */
              finish_reason: nullable(FinishReason),
              logprobs: nullable(logprobs()),
            }),
          ]),
        ),
      }),
      t.partial(besides()),
    ],
    'ChatCompletionChunk',
  )
/** A piece of a model's answer, of those that come with `stream: true`. */
export interface ChatCompletionChunk extends t.TypeOf<ReturnType<typeof chatCompletionChunk>> {}
export const ChatCompletionChunk: Codec<ChatCompletionChunk> = /* @__PURE__ */ codec(
  chatCompletionChunk,
  isChatCompletionChunk,
)

/** A conversation, answered by a model. */
export const chatCompletions = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/chat/completions',
    body: CreateChatCompletion,
    response: ChatCompletion,
    event: ChatCompletionChunk,
  }),
}
