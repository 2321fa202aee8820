import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalApi } from '@finetune/local'
import { getRequestListener } from '@hono/node-server'
import type { TestProject } from 'vitest/node'
import { createRun } from '../packages/client/test/faults/fault.ts'
import { type Seam, seamOf } from '../packages/client/test/faults/seam.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * Base URL of a local API; `/v1` replaced by `/fault/<fault>/<nonce>/v1` misbehaves, and by
     * `/world/<nonce>/v1` is a world of its own that does not.
     */
    api: string
  }
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': '*',
}

/** One local API, and one server that misbehaves, for the tests of every runtime. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = createLocalApi()
  const listener = getRequestListener((request) => local.fetch(request))
  const counts = new Map<string, number>()
  const worlds = new Map<string, Seam>()

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const [, area, fault = '', nonce = ''] = (request.url ?? '').split('/')
    if (area === 'world') {
      const world = worlds.get(fault) ?? seamOf(createRun(() => undefined))
      worlds.set(fault, world)
      request.url = request.url?.slice(`/world/${fault}`.length)
      getRequestListener((asked) => world.fetch(asked))(request, response)
    } else if (area === 'count') response.end(String(counts.get(fault) ?? 0))
    else if (area === 'fault') {
      const count = (counts.get(nonce) ?? 0) + 1
      counts.set(nonce, count)
      misbehave(fault, count, request, response)
    } else listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('api', `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)

  return async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await local.close()
  }
}

const EVENT = `data: ${JSON.stringify({
  object: 'fine-tune-event',
  created_at: 1,
  level: 'info',
  message: 'Fine-tune started',
})}\n\n`

const misbehave = (
  fault: string,
  count: number,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const json = (status: number, body: unknown, headers = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))
  const models = { object: 'list', data: [] }
  const refusal = (message: string) => ({
    error: { message, type: 'invalid_request_error', param: null, code: null },
  })

  switch (fault) {
    case 'reset':
      request.socket.destroy()
      return
    case 'reset-once':
      if (count === 1) request.socket.destroy()
      else json(200, models)
      return
    case 'cut':
    case 'cut-once':
      if (count > 1 && fault === 'cut-once') return void json(200, models)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"object":', () => request.socket.destroy())
      return
    case 'stall':
      return
    case 'stall-body':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"object":')
      return
    case 'redirect':
      response.writeHead(307, { location: '/v1/models' }).end()
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>')
      return
    case 'wrong-shape':
      json(200, { object: 'list', data: [{ id: 7 }] })
      return
    case 'not-utf8':
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(Buffer.from('{"object":"list","data":[],"x":"\xff"}', 'latin1'))
      return
    case 'echo-key':
      json(401, refusal(`Incorrect API key provided: ${request.headers.authorization?.slice(7)}`))
      return
    case 'busy-once':
      if (count === 1) json(429, refusal('Slow down'), { 'retry-after-ms': '5' })
      else json(200, models)
      return
    case 'busy-long':
      json(429, refusal('Slow down'), { 'retry-after': '86400' })
      return
    case 'down':
      json(503, refusal('Down'))
      return
    case 'bad-gateway':
      json(502, refusal('Bad gateway'))
      return
    case 'deep':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`{"object":"list","data":[],"x":${'['.repeat(65)}${']'.repeat(65)}}`)
      return
    case 'poisoned':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        '{"object":"list","data":[],"x":{"__proto__":{"a":1},"\\u005f_proto__":{"b":1}}}',
      )
      return
    case 'busy':
      json(429, refusal('Slow down'), { 'retry-after': '5' })
      return
    case 'endless-number':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"object":"list","data":[],"x":1e400}')
      return
    case 'unsafe-integer':
      json(200, {
        object: 'list',
        data: [{ id: 'a', object: 'model', owned_by: 'x', created: 2 ** 53 }],
      })
      return
    case 'out-of-quota':
      json(429, { error: { message: 'Pay', code: 'insufficient_quota' } })
      return
    case 'do-not-retry':
      json(500, refusal('No'), { 'x-should-retry': 'false' })
      return
    case 'empty':
      response.writeHead(204).end()
      return
    case 'stream-error':
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`${EVENT}data: ${JSON.stringify(refusal('Gone'))}\n\n`)
      return
    case 'stream-endless-line':
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let part = 0; part < 40; part += 1) response.write('x'.repeat(64 * 1024))
      return
    case 'large':
      response.writeHead(200, { 'content-type': 'application/json' })
      for (let megabyte = 0; megabyte < 80; megabyte += 1) response.write(' '.repeat(1024 * 1024))
      response.end()
      return
    case 'stream-cut':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENT)
      return
    case 'stream-done':
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`${EVENT}${EVENT}data: [DONE]\n\n`)
      return
    case 'stream-json':
      json(200, { object: 'list', data: [] })
      return
    default:
      json(404, refusal(`no fault named ${fault}`))
  }
}
