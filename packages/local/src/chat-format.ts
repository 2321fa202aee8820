import type { ChatMessage } from '@finetune/models'

/**
 * A model of ours reads and writes one text, a byte a token, and has room for few. So one control
 * character, which no text has need of, says what follows it. In a text they stand behind `ESCAPE`.
 */
const SYSTEM = '\x01'
const USER = '\x02'
const ASSISTANT = '\x03'
const TOOL = '\x04'
export const REFUSAL = '\x05'
export const CALL = '\x06'
/** Ends a name. */
export const SPLIT = '\x07'
export const ESCAPE = '\x08'

/** A tool that the model wants called. The server gives it an id. */
export interface AnsweredCall {
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

/** What a model has written, as the parts of an assistant's message. */
export interface Answer {
  /** `null` beside a refusal or calls. */
  readonly content: string | null
  readonly refusal?: string
  /** Those of the deprecated `function_call` too, and of custom tools: the request tells which. */
  readonly tool_calls?: readonly AnsweredCall[]
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The text that a model reads for a conversation, up to where its answer begins. Of a tool it reads
 * the names: its own and those of its parameters. Tools come first, for the beginning of what is too
 * long is not read.
 */
export const chatPrompt = (
  messages: readonly ChatMessage[],
  tools: readonly Fields[] = [],
): string => {
  const names = new Map(
    messages.flatMap(({ tool_calls = [] }) =>
      tool_calls.map((call) => [call.id, calledOf(call).name] as const),
    ),
  )
  const parts = messages.map((message) => messageText(message, names))
  return [...tools.map(toolText), ...parts, ASSISTANT].join('')
}

/** What a model learns to write for an assistant's message. */
export const answerText = (message: ChatMessage): string => {
  const { refusal, tool_calls, function_call } = message
  const calls = tool_calls ?? (function_call ? [{ function: function_call }] : [])
  const texts = calls.map(calledOf).map(({ name, input }) => CALL + named(name, input))
  const refused = refusal == null ? [] : [REFUSAL + escaped(refusal)]
  return [escaped(contentText(message.content)), ...refused, ...texts].join('')
}

/** Takes apart what a model has written; any text can be, and each beginning of one. */
export const answerOf = (text: string): Answer => {
  const calls: AnsweredCall[] = []
  let content = ''
  let refusal: string | undefined
  for (const { mark, texts } of partsOf(text)) {
    const [name = '', ...input] = texts
    if (mark === CALL) {
      calls.push({ type: 'function', function: { name, arguments: input.join(SPLIT) } })
    } else if (mark === REFUSAL) refusal = (refusal ?? '') + texts.join('')
    else content += texts.join('')
  }
  const isNone = content === '' && (calls.length > 0 || refusal !== undefined)
  return {
    content: isNone ? null : content,
    ...(refusal !== undefined && { refusal }),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

/** The text of a message's content: its parts of text, a line each. */
export const contentText = (content: ChatMessage['content']): string => {
  if (typeof content === 'string') return content
  return (content ?? [])
    .map(({ text, refusal }) => text ?? refusal)
    .filter((part) => typeof part === 'string')
    .join('\n')
}

const messageText = (message: ChatMessage, names: ReadonlyMap<unknown, string>): string => {
  const { role, name, content, tool_call_id } = message
  if (role === 'assistant') return ASSISTANT + answerText(message)
  const text = contentText(content)
  if (role === 'system' || role === 'developer') return SYSTEM + named(name, text)
  if (role !== 'tool' && role !== 'function') return USER + named(name, text)
  return TOOL + named(name ?? names.get(tool_call_id), text)
}

/** A function, or how the deprecated `functions` wrote it, or a tool that takes a text. */
const toolText = (tool: Fields): string => {
  const { name, parameters } = fieldsOf(tool.function ?? tool.custom ?? tool)
  const properties = Object.keys(fieldsOf(fieldsOf(parameters).properties))
  return CALL + named(textOf(name), properties.join(','))
}

/** A call of a function, as an assistant's message has it. */
export const isCall = (call: unknown): boolean => {
  const { name, arguments: input } = fieldsOf(call)
  return typeof name === 'string' && typeof input === 'string'
}

/** A call of a tool, likewise: of a function, or of a tool that takes a text. */
export const isToolCall = (call: Fields): boolean => {
  const { name, input } = fieldsOf(call.custom)
  return isCall(call.function) || (typeof name === 'string' && typeof input === 'string')
}

const calledOf = (call: Fields): { readonly name: string; readonly input: string } => {
  const called = fieldsOf(call.function ?? call.custom)
  return { name: textOf(called.name), input: textOf(called.arguments ?? called.input) }
}

const fieldsOf = (value: unknown): Fields => ({ ...Object(value) })

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const named = (name: string | undefined, text: string): string =>
  name === undefined ? escaped(text) : escaped(name) + SPLIT + escaped(text)

export const isMark = (character: string): boolean => character >= SYSTEM && character <= ESCAPE

export const escaped = (text: string): string =>
  Array.from(text, (character) => (isMark(character) ? ESCAPE + character : character)).join('')

interface Part {
  /** What it begins with; the first of a text with nothing. */
  readonly mark: string
  /** Between one `SPLIT` and the next. */
  readonly texts: string[]
}

const partsOf = (text: string): readonly Part[] => {
  const parts: Part[] = [{ mark: '', texts: [''] }]
  const write = (character: string): void => {
    const texts = parts.at(-1)?.texts
    texts?.push((texts.pop() ?? '') + character)
  }
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === ESCAPE) write(text.charAt(++at))
    else if (character === SPLIT) parts.at(-1)?.texts.push('')
    else if (isMark(character)) parts.push({ mark: character, texts: [''] })
    else write(character)
  }
  return parts
}
