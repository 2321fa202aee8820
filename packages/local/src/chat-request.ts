import { type ChatMessage, CreateChatCompletion } from '@finetune/models'
import {
  CALL,
  chatPrompt,
  contentText,
  ESCAPE,
  escaped,
  isCall,
  isMark,
  isToolCall,
  REFUSAL,
  SPLIT,
} from './chat-format.ts'
import { schemaGrammar } from './chat-schema.ts'
import { type Grammar, jsonObject, literal, nothing, oneOf } from './completion-grammar.ts'
import {
  checkArguments,
  choicesOf,
  tokensWithin,
  unfit,
  within,
  writingOf,
} from './completion-request.ts'
import type { Writing } from './completion-writing.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'

/** Where nothing is said, an answer has at most one context of our models. */
const DEFAULT_TOKENS = 512
/** What may be asked for, and means nothing to models of ours. */
const WITHOUT_EFFECT = [
  ...['audio', 'moderation', 'prediction', 'prompt_cache_key', 'prompt_cache_options'],
  ...['prompt_cache_retention', 'reasoning_effort', 'safety_identifier', 'service_tier'],
  ...['verbosity', 'web_search_options'],
]
const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']

type Fields = Readonly<Record<string, unknown>>
type Then = () => Grammar

/** How a call is told: the deprecated way has one, without an id. */
export type CallStyle = 'tool_calls' | 'function_call'

/** A question, as it is put to a model. */
export interface Question {
  readonly prompt: string
  readonly n: number
  readonly logprobs: boolean
  readonly writing: Writing
  readonly callStyle: CallStyle
  /** Tools that take a text of their own kind. */
  readonly customTools: ReadonlySet<string>
  /** Whether one certain tool is to be called: an answer ends like any other then. */
  readonly isCallForced: boolean
}

/** The question with its defaults; refuses what the API refuses. */
export const questionOf = (body: CreateChatCompletion): Question => {
  checkArguments(CreateChatCompletion, body, WITHOUT_EFFECT)
  checkMessages(body)
  const { logprobs, top_logprobs, modalities } = body
  if (modalities?.includes('audio')) {
    throw new Refusal(400, 'This model does not support audio output', { param: 'modalities' })
  }
  if (top_logprobs != null && !logprobs) {
    const words = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled."
    throw new Refusal(400, words, { param: 'top_logprobs' })
  }
  if (body.max_tokens != null && body.max_completion_tokens != null) {
    const words =
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
    throw new Refusal(400, words, { param: 'max_tokens' })
  }
  const length = body.max_completion_tokens ?? body.max_tokens ?? DEFAULT_TOKENS
  const lengthName = body.max_completion_tokens != null ? 'max_completion_tokens' : 'max_tokens'
  const tools = offeredTools(body)
  const choice = chosenOf(body, tools)
  const likeliest = within('top_logprobs', top_logprobs ?? 0, [0, 20])
  const offered = choice === 'none' ? [] : tools
  return {
    prompt: chatPrompt(
      body.messages,
      offered.map(({ tool }) => tool),
    ),
    n: choicesOf(body),
    logprobs: logprobs ?? false,
    writing: {
      ...writingOf(body),
      maxTokens: tokensWithin(lengthName, length),
      likeliest: logprobs ? likeliest : undefined,
      grammar: grammarOf(body, offered, choice),
    },
    callStyle: body.functions && !body.tools ? 'function_call' : 'tool_calls',
    customTools: new Set(tools.filter(({ isCustom }) => isCustom).map(({ name }) => name)),
    isCallForced: typeof choice === 'object',
  }
}

const checkMessages = ({ messages }: CreateChatCompletion): void => {
  if (messages.length === 0) throw unfit('[] is too short', 'messages')
  for (const [index, message] of messages.entries()) {
    const { role, content } = message
    if (!ROLES.includes(role)) {
      throw unfit(
        `${pythonRepr(role)} is not one of ${pythonRepr(ROLES)}`,
        `messages.${index}.role`,
      )
    }
    checkCalls(message, `messages.${index}`)
    const parts = Array.isArray(content) ? content : []
    const place = parts.findIndex(({ type }) => type !== 'text' && type !== 'refusal')
    if (place < 0) continue
    const param = `messages.[${index}].content.[${place}].type`
    const type = parts[place]?.type
    if (typeof type !== 'string') throw unfit(`${pythonRepr(type)} is not of type 'string'`, param)
    const words = `Invalid content type. ${type} is only supported by certain models.`
    throw new Refusal(400, words, { param })
  }
}

/** What an assistant has called before. */
const checkCalls = ({ tool_calls, function_call }: ChatMessage, place: string): void => {
  if (tool_calls?.length === 0) throw unfit('[] is too short', `${place}.tool_calls`)
  const index = tool_calls?.findIndex((call) => !isToolCall(call)) ?? -1
  if (index >= 0) {
    throw unfit(
      `${pythonRepr(tool_calls?.[index])} is no tool call`,
      `${place}.tool_calls.${index}`,
    )
  }
  if (function_call != null && !isCall(function_call)) {
    throw unfit(`${pythonRepr(function_call)} is no function call`, `${place}.function_call`)
  }
}

