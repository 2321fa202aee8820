import { ChatMessage } from '@finetune/models'
import type { Example } from '@finetune/trainer'
import { answerText, chatPrompt, contentText, isCall, isToolCall } from './chat-format.ts'
import type { DatasetLine } from './dataset.ts'
import { DatasetFault, expectKeys } from './dataset-fault.ts'
import { pythonRepr } from './python-repr.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a conversation may have. */
export const CHAT_KEYS = ['messages', 'tools', 'parallel_tool_calls', 'functions']
/** What the messages of a role have besides. */
const NAMED = new Map([
  ['tool', 'tool_call_id'],
  ['function', 'name'],
])
/** What no text may hold, for it means something to the hosted models. */
const SPECIAL = [
  ...['<|endoftext|>', '<|endofprompt|>'],
  ...['<|fim_prefix|>', '<|fim_middle|>', '<|fim_suffix|>'],
]
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

/** A conversation teaches each of the assistant's messages, unless its weight is 0. */
export const chatExamples = ({ value, number }: DatasetLine): readonly Example[] => {
  const where = `Example ${number}`
  const messages = messagesOf(value, where)
  expectKeys(value, CHAT_KEYS, where)
  if (messages.at(-1)?.role !== 'assistant') {
    throw new DatasetFault(`${where}: the last message must be from the assistant.`)
  }
  const tools = toolsOf(value, where)
  const learnt = messages.flatMap((message, index) => {
    if (message.role !== 'assistant' || message.weight === 0) return []
    const prompt = chatPrompt(messages.slice(0, index), tools)
    return [{ prompt, completion: answerText(message) }]
  })
  if (learnt.length > 0) return learnt
  throw new DatasetFault(`${where} has no message from the assistant with a weight other than 0.`)
}

/** The conversation of a line; throws where it is none. */
export const messagesOf = (value: Fields, where: string): readonly ChatMessage[] => {
  if (!('messages' in value)) throw new DatasetFault(`${where} is missing key 'messages'.`)
  if (!Array.isArray(value.messages) || value.messages.length === 0) {
    throw new DatasetFault(`${where} has no list of messages.`)
  }
  return value.messages.map((message, index) =>
    messageOf(message, where, `${where}, message ${index + 1}`),
  )
}

/** Its tools, those of the deprecated `functions` too. */
export const toolsOf = (value: Fields, where: string): Fields[] => {
  const { tools = [], functions = [], parallel_tool_calls = false } = value
  if (typeof parallel_tool_calls !== 'boolean') {
    throw new DatasetFault(`${where} has a 'parallel_tool_calls' that is none.`)
  }
  return [tools, functions].flatMap((list) => {
    if (Array.isArray(list) && list.every(isTool)) return list
    throw new DatasetFault(`${where} has tools that are no list of functions with names.`)
  })
}

/** A function, or how the deprecated `functions` wrote it. */
const isTool = (value: unknown): value is Fields => {
  if (!isFields(value)) return false
  const described = 'function' in value ? value.function : value
  return isFields(described) && typeof described.name === 'string'
}

const messageOf = (value: unknown, whole: string, where: string): ChatMessage => {
  if (!isFields(value)) throw new DatasetFault(`${where} is not a dictionary.`)
  const { role, content, weight } = value
  if (role === undefined) {
    throw new DatasetFault(`${where} Discriminator 'role' is missing in value`)
  }
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    const allowed = ROLES.map(pythonRepr).join(', ')
    const problem = `No match for discriminator 'role' and value ${pythonRepr(role)}`
    throw new DatasetFault(`${where} ${problem} (allowed values: ${allowed})`)
  }
  if (weight !== undefined && role !== 'assistant') {
    throw new DatasetFault(`${where} contains an extra "weight".`)
  }
  const parts = Array.isArray(content) ? content : []
  for (const part of parts) checkPart(part, where)
  const message = ChatMessage.decode(value)
  if (message._tag === 'Left') {
    const [error] = message.left
    const field = error?.context.map(({ key }) => key).find((key) => key in value) ?? 'content'
    throw new DatasetFault(`${where} has a ${pythonRepr(field)} that is none.`)
  }
  const { tool_calls = [], function_call } = message.right
  if (!tool_calls.every(isToolCall)) {
    throw new DatasetFault(`${where} has a 'tool_calls' that is none.`)
  }
  if (function_call != null && !isCall(function_call)) {
    throw new DatasetFault(`${where} has a 'function_call' that is none.`)
  }
  const named = NAMED.get(role)
  if (named !== undefined && !(named in value)) {
    throw new DatasetFault(`${where} is missing key ${pythonRepr(named)}.`)
  }
  const special = SPECIAL.find((token) => contentText(message.right.content).includes(token))
  if (special) throw new DatasetFault(`${whole} message contains an invalid token: ${special}.`)
  const saysNothing = content === undefined || content === null
  const isAnswer = 'tool_calls' in value || 'function_call' in value || 'refusal' in value
  if (saysNothing && !isAnswer) throw new DatasetFault(`${where} is missing key 'content'.`)
  return message.right
}

/** Our models read text and nothing else. */
const checkPart = (part: unknown, where: string): void => {
  const type = isFields(part) ? part.type : undefined
  if (type === 'text' || type === 'refusal') return
  if (type === 'image_url') {
    throw new DatasetFault(`${where} contains an image, and this model reads text only.`)
  }
  throw new DatasetFault(`${where} contains a part of type ${pythonRepr(type ?? null)}.`)
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
