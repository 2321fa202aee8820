import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ClientOptions } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { createAdaptorServer } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { createConnections } from './connections.ts'

const DIST = fileURLToPath(new URL('dist', import.meta.url))
const HOST = '127.0.0.1'

/** The built page and the local API, which learns for real, on one port of this machine. */
export const startConsole = async ({
  port,
  data,
  remote,
}: {
  /** Taken when it is free, else the next free one; 0 is any. */
  readonly port: number
  /** The folder that keeps jobs, files and models. */
  readonly data: string
  /** Another server, and its key: the page reaches it through this one. */
  readonly remote?: ClientOptions
}) => {
  const api = createLocalApi({ data })
  const connections = createConnections(api.fetch, remote)
  const server = createAdaptorServer({ fetch: appOf(connections).fetch, hostname: HOST })
  await listen(server, port)
  const address: AddressInfo | string | null = server.address()
  const taken = typeof address === 'object' ? address?.port : port
  return {
    url: `http://${HOST}:${taken}/`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
      await api.close()
    },
  }
}

const appOf = (connections: Hono): Hono => {
  const app = new Hono()
  app.use(async ({ req, text }, next) => {
    const here = isHere(`http://${req.header('host')}`) && isHere(req.header('origin') ?? req.url)
    return here ? next() : text('Only for this machine', 403)
  })
  app.route('/', connections)
  app.use(
    secureHeaders({
      strictTransportSecurity: false,
      xFrameOptions: 'DENY',
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        // Lets the page compile WebAssembly, with which it trains by itself, and run no text.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  )
  // The names of assets hold a hash of their content; everything else is asked again.
  app.use('/assets/*', async ({ header }, next) => {
    header('cache-control', 'public, max-age=31536000, immutable')
    await next()
  })
  app.use('/assets/*', serveStatic({ root: DIST }))
  app.get('/assets/*', ({ text }) => text('Not found', 404, { 'cache-control': 'no-store' }))
  app.use(async ({ header }, next) => {
    header('cache-control', 'no-cache')
    await next()
  })
  app.use(serveStatic({ root: DIST }))
  // Deep links: the page itself knows which screen an address means.
  app.get('*', serveStatic({ root: DIST, path: 'index.html' }))
  return app
}

/** A page on the web may have its own name point here: it must not work with what is here. */
const isHere = (url: string): boolean =>
  URL.canParse(url) && ['localhost', HOST].includes(new URL(url).hostname)

const listen = async (
  server: ReturnType<typeof createAdaptorServer>,
  port: number,
): Promise<void> => {
  try {
    const listening = once(server, 'listening')
    server.listen(port, HOST)
    await listening
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!busy || port === 0 || port >= 65_535) throw error
    await listen(server, port + 1)
  }
}
