import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { guard, isLoopbackName } from './guard.ts'
import type { LocalApi } from './local-api.ts'

/** Milliseconds that answers may take to end when the server closes. */
const GRACE = 1000

/** Where to listen. */
export interface ListenOptions {
  /** 0, where absent, takes any free port. */
  readonly port?: number
  /** `127.0.0.1` where absent; `localhost` and `::1` are the others that are taken. */
  readonly host?: string
}

/** A server that listens. */
export interface Listener {
  /** Such as `http://127.0.0.1:4010/v1`. */
  readonly baseURL: string
  /** Takes no more requests and ends the connections; the API itself stays open. */
  readonly close: () => Promise<void>
}

/**
 * Serves an API over HTTP to this machine only. Rejects when the host is another than loopback, and
 * when the port is taken.
 */
export const listen = async (
  api: LocalApi,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listener> => {
  const name = host.includes(':') ? `[${host}]` : host
  if (!isLoopbackName(name)) {
    throw new RangeError(`--host ${host}: only loopback is served, such as 127.0.0.1`)
  }
  const fetch = (request: Request) => guard(request) ?? api.fetch(request)
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }))
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    baseURL: `http://${name}:${bound}/v1`,
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
