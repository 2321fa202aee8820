import { type Client, createClient } from '@finetune/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type PropsWithChildren, StrictMode } from 'react'
import { inject } from 'vitest'
import { ClientProvider } from '../src/index.ts'

/** A client of the local API of the tests, and what it asked so far. */
export const createApi = (): { readonly client: Client; readonly asked: readonly string[] } => {
  const baseURL = inject('api')
  const asked: string[] = []
  const client = createClient({
    baseURL,
    fetch: (input, init) => {
      const request = new Request(input, init)
      asked.push(`${request.method} ${request.url.slice(baseURL.length)}`)
      return fetch(request)
    },
  })
  return { client, asked }
}

/** What an app puts around its components. */
export const createWrapper = (client: Client, queries = new QueryClient()) => {
  const Wrapper = ({ children }: PropsWithChildren) => (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ClientProvider client={client}>{children}</ClientProvider>
      </QueryClientProvider>
    </StrictMode>
  )
  return { Wrapper, queries }
}

/** A dataset that trains in about a second. */
export const dataset = (): File => {
  const lines = Array.from({ length: 32 }, (_, index) =>
    JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
  )
  return new File([lines.join('\n')], 'numbers.jsonl')
}
