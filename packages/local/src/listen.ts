import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { guard, isLoopbackName, tokenGuard } from './guard.ts'
import type { LocalApi } from './local-api.ts'

/** Milliseconds that answers may take to end when the server closes. */
const GRACE = 5000
const SHORTEST_TOKEN = 16

/** What one who connects may take of the server. */
const LIMITS = {
  maxHeaderSize: 16_384,
  /** Milliseconds until all headers of a request are there, and all of it. */
  headersTimeout: 5000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 1000,
} as const
const MOST_CONNECTIONS = 4096
const MOST_HEADERS = 200

/** Where to listen, and whom to let in. */
export interface ListenOptions {
  /** 0, where absent, takes any free port. */
  readonly port?: number
  /**
   * `127.0.0.1` where absent; `localhost` and `::1` are this machine too. Any other, such as
   * `0.0.0.0`, needs a `token`.
   */
  readonly host?: string
  /**
   * What a client has to give as its API key: 16 characters or more. Any key will do where absent.
   */
  readonly token?: string
  /** Origins of web pages that may call the API, such as `https://app.example`. */
  readonly cors?: readonly string[]
}

/** A server that listens. */
export interface Listener {
  /** Such as `http://127.0.0.1:4010/v1`. */
  readonly baseURL: string
  /**
   * Takes no more requests, gives those that are underway five seconds to end, and ends the
   * connections; the API itself stays open.
   */
  readonly close: () => Promise<void>
}

/**
 * Serves an API over HTTP, to this machine only unless told otherwise. Rejects when the host is
 * another than loopback and there is no token, and when the port is taken.
 */
export const listen = async (
  api: LocalApi,
  { port = 0, host = '127.0.0.1', token, cors: origins = [] }: ListenOptions = {},
): Promise<Listener> => {
  const name = host.includes(':') ? `[${host}]` : host
  const isOpen = !isLoopbackName(name)
  check(host, isOpen, token, origins)

  const edge = new Hono<{ Bindings: HttpBindings }>()
  edge.use(guard({ isOpen, origins }))
  if (origins.length > 0) edge.use(cors({ origin: [...origins], ...CORS }))
  if (token !== undefined) edge.use(tokenGuard(token))
  edge.all('*', (context) => api.fetch(context.req.raw))
  edge.onError((_, context) => {
    // The API has no answer for one who is gone, or who is to see the connection break.
    context.env.outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  })

  const listener = getRequestListener(edge.fetch, { overrideGlobalObjects: false })
  const server = createServer(LIMITS, listener)
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = MOST_HEADERS
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    baseURL: `http://${name}:${bound}${api.basePath}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      const idle = setInterval(() => server.closeIdleConnections(), 20)
      const all = setTimeout(() => server.closeAllConnections(), GRACE)
      await closed
      clearInterval(idle)
      clearTimeout(all)
    },
  }
}

/** What a page of another origin may send and read; which headers it sends is its own business. */
const CORS = {
  allowMethods: ['GET', 'POST', 'DELETE'],
  exposeHeaders: [
    'x-request-id',
    'retry-after',
    'retry-after-ms',
    'location',
    'content-disposition',
  ],
  maxAge: 600,
}

const check = (
  host: string,
  isOpen: boolean,
  token: string | undefined,
  origins: readonly string[],
): void => {
  if (isOpen && token === undefined) {
    throw new RangeError(`--host ${host}: only loopback is served without a --token`)
  }
  const isToken = new RegExp(`^[\\x21-\\x7e]{${SHORTEST_TOKEN},}$`)
  if (token !== undefined && !isToken.test(token)) {
    throw new RangeError(`--token: expected ${SHORTEST_TOKEN} or more characters, no spaces`)
  }
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue
    throw new RangeError(`--cors ${origin}: expected an origin, such as https://app.example`)
  }
}