interface OfferedTool {
  readonly tool: Fields
  readonly name: string
  readonly isCustom: boolean
  /** What its call is given. */
  readonly input: (then: Then) => Grammar
}

const offeredTools = ({ tools, functions }: CreateChatCompletion): readonly OfferedTool[] => {
  const all = tools ?? functions?.map((described) => ({ type: 'function', function: described }))
  return (all ?? []).map((tool: Fields, index) => {
    const type = tool.type ?? null
    if (type !== 'function' && type !== 'custom') {
      throw unfit(`${pythonRepr(type)} is not one of ['function', 'custom']`, `tools.${index}.type`)
    }
    const isCustom = type === 'custom'
    const { name, strict, parameters }: Fields = {
      ...Object(isCustom ? tool.custom : tool.function),
    }
    if (typeof name !== 'string' || name === '') {
      throw unfit("'name' is a required property", `tools.${index}.function`)
    }
    const input = strict
      ? schemaGrammar(parameters ?? {}, `tools[${index}].function.parameters`)
      : jsonObject
    return { tool, name, isCustom, input: isCustom ? words : input }
  })
}

/** `none`, `auto`, `required`, or the one tool to call. */
type Chosen = 'none' | 'auto' | 'required' | OfferedTool

const chosenOf = (body: CreateChatCompletion, tools: readonly OfferedTool[]): Chosen => {
  const isOld = !body.tools && body.functions != null
  const param = isOld ? 'function_call' : 'tool_choice'
  const choice = (isOld ? body.function_call : body.tool_choice) ?? null
  if (choice === null) return tools.length > 0 ? 'auto' : 'none'
  if (tools.length === 0) {
    const list = isOld ? 'functions' : 'tools'
    const words = `Invalid value for '${param}': '${param}' is only allowed when '${list}' are specified.`
    throw new Refusal(400, words, { param })
  }
  if (choice === 'none' || choice === 'auto' || choice === 'required') return choice
  const wanted: Fields = { ...Object(choice) }
  const { name }: Fields = { ...Object(wanted.function ?? wanted.custom ?? wanted) }
  const found = tools.find((tool) => tool.name === name)
  if (found) return found
  throw new Refusal(
    400,
    `Tool choice ${pythonRepr(name ?? choice)} not found in 'tools' parameter.`,
    {
      param,
    },
  )
}

/** What may be answered: a text or a refusal, calls of what is offered, JSON where it is asked for. */
const grammarOf = (
  body: CreateChatCompletion,
  offered: readonly OfferedTool[],
  choice: Chosen,
): Grammar => {
  const isSeveral = body.parallel_tool_calls !== false && !(body.functions && !body.tools)
  const calls = (tools: readonly OfferedTool[], isMore: boolean): Grammar =>
    oneOf(
      tools.map(({ name, input }) =>
        literal(CALL + escaped(name) + SPLIT, () =>
          input(() => (isMore ? oneOf([nothing, calls(tools, isMore)]) : nothing)),
        ),
      ),
    )
  if (typeof choice === 'object') return calls([choice], false)
  const called = calls(offered, isSeveral)
  if (choice === 'required') return called
  const json = formatOf(body)
  if (json) return oneOf([json(() => nothing), called])
  const refusal = literal(REFUSAL, () => words(() => nothing))
  return words(() => oneOf([nothing, refusal, called]))
}

const formatOf = ({ messages, response_format: format }: CreateChatCompletion) => {
  switch (format?.type ?? 'text') {
    case 'text':
      return undefined
    case 'json_object':
      if (!messages.some(({ content }) => /json/i.test(contentText(content)))) {
        const said =
          "'messages' must contain the word 'json' in some form, to use 'response_format' of type " +
          "'json_object'."
        throw new Refusal(400, said, { param: 'messages' })
      }
      return jsonObject
    case 'json_schema': {
      const param = 'response_format.json_schema'
      if (!format?.json_schema) {
        throw new Refusal(400, `Missing required parameter: '${param}'.`, { param })
      }
      const { schema, name } = format.json_schema
      return schemaGrammar(schema ?? {}, `response_format '${name}'`)
    }
    default:
      throw unfit(`${pythonRepr(format?.type)} is not a format`, 'response_format.type')
  }
}

const isMarkByte = (byte: number): boolean => isMark(String.fromCharCode(byte))

/** Any text, as the format of conversations has it. */
const words = (then: Then): Grammar => {
  const after = then()
  const escapedMark: Grammar = {
    mayEnd: false,
    next: (byte) => (isMarkByte(byte) ? self : undefined),
  }
  const self: Grammar = {
    mayEnd: after.mayEnd,
    next: (byte) => {
      if (byte === ESCAPE.charCodeAt(0)) return escapedMark
      return isMarkByte(byte) ? after.next(byte) : self
    },
  }
  return self
}
