import type { ChatCompletion, ChatCompletionChunk, chatCompletions } from '@finetune/models'
import { callOf, type Delta, differences } from './chat-delta.ts'
import { answerOf } from './chat-format.ts'
import { type Question, questionOf } from './chat-request.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { chatLogprobsOf } from './completion-logprobs.ts'
import type { Writers } from './completion-model.ts'
import { usageOf } from './completion-usage.ts'
import { type Ending, told, type WrittenToken, wholeOf } from './completion-writing.ts'
import { createId } from './id.ts'
import type { Handlers } from './serve.ts'

type Choice = ChatCompletion['choices'][number]

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
          const { text, tokens, ending } = await wholeOf(write(index, signal))
          signal.throwIfAborted()
          written += ending.tokens
          choices.push(choiceOf(question, index, text, tokens, ending))
        }
        const usage = usageOf([question.prompt], written)
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
            for await (const part of told(writing)) {
              if (signal.aborted) return
              if ('text' in part) {
                text += part.text
                for (const delta of deltasTo(text, false)) {
                  yield piece(delta, 'content' in delta ? part.tokens : [])
                }
              } else {
                for (const delta of deltasTo(text, true)) yield piece(delta, [])
                yield piece({}, [], finishReasonOf(question, text, part))
                written += part.tokens
              }
            }
          }
          if (isUsageAsked) yield { ...chunkOf([]), usage: usageOf([question.prompt], written) }
        }
        return events()
      },
    },
  }
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
