import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Run } from './fault.ts'
import { bytesOf, headOf, type Reply } from './reply.ts'

export interface Wire {
  /** Where a run is served. */
  readonly serve: (run: Run) => string
  /** Open connections that a request has come over: Node.js opens a new one in advance. */
  readonly sockets: () => number
  readonly close: () => Promise<void>
}

/** Serves runs over TCP, byte by byte as their replies say. */
export const listen = async (): Promise<Wire> => {
  const runs = new Map<string, Run>()
  const sockets = new Set<Socket>()
  const used = new Set<Socket>()
  const server = createServer({ maxHeaderSize: 65_536 }, async (request) => {
    const { socket } = request
    used.add(socket)
    try {
      const body = await bodyOf(request)
      const url = new URL(request.url ?? '', 'http://server')
      const [, name = '', , ...path] = url.pathname.split('/')
      const run = runs.get(name)
      if (!run) return void socket.destroy()
      const { method = '', headers } = request
      const key = headers.authorization ?? ''
      const asked = { method, path: `/${path.join('/')}`, query: url.searchParams, body, key }
      await send(socket, run.reply(asked))
    } catch {
      socket.destroy()
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket) && used.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    serve: (run) => {
      const name = `run-${runs.size + 1}`
      runs.set(name, run)
      return `${origin}/${name}/v1`
    },
    sockets: () => used.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const bodyOf = async (request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

const send = async (socket: Socket, reply: Reply): Promise<void> => {
  const write = async (bytes: string | Uint8Array, encoding?: 'latin1') => {
    if (!socket.writable) return
    const isDrained = socket.write(bytes, encoding)
    if (!isDrained) await drained(socket)
  }
  if (reply.raw !== undefined) await write(reply.raw, 'latin1')
  else {
    if (reply.status > 0) await write(headOf(reply))
    for (const chunk of reply.chunks) {
      if (!socket.writable) return
      await write(bytesOf(chunk))
      if (reply.pace !== undefined) await wait(reply.pace)
    }
  }
  if (reply.end === 'complete') socket.end()
  else if (reply.end === 'reset') {
    // What was written before has to leave first.
    await wait(5)
    socket.resetAndDestroy()
  }
}

/** Waits until what was written has left, or cannot any more. */
const drained = (socket: Socket) =>
  new Promise<void>((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
