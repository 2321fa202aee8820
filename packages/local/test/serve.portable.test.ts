import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { get, post, refusal } = requestsOf(api.fetch)
const base = 'http://finetune.test/v1'

test('a URL that is none is not found', async () => {
  expect(await refusal(post('/x', {}))).toEqual({
    status: 404,
    message: 'Invalid URL (POST /v1/x)',
    type: 'invalid_request_error',
    param: null,
    code: null,
  })
  expect((await api.fetch('http://finetune.test/')).status).toBe(404)
})

test.for([
  ['POST', '/models', '/v1/models'],
  ['POST', '/models/a:b', '/v1/models/*'],
  ['PUT', '/files/x', '/v1/files/*'],
  ['GET', '/chat/completions', '/v1/chat/completions'],
  ['DELETE', '/fine_tuning/jobs/x/events', '/v1/fine_tuning/jobs/*/events'],
  ['OPTIONS', '/fine-tunes/x/cancel', '/v1/fine-tunes/*/cancel'],
] as const)('%s on %s is another method than there is', async ([method, path, place]) => {
  expect(await refusal(api.fetch(`${base}${path}`, { method }))).toEqual({
    status: 405,
    message: `Not allowed to ${method} on ${place}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    type: 'invalid_request_error',
    param: null,
    code: null,
  })
})

test('HEAD answers as GET does, without a body', async () => {
  const answer = await api.fetch(`${base}/models/ada`, { method: 'HEAD' })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('')
})

test('any origin serves in process, and a URL or Request will do', async () => {
  for (const input of [
    'https://elsewhere.test/v1/models',
    new URL(`${base}/models`),
    new Request(`${base}/models`),
  ]) {
    expect((await api.fetch(input)).status).toBe(200)
  }
})

test('answers carry the headers of the API', async () => {
  const { headers } = await get('/models')
  expect(headers.get('openai-version')).toBe('2020-10-01')
  expect(headers.get('openai-organization')).toMatch(/^org-/)
  expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/)
  expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
  expect(headers.has('access-control-allow-origin')).toBe(false)
  expect((await get('/x')).headers.get('x-request-id')).toMatch(/^req_/)
})

const send = (body: BodyInit, type = 'application/json') =>
  api.fetch(`${base}/fine-tunes`, { method: 'POST', headers: { 'content-type': type }, body })

test('a body that is no JSON is refused', async () => {
  expect(await refusal(send('{"training_file": '))).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^We could not parse the JSON body of your request/),
  })
  expect(await refusal(send('a=b', 'application/x-www-form-urlencoded'))).toMatchObject({
    status: 415,
  })
})

test('a body that is no UTF-8 is refused, and one with a byte order mark is not', async () => {
  const whole = new TextEncoder().encode('{"training_file":"ü"}')
  for (const bytes of [whole.map((byte) => (byte === 0xc3 ? 0xff : byte)), Uint8Array.of(0xc3)]) {
    expect(await refusal(send(bytes))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^We could not parse the JSON body of your request/),
    })
  }
  expect((await refusal(send(`\ufeff{}`))).message).toBe("'training_file' is a required property")
})

test('a body in another encoding than its own is refused', async () => {
  const plainText = new Blob(['{"training_file":"file-x"}']).stream()
  const zipping = plainText.pipeThrough(new CompressionStream('gzip'))
  const zipped = await new Response(zipping).arrayBuffer()
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const init = { method: 'POST', headers, body: zipped }
  expect(await refusal(api.fetch(`${base}/fine-tunes`, init))).toMatchObject({
    status: 415,
    message: 'Invalid Content-Encoding header (gzip), expected none.',
  })
  const plain = { ...init, headers: { ...headers, 'content-encoding': 'Identity' }, body: '{}' }
  expect((await refusal(api.fetch(`${base}/fine-tunes`, plain))).status).toBe(400)
})

test('a body that nests too deep is refused, and one that only looks so is not', async () => {
  for (const [open, close] of ['[]', '{}'].map((pair) => [...pair])) {
    const value = open === '{' ? '{"a":' : '['
    const deep = `{"training_file":${value.repeat(100_000)}0${close?.repeat(100_000)}}`
    expect(await refusal(send(deep))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^We could not parse the JSON body of your request/),
    })
  }
  const text = JSON.stringify({ training_file: `"\\${'['.repeat(1000)}` })
  expect(await refusal(send(text))).toMatchObject({
    message: expect.stringMatching(/^No file with ID/),
  })
})

const refused = {
  status: 413,
  message: 'Maximum content size limit (1048576) exceeded',
  type: 'invalid_request_error',
}

test('a body that is too large is refused', async () => {
  const large = JSON.stringify({ training_file: 'x'.repeat(2 ** 20) })
  expect(await refusal(send(large))).toMatchObject(refused)
})

// A page cannot set the header.
test.skipIf('document' in globalThis)('so is one that only says that it is', async () => {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(2 ** 30) },
    body: '{}',
  }
  expect(await refusal(api.fetch(`${base}/fine-tunes`, init))).toMatchObject(refused)
})

test('a query that does not fit is refused', async () => {
  expect(await refusal(get('/fine-tunes/ft-x/events?stream=perhaps'))).toMatchObject({
    status: 400,
    message: "'perhaps' is not of type 'boolean' - 'stream'",
  })
})

test('a body is read where the platform does not show it, as in Firefox', async () => {
  const hidden = (request: Request) => Object.defineProperty(request, 'body', { value: undefined })
  const json = new Request(`${base}/fine-tunes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"training_file":"file-x"}',
  })
  expect(await refusal(api.fetch(hidden(json)))).toMatchObject({
    status: 400,
    message: expect.stringContaining('file-x'),
  })
  const body = new FormData()
  body.set('purpose', 'fine-tune')
  body.set('file', new File(['{}'], 'train.jsonl'))
  const form = new Request(`${base}/files`, { method: 'POST', body })
  expect((await api.fetch(hidden(form))).status).toBe(200)
})
