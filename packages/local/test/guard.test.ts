import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { createLocalApi, listen } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'

const api = createLocalApi()
const listener = await listen(api)
afterAll(async () => {
  await api.close()
  await listener.close()
})
const { port } = new URL(listener.baseURL)

const statusWith = async (headers: Readonly<Record<string, string>>): Promise<number> => {
  const sent = request(`${listener.baseURL}/models`, { headers })
  sent.end()
  const [response] = await once(sent, 'response')
  response.resume()
  return response.statusCode
}

test.for(['localhost', `localhost:${port}`, '127.0.0.1:80', '[::1]:4010', 'LOCALHOST'])(
  'host %s is let in',
  async (host) => {
    expect(await statusWith({ host })).toBe(200)
  },
)

test.for([
  'evil.test',
  'localhost.evil.test',
  '127.0.0.1.evil.test',
  'evil.test:4010',
  '0.0.0.0',
  'user@evil.test',
  '10.0.0.1',
])('host %s is kept out', async (host) => {
  expect(await statusWith({ host })).toBeOneOf([400, 403])
})

test.for(['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:8080'])(
  'origin %s is let in',
  async (origin) => {
    expect(await statusWith({ origin })).toBe(200)
  },
)

test.for(['https://evil.test', 'null', 'http://localhost.evil.test', 'file://'])(
  'origin %s is kept out',
  async (origin) => {
    expect(await statusWith({ origin })).toBe(403)
  },
)

test('a request without a host is kept out', async () => {
  const socket = connect(Number(port), '127.0.0.1')
  socket.end('GET /v1/models HTTP/1.0\r\n\r\n')
  const [answer] = await once(socket.setEncoding('utf8'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})

test('a refusal is an error of the API', async () => {
  const response = await fetch(`${listener.baseURL}/models`, {
    headers: { origin: 'https://evil.test' },
  })
  expect(await response.json()).toEqual({
    error: {
      message: 'Origin https://evil.test is not on this machine',
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
  })
})

test.for(['0.0.0.0', '::', 'example.com'])('listening on %s is refused', async (host) => {
  await expect(listen(api, { host })).rejects.toThrow(`--host ${host}: only loopback is served`)
})
