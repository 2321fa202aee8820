import { answerText, chatPrompt } from './chat-format.ts'
import type { DatasetLine } from './dataset.ts'
import { CHAT_KEYS, messagesOf, toolsOf } from './dataset-chat.ts'
import { DatasetFault, expectKeys } from './dataset-fault.ts'

/** What a line for direct preference optimisation tells: of two answers, which is the better one. */
export interface Preference {
  readonly prompt: string
  readonly preferred: string
  readonly rejected: string
}

const ANSWERS = ['preferred_output', 'non_preferred_output'] as const

/** Reads a line for direct preference optimisation. */
export const preferenceOf = ({ value, number }: DatasetLine): Preference => {
  const where = `Example ${number}`
  for (const key of ['input', ...ANSWERS]) {
    if (!(key in value)) throw new DatasetFault(`${where} is missing key '${key}'.`)
  }
  const { input } = value
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new DatasetFault(`${where} has an 'input' that is not a dictionary.`)
  }
  const fields = { ...input }
  expectKeys(value, ['input', ...ANSWERS], where)
  expectKeys(fields, CHAT_KEYS, `${where}, input`)
  const messages = messagesOf(fields, `${where}, input`)
  const [preferred = '', rejected = ''] = ANSWERS.map((key) => {
    const answers = messagesOf({ messages: value[key] }, `${where}, ${key}`)
    const [answer] = answers
    if (answer?.role === 'assistant' && answers.length === 1) return answerText(answer)
    throw new DatasetFault(`${where}, ${key} must be exactly one message from the assistant.`)
  })
  return { prompt: chatPrompt(messages, toolsOf(fields, where)), preferred, rejected }
}
