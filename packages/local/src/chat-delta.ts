import type { ChatCompletionChunk } from '@finetune/models'
import { type AnsweredCall, answerOf } from './chat-format.ts'
import type { Question } from './chat-request.ts'
import { createId } from './id.ts'

/** What is to be put behind what was told before of an answer. */
export type Delta = ChatCompletionChunk['choices'][number]['delta']

/** What a call is told as: the deprecated way has no id, and no tools of another kind. */
export const callOf = ({ function: called }: AnsweredCall, customTools: ReadonlySet<string>) => {
  const id = createId('call').replace('-', '_')
  const { name, arguments: input } = called
  return customTools.has(name)
    ? { id, type: 'custom', custom: { name, input } }
    : { id, type: 'function', function: called }
}

/** Tells, of a text that grows, what each time has come to the message that it is. */
export const differences = ({ callStyle, customTools }: Question) => {
  const told = { content: 0, refusal: 0 }
  /** Characters of what each call that has begun is given. */
  const begun: number[] = []

  const begin = (index: number, name: string): Delta => {
    if (callStyle === 'function_call') return { function_call: { name, arguments: '' } }
    const empty = { type: 'function' as const, function: { name, arguments: '' } }
    return { tool_calls: [{ index, ...callOf(empty, customTools) }] }
  }
  const goOn = (index: number, name: string, more: string): Delta => {
    if (callStyle === 'function_call') return { function_call: { arguments: more } }
    const part = customTools.has(name)
      ? { custom: { input: more } }
      : { function: { arguments: more } }
    return { tool_calls: [{ index, ...part }] }
  }

  return (text: string, isWhole: boolean): readonly Delta[] => {
    const answer = answerOf(text)
    const { tool_calls = [] } = answer
    const deltas: Delta[] = []
    for (const name of ['content', 'refusal'] as const) {
      const more = answer[name]?.slice(told[name]) ?? ''
      if (more !== '') deltas.push({ [name]: more })
      told[name] += more.length
    }
    for (const [index, { function: called }] of tool_calls.entries()) {
      const { name, arguments: input } = called
      // As long as nothing follows it, a name may still grow.
      if (!isWhole && index === tool_calls.length - 1 && input === '') continue
      if (begun[index] === undefined) deltas.push(begin(index, name))
      const more = input.slice(begun[index] ?? 0)
      if (more !== '') deltas.push(goOn(index, name, more))
      begun[index] = input.length
    }
    return deltas
  }
}
