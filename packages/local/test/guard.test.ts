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

test('a page of another site is kept out even where it tells no origin', async () => {
  expect(await statusWith({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  for (const site of ['same-origin', 'same-site', 'none']) {
    expect(await statusWith({ 'sec-fetch-site': site })).toBe(200)
  }
})

test('with a token only those come in who give it', async () => {
  const token = 'a-token-of-the-tests'
  const guarded = await listen(api, { token, host: '127.0.0.1' })
  const ask = (headers: HeadersInit) => fetch(`${guarded.baseURL}/models`, { headers })
  expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
  expect((await ask({ 'api-key': token })).status).toBe(200)

  const wrong = await ask({ authorization: 'Bearer another-token-of-them' })
  expect(wrong.status).toBe(401)
  expect(wrong.headers.get('www-authenticate')).toBe('Basic realm="OpenAI API"')
  expect(await wrong.json()).toEqual({
    error: {
      message: expect.stringMatching(/^Incorrect API key provided: \*\*\*\. You can find/),
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    },
  })
  for (const headers of [{}, { authorization: token }, { authorization: `Basic ${token}` }]) {
    const missing = await ask(headers)
    expect(missing.status).toBe(401)
    expect((await missing.json()).error.message).toMatch(/^You didn't provide an API key/)
  }
  await guarded.close()
})

test('another host than loopback serves any name, to those who know the token', async () => {
  const token = 'a-token-of-the-tests'
  const open = await listen(api, { token, host: '0.0.0.0' })
  const url = `http://127.0.0.1:${new URL(open.baseURL).port}/v1/models`
  const headers = { host: 'my-machine.lan', authorization: `Bearer ${token}` }
  const sent = request(url, { headers }).end()
  const [response] = await once(sent, 'response')
  expect(response.resume().statusCode).toBe(200)
  expect((await fetch(url)).status).toBe(401)
  const origin = await fetch(url, { headers: { ...headers, origin: 'https://evil.test' } })
  expect(origin.status).toBe(403)
  await open.close()
})

test.for([
  [{ token: 'short' }, '--token: expected 16 or more characters, no spaces'],
  [{ token: 'a token with spaces' }, '--token: expected 16 or more characters, no spaces'],
  [{ cors: ['*'] }, '--cors *: expected an origin, such as https://app.example'],
  [{ cors: ['https://a.test/x'] }, '--cors https://a.test/x: expected an origin'],
] as const)('listening with %j is refused', async ([options, message]) => {
  await expect(listen(api, options)).rejects.toThrow(message)
})
