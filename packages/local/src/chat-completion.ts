import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionUsage,
  chatCompletions,
} from '@finetune/models'
import { type AnsweredCall, answerOf } from './chat-format.ts'
import { type Question, questionOf } from './chat-request.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { chatLogprobsOf } from './completion-logprobs.ts'
import type { Writers } from './completion-model.ts'
import type { Ending, WrittenToken } from './completion-writing.ts'
import { createId } from './id.ts'
import type { Handlers } from './serve.ts'

type Choice = ChatCompletion['choices'][number]
type Delta = ChatCompletionChunk['choices'][number]['delta']

export const chatCompletionHandlers = (
  writers: Writers,
  clock: Clock,
): Handlers<typeof chatCompletions> => {
  const asked = (body: Parameters<typeof questionOf>[0]) => {
    const model = writers.nameOf(body.model)
    const id = createId('chatcmpl')
    const created = unixSeconds(clock)
    const question = questionOf(body)
    const { prompt, writing } = question
    const write = (copy: number, signal: AbortSignal) =>
      writers.write(model, prompt, { ...writing, seed: writing.seed + copy }, signal)
    const headOf = <O extends string>(object: O) => ({ id, object, created, model })
    return { headOf, question, write }
  }

  return {
    create: {
      answer: async ({ body }, signal) => {
        const { headOf, question, write } = asked(body)
        const choices: Choice[] = []
        let written = 0
        for (let index = 0; index < question.n; index++) {
          const writing = write(index, signal)
          const tokens: WrittenToken[] = []
          let text = ''
          let next = await writing.next()
          for (; !next.done; next = await writing.next()) {
            text += next.value.text
            tokens.push(...next.value.tokens)
          }
          signal.throwIfAborted()
          written += next.value.tokens
          choices.push(choiceOf(question, index, text, tokens, next.value))
        }
        const usage = usageOf(question, written)
        return { ...headOf('chat.completion'), choices, usage }
      },

      stream: ({ body }, signal) => {
        const { headOf, question, write } = asked(body)
        const isUsageAsked = body.stream_options?.include_usage === true
        const chunkOf = (choices: ChatCompletionChunk['choices']): ChatCompletionChunk => ({
          ...headOf('chat.completion.chunk'),
          choices,
          ...(isUsageAsked && { usage: null }),
        })
        async function* events() {
          let written = 0
          for (let index = 0; index < question.n; index++) {
            const piece = (delta: Delta, tokens: readonly WrittenToken[], end?: string) => {
              const likely = question.logprobs && tokens.length > 0
              const logprobs = likely ? chatLogprobsOf(tokens) : null
              return chunkOf([{ index, delta, logprobs, finish_reason: end ?? null }])
            }
            const writing = write(index, signal)
            const deltasTo = differences(question)
            yield piece({ role: 'assistant', content: '', refusal: null }, [])
            let text = ''
            let next = await writing.next()
            for (; !next.done; next = await writing.next()) {
              text += next.value.text
              const { tokens } = next.value
              const deltas = deltasTo(text, false)
              for (const delta of deltas) yield piece(delta, 'content' in delta ? tokens : [])
            }
            if (signal.aborted) return
            for (const delta of deltasTo(text, true)) yield piece(delta, [])
            yield piece({}, [], finishReasonOf(question, text, next.value))
            written += next.value.tokens
          }
          if (isUsageAsked) yield { ...chunkOf([]), usage: usageOf(question, written) }
        }
        return events()
      },
    },
  }
}

const usageOf = ({ prompt }: Question, written: number): CompletionUsage => {
  const read = Buffer.byteLength(prompt)
  return { prompt_tokens: read, completion_tokens: written, total_tokens: read + written }
}

const finishReasonOf = (
  { callStyle, isCallForced }: Question,
  text: string,
  { finishReason }: Ending,
): string => {
  const isCall = finishReason === 'stop' && answerOf(text).tool_calls !== undefined
  if (!isCall || isCallForced) return finishReason
  return callStyle
}

const choiceOf = (
  question: Question,
  index: number,
  text: string,
  tokens: readonly WrittenToken[],
  ending: Ending,
): Choice => {
  const { content, refusal = null, tool_calls } = answerOf(text)
  const { callStyle, customTools, logprobs } = question
  const [first] = tool_calls ?? []
  const called =
    callStyle === 'function_call'
      ? first && { function_call: first.function }
      : tool_calls && { tool_calls: tool_calls.map((call) => callOf(call, customTools)) }
  const isPlain = logprobs && content !== null && tool_calls === undefined && refusal === null
  return {
    index,
    message: { role: 'assistant', content, refusal, ...called },
    logprobs: isPlain ? chatLogprobsOf(tokens) : null,
    finish_reason: finishReasonOf(question, text, ending),
  }
}

const createCallId = (): string => createId('call').replace('-', '_')

const callOf = (call: AnsweredCall, customTools: ReadonlySet<string>) => {
  const { name, arguments: input } = call.function
  return customTools.has(name)
    ? { id: createCallId(), type: 'custom', custom: { name, input } }
    : { id: createCallId(), ...call }
}

/** Tells, of a text that grows, what each time has come to the message that it is. */
const differences = ({ callStyle, customTools }: Question) => {
  const told = { content: 0, refusal: 0 }
  /** Characters of the arguments of each call that was begun. */
  const begun: number[] = []
  return (text: string, isWhole: boolean): readonly Delta[] => {
    const { content, refusal, tool_calls = [] } = answerOf(text)
    const deltas: Delta[] = []
    for (const [name, value] of Object.entries({ content, refusal }) as [
      'content' | 'refusal',
      string | null | undefined,
    ][]) {
      const more = value?.slice(told[name]) ?? ''
      if (more !== '') deltas.push({ [name]: more })
      told[name] += more.length
    }
    for (const [index, call] of tool_calls.entries()) {
      const { name, arguments: input } = call.function
      // As long as nothing follows it, a name may still grow.
      const isNamed = isWhole || index < tool_calls.length - 1 || input !== ''
      if (!isNamed) continue
      const isCustom = customTools.has(name)
      const isOld = callStyle === 'function_call'
      const delta = (part: object, first: object = {}): Delta =>
        isOld
          ? { function_call: part }
          : { tool_calls: [{ index, ...first, [isCustom ? 'custom' : 'function']: part }] }
      const field = isCustom ? 'input' : 'arguments'
      const before = begun[index]
      if (before === undefined) {
        const type = isCustom ? 'custom' : 'function'
        deltas.push(delta({ name, [field]: '' }, { id: createCallId(), type }))
      }
      const more = input.slice(before ?? 0)
      if (more !== '') deltas.push(delta({ [field]: more }))
      begun[index] = input.length
    }
    return deltas
  }
}
