import { createClient } from '@finetune/client'
import { ClientProvider } from '@finetune/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import 'uplot/dist/uPlot.min.css'
import './console.css'

// The page holds no key: the server it came from answers, or forwards to one that does.
const client = createClient({ baseURL: `${location.origin}/v1` })

// A server on this machine answers without a network too.
const cache = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <ClientProvider client={client}>
        <App />
      </ClientProvider>
    </QueryClientProvider>
  </StrictMode>,
)
