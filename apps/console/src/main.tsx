import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { ConnectionProvider } from './connection-provider.tsx'
import { ToastProvider } from './toast.tsx'
import 'uplot/dist/uPlot.min.css'
import './styles/index.css'

// A server on this machine answers without a network too.
const cache = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <ConnectionProvider>
        <ToastProvider>
          <App />
        </ToastProvider>
      </ConnectionProvider>
    </QueryClientProvider>
  </StrictMode>,
)
