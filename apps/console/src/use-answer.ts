import { chatCompletions, completions } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointMutation } from '@finetune/react/options'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Asked } from './prompt-form.tsx'
import { answersChats } from './usual-model.ts'

/** What a model made of a prompt, and how long it took. */
export interface Answered {
  readonly text: string
  readonly tokens: number
  readonly end: string
}

/** Asks a model in the way that it takes: a prompt to complete, or one message to answer. */
export const useAnswer = () => {
  const client = useClient()
  const complete = useMutation(endpointMutation(client, completions.create))
  const chat = useMutation(endpointMutation(client, chatCompletions.create))
  const [answered, setAnswered] = useState<Answered & { readonly milliseconds: number }>()

  const ask = ({ model, prompt, max_tokens, ...how }: Asked & { readonly model: string }) => {
    const sent = performance.now()
    const show = (answer: Answered) =>
      setAnswered({ ...answer, milliseconds: performance.now() - sent })
    complete.reset()
    chat.reset()
    setAnswered(undefined)
    if (!answersChats(model)) {
      const body = { ...how, model, prompt, max_tokens }
      return complete.mutate(
        { body },
        {
          onSuccess: ({ choices: [choice], usage }) =>
            show({
              text: choice?.text ?? '',
              tokens: usage?.completion_tokens ?? 0,
              end: choice?.finish_reason ?? 'nothing',
            }),
        },
      )
    }
    const messages = [{ role: 'user', content: prompt }]
    chat.mutate(
      { body: { ...how, model, messages, max_completion_tokens: max_tokens } },
      {
        onSuccess: ({ choices: [choice], usage }) =>
          show({
            text: choice?.message.content ?? '',
            tokens: usage?.completion_tokens ?? 0,
            end: choice?.finish_reason ?? 'nothing',
          }),
      },
    )
  }
  return {
    ask,
    answered,
    error: complete.error ?? chat.error,
    isPending: complete.isPending || chat.isPending,
  }
}
