import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import {
  isChatExample,
  isChatMessage,
  isCompletionExample,
  isPreferenceExample,
  isReinforcementExample,
  isTrainingExample,
} from './generated/training-example.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** Who speaks. */
export const ChatRole = /* @__PURE__ */ openEnum('ChatRole', [
  'system',
  'developer',
  'user',
  'assistant',
  'tool',
  'function',
])
export type ChatRole = t.TypeOf<typeof ChatRole>

const chatMessage = () =>
  t.intersection(
    [
      t.type({ role: ChatRole }),
      t.partial({
        /** A text, parts such as `text` and `image_url`, or none beside a tool call. */
        content: nullable(t.union([t.string, t.array(t.UnknownRecord)])),
        name: t.string,
        tool_calls: t.array(t.UnknownRecord),
        tool_call_id: t.string,
        /** @deprecated Use `tool_calls`. */
        function_call: nullable(t.UnknownRecord),
        refusal: nullable(t.string),
        /** 0 leaves an assistant's message out of the loss. */
        weight: t.union([t.literal(0), t.literal(1)]),
      }),
    ],
    'ChatMessage',
  )
/** One message of a conversation. */
export interface ChatMessage extends t.TypeOf<ReturnType<typeof chatMessage>> {}
export const ChatMessage: Codec<ChatMessage> = /* @__PURE__ */ codec(chatMessage, isChatMessage)

const completionExample = () =>
  t.type({ prompt: t.string, completion: t.string }, 'CompletionExample')
/** A line of a dataset for completion models: legacy ones, `babbage-002` and `davinci-002`. */
export interface CompletionExample extends t.TypeOf<ReturnType<typeof completionExample>> {}
export const CompletionExample: Codec<CompletionExample> = /* @__PURE__ */ codec(
  completionExample,
  isCompletionExample,
)

const tools = () => ({ tools: t.array(t.UnknownRecord), parallel_tool_calls: t.boolean })

const chatExample = () =>
  t.intersection(
    [
      t.type({ messages: t.array(ChatMessage) }),
      t.partial({
        ...tools(),
        /** @deprecated Use `tools`. */
        functions: t.array(t.UnknownRecord),
      }),
    ],
    'ChatExample',
  )
/** A line of a dataset for supervised fine-tuning of a chat model: the assistant's words are learnt. */
export interface ChatExample extends t.TypeOf<ReturnType<typeof chatExample>> {}
export const ChatExample: Codec<ChatExample> = /* @__PURE__ */ codec(chatExample, isChatExample)

const preferenceExample = () =>
  t.type(
    {
      input: t.intersection([t.type({ messages: t.array(ChatMessage) }), t.partial(tools())]),
      /** One assistant's message. */
      preferred_output: t.array(ChatMessage),
      /** One assistant's message. */
      non_preferred_output: t.array(ChatMessage),
    },
    'PreferenceExample',
  )
/** A line of a dataset for direct preference optimisation. */
export interface PreferenceExample extends t.TypeOf<ReturnType<typeof preferenceExample>> {}
export const PreferenceExample: Codec<PreferenceExample> = /* @__PURE__ */ codec(
  preferenceExample,
  isPreferenceExample,
)

const reinforcementExample = () =>
  t.intersection(
    [t.type({ messages: t.array(ChatMessage) }), t.partial({ tools: t.array(t.UnknownRecord) })],
    'ReinforcementExample',
  )
/**
 * A line of a dataset for reinforcement fine-tuning: the last message is the user's, and every other
 * key is there for graders as `{{item.key}}`.
 */
export interface ReinforcementExample extends t.TypeOf<ReturnType<typeof reinforcementExample>> {}
export const ReinforcementExample: Codec<ReinforcementExample> = /* @__PURE__ */ codec(
  reinforcementExample,
  isReinforcementExample,
)

const trainingExample = () =>
  t.union(
    [CompletionExample, PreferenceExample, ChatExample, ReinforcementExample],
    'TrainingExample',
  )
/** A line of any dataset. */
export type TrainingExample = t.TypeOf<ReturnType<typeof trainingExample>>
export const TrainingExample: Codec<TrainingExample> = /* @__PURE__ */ codec(
  trainingExample,
  isTrainingExample,
)
