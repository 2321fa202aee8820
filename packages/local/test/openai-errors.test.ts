import { createLocalApi, listen } from '@finetune/local'
import { files, fineTuningJobs, models } from '@finetune/models'
import OpenAI4 from 'openai4'
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai7'
import { afterAll, afterEach, expect, test } from 'vitest'

const api = createLocalApi({ tiny: true })
const { baseURL, close } = await listen(api)
const TOKEN = 'a token of 16 signs or more'.replaceAll(' ', '-')
const closed = await listen(api, { token: TOKEN })
afterAll(async () => {
  await api.close()
  await Promise.all([close(), closed.close()])
})
const openai = new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 })
const off: (() => void)[] = []
afterEach(() => {
  for (const call of off.splice(0)) call()
})
const fail: typeof api.fail = (fault) => {
  const call = api.fail(fault)
  off.push(call)
  return call
}
const failing = (status: number) => () => {
  fail({ on: models.retrieve, with: { status } })
  return openai.models.retrieve('ada')
}
const body = { model: 'gpt-4o', training_file: 'file-x' }
const type = 'invalid_request_error'

test.for([
  [
    BadRequestError,
    () => openai.fineTuning.jobs.create(body),
    { param: 'training_file', code: null, type, message: '400 invalid training_file: file-x' },
  ],
  [
    NotFoundError,
    () => openai.models.retrieve('x'),
    { param: 'model', code: 'model_not_found', type, message: "404 The model 'x' does not exist" },
  ],
  [
    PermissionDeniedError,
    () => openai.models.delete('ada'),
    { message: "403 The model 'ada' is a base model and cannot be deleted" },
  ],
  [
    AuthenticationError,
    () => openai.withOptions({ baseURL: closed.baseURL }).models.list(),
    { code: 'invalid_api_key', type, message: /^401 Incorrect API key provided: \*\*\*\. You/ },
  ],
  [RateLimitError, failing(429), { code: 'rate_limit_exceeded', type: 'requests' }],
  [ConflictError, failing(409), {}],
  [UnprocessableEntityError, failing(422), {}],
  [InternalServerError, failing(500), { type: 'server_error' }],
  [InternalServerError, failing(503), { type: 'server_error' }],
] as const)('a %s tells what it is about', async ([expected, call, told]) => {
  const error: unknown = await Promise.resolve(call()).catch((thrown: unknown) => thrown)
  if (!(error instanceof expected)) throw new Error(`It is another: ${error}`)
  expect(error.requestID).toMatch(/^req_[0-9a-f]{32}$/)
  const { message, ...fields } = { message: /^\d{3} /, ...told }
  expect(error).toMatchObject(fields)
  expect(error.message).toMatch(message)
})

test('a key that is right is let in, as a bearer and in api-key', async () => {
  const right = new OpenAI({ apiKey: TOKEN, baseURL: closed.baseURL, maxRetries: 0 })
  expect((await right.models.retrieve('ada')).id).toBe('ada')
  const headers = { authorization: null, 'api-key': TOKEN }
  const azure = right.withOptions({ apiKey: 'x', defaultHeaders: headers })
  expect((await azure.models.retrieve('ada')).id).toBe('ada')
})

test('clients of both kinds get through what passes', async () => {
  const patient = openai.withOptions({ maxRetries: 2 })
  fail({ on: models.retrieve, times: 2, with: { status: 429, retryAfter: 0.01 } })
  expect((await patient.models.retrieve('ada')).id).toBe('ada')
  fail({ on: models.retrieve, times: 1, with: { lose: 'request' } })
  fail({ on: models.retrieve, times: 1, with: { dropAfterBytes: 10 } })
  const older = new OpenAI4({ apiKey: 'any', baseURL, maxRetries: 1 })
  fail({ on: files.list, times: 1, with: { status: 503, retryAfter: 0.01 } })
  expect((await older.files.list()).data).toEqual([])
})

test('a limit tells when to come again', async () => {
  fail({ on: fineTuningJobs.create, with: { status: 429, retryAfter: 30 } })
  const error: unknown = await openai.fineTuning.jobs.create(body).catch((thrown) => thrown)
  expect(error instanceof RateLimitError && error.headers.get('retry-after')).toBe('30')
})

test('what takes too long or is called off ends at once, and the next request is answered', async () => {
  const stop = fail({ on: models.retrieve, with: { latency: 600_000 } })
  const slow = openai.models.retrieve('ada', { timeout: 20 })
  await expect(slow).rejects.toBeInstanceOf(APIConnectionTimeoutError)
  const leaving = new AbortController()
  const left = openai.models.retrieve('ada', { signal: leaving.signal })
  leaving.abort()
  await expect(left).rejects.toBeInstanceOf(APIUserAbortError)
  stop()
  expect((await openai.models.retrieve('ada')).id).toBe('ada')
})

test('a connection that breaks is told as such', async () => {
  for (const lose of ['request', 'answer'] as const) {
    fail({ on: models.retrieve, times: 1, with: { lose } })
    await expect(openai.models.retrieve('ada')).rejects.toBeInstanceOf(APIConnectionError)
  }
})
