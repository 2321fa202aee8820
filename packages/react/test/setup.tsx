import { type Client, createClient } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type PropsWithChildren, StrictMode } from 'react'
import { ClientProvider } from '../src/index.ts'

/** A local API in process, a client of it, and what the client asked so far. */
export const createApi = () => {
  const local = createLocalApi()
  const asked: string[] = []
  const client = createClient({
    baseURL: 'http://local/v1',
    fetch: (input, init) => {
      const request = new Request(input, init)
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.method} ${pathname.slice(3)}${search}`)
      return local.fetch(request)
    },
  })
  return { client, asked, close: () => local.close() }
}

/** What an app puts around its components. */
export const createWrapper = (client: Client) => {
  const queries = new QueryClient()
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
