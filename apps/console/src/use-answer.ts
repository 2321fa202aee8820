import { type CreateCompletion, completions } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointMutation } from '@finetune/react/options'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

/** What a model made of a prompt, and how long it took. */
export const useAnswer = () => {
  const [milliseconds, setMilliseconds] = useState(0)
  const { mutate, data, error, isPending } = useMutation(
    endpointMutation(useClient(), completions.create),
  )
  return {
    choice: data?.choices[0],
    tokens: data?.usage?.completion_tokens,
    milliseconds,
    error,
    isPending,
    ask: (body: CreateCompletion) => {
      const sent = performance.now()
      mutate({ body }, { onSuccess: () => setMilliseconds(performance.now() - sent) })
    },
  }
}
