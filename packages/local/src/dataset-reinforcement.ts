import { chatPrompt } from './chat-format.ts'
import type { DatasetLine } from './dataset.ts'
import { messagesOf, toolsOf } from './dataset-chat.ts'
import { DatasetFault } from './dataset-fault.ts'

/** What a line for reinforcement asks, and what its graders know of it. */
export interface Task {
  readonly prompt: string
  /** The whole line: graders read it as `{{item.key}}`. */
  readonly item: Readonly<Record<string, unknown>>
}

/** Reads a line for reinforcement: a conversation that ends where the model is to answer. */
export const taskOf = ({ value, number }: DatasetLine): Task => {
  const where = `Example ${number}`
  const messages = messagesOf(value, where)
  const role = messages.at(-1)?.role
  if (role !== 'user' && role !== 'developer') {
    throw new DatasetFault(`${where}: the last message must be from the user.`)
  }
  return { prompt: chatPrompt(messages, toolsOf(value, where)), item: value }
}
