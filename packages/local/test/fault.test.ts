import { createLocalApi, createManualClock, listen } from '@finetune/local'
import { files, fineTunes } from '@finetune/models'
import { afterAll, afterEach, expect, test } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { dataset, requestsOf } from './requests.ts'

const clock = createManualClock(1_700_000_000_000)
const api = createLocalApi({ clock })
const listener = await listen(api)
afterAll(async () => {
  await api.close()
  await listener.close()
})
const inProcess = requestsOf(api.fetch)
const overHttp = requestsOf(fetch, listener.baseURL)
const file = await inProcess.upload(dataset(10))

const off: (() => void)[] = []
afterEach(() => {
  for (const call of off.splice(0)) call()
})
const fail: typeof api.fail = (fault) => {
  const call = api.fail(fault)
  off.push(call)
  return call
}

test('a status is answered so many times, where it is meant to be', async () => {
  fail({ on: files.retrieve, times: 2, with: { status: 429, retryAfter: 7 } })
  const { get } = inProcess
  expect((await get('/files')).status).toBe(200)
  for (const _ of [1, 2]) {
    const answer = await get(`/files/${file.id}`)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('7')
    expect(await answer.json()).toEqual({
      error: {
        message: 'Rate limit reached for requests',
        type: 'requests',
        param: null,
        code: 'rate_limit_exceeded',
      },
    })
  }
  expect((await get(`/files/${file.id}`)).status).toBe(200)
})

test('a fault without a number lasts until it is called off', async () => {
  const stop = fail({ with: { status: 403, code: 'training_not_available', message: 'No more' } })
  expect(await inProcess.refusal(inProcess.post('/fine-tunes', {}))).toEqual({
    status: 403,
    message: 'No more',
    type: 'invalid_request_error',
    param: null,
    code: 'training_not_available',
  })
  expect((await inProcess.get('/models')).status).toBe(403)
  stop()
  expect((await inProcess.get('/models')).status).toBe(200)
})

test('latency is waited for by the clock of the API', async () => {
  fail({ times: 1, with: { latency: 60_000 } })
  const order: string[] = []
  const late = inProcess.get('/models').then(() => order.push('late'))
  await inProcess.get('/models').then(() => order.push('at once'))
  clock.advance(59_999)
  await inProcess.get('/models').then(() => order.push('still before'))
  clock.advance(1)
  await late
  expect(order).toEqual(['at once', 'still before', 'late'])
})

test.for([
  ['in process', inProcess],
  ['over HTTP', overHttp],
] as const)('a lost request does nothing, a lost answer has done it, %s', async ([, requests]) => {
  const jobs = async () => (await (await inProcess.get('/fine-tunes')).json()).data.length
  const before = await jobs()
  const create = () => requests.post('/fine-tunes', { training_file: file.id, model: 'ada' })
  fail({ on: fineTunes.create, times: 1, with: { lose: 'request' } })
  await expect(create()).rejects.toThrow(TypeError)
  expect(await jobs()).toBe(before)
  fail({ on: fineTunes.create, times: 1, with: { lose: 'answer' } })
  await expect(create()).rejects.toThrow(TypeError)
  expect(await jobs()).toBe(before + 1)
})

test.for([
  ['in process', inProcess],
  ['over HTTP', overHttp],
] as const)('bodies break off and end too soon, %s', async ([, { get }]) => {
  const path = `/files/${file.id}/content`
  const whole = await (await get(path)).text()
  for (const bytes of [0, 1, 100]) {
    fail({ on: files.content, times: 1, with: { dropAfterBytes: bytes } })
    const decoder = new TextDecoder()
    let text = ''
    const dropped = async () => {
      for await (const chunk of (await get(path)).body ?? []) text += decoder.decode(chunk)
    }
    await expect(dropped(), `after ${bytes}`).rejects.toThrow(TypeError)
    expect(text).toBe(whole.slice(0, bytes))
    fail({ on: files.content, times: 1, with: { truncateAfterBytes: bytes } })
    expect(await (await get(path)).text()).toBe(whole.slice(0, bytes))
  }
  expect(await (await get(path)).text()).toBe(whole)
})

test('the client bears what it is made to bear, and tells the rest', async () => {
  const client = createClient({ apiKey: 'any', baseURL: listener.baseURL })
  fail({ on: files.retrieve, times: 1, with: { status: 503, retryAfter: 0 } })
  fail({ on: files.retrieve, times: 1, with: { truncateAfterBytes: 9 } })
  const found = await client(files.retrieve, { id: file.id })()
  expect(found).toMatchObject({ _tag: 'Right', right: { id: file.id } })
  fail({ on: fineTunes.create, times: 1, with: { lose: 'answer' } })
  const body = { training_file: file.id, model: 'ada' }
  expect(await client(fineTunes.create, { body })()).toMatchObject({
    left: { _tag: 'Ambiguous' },
  })
})
