import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const localApi: Plugin = {
  name: 'finetune-local-api',
  apply: 'serve',
  async configureServer({ middlewares, httpServer }) {
    const { createLocalApi } = await import('@finetune/local')
    const api = createLocalApi({ data: fileURLToPath(new URL('../../.data', import.meta.url)) })
    const listener = getRequestListener((request) => api.fetch(request))
    middlewares.use((request, response, next) => {
      if (request.url?.startsWith('/v1/')) listener(request, response)
      else next()
    })
    httpServer?.once('close', () => api.close())
  },
}

export default defineConfig({
  plugins: [react(), localApi],
  resolve: { conditions: ['@finetune/source', 'module', 'browser', 'development|production'] },
  server: { host: '127.0.0.1' },
  build: {
    // Everything is a file of its own, so that the strict content security policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Weights are large, and come only where the page trains by itself.
    chunkSizeWarningLimit: 1000,
  },
})
