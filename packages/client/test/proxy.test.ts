import { createLocalApi, listen } from '@finetune/local'
import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import { createClient, createProxy, type Endpoint, files, fineTunes, models } from '../src/index.ts'

const local = createLocalApi()
afterAll(() => local.close())
const client = createClient({ apiKey: 'sk-test', baseURL: 'http://local/v1', fetch: local.fetch })
const allow: readonly Endpoint[] = [models.list, fineTunes.create, files.upload]
const proxy = createProxy({ client, authorize: () => true, allow })

const statusOf = async (
  method: 'GET' | 'POST',
  headers: Record<string, string>,
  url = 'http://app.example/v1/models',
) => {
  const init = { method, headers: { 'content-type': 'application/json', ...headers } }
  const target = method === 'GET' ? url : url.replace('models', 'fine-tunes')
  const body = method === 'GET' ? {} : { body: '{"training_file":"file-none"}' }
  return (await proxy(new Request(target, { ...init, ...body }))).status
}

test('a page of another site is refused, whatever the browser says of it', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://app.example' },
    { origin: 'http://evil.example' },
    { origin: 'http://app.example.evil.example' },
    { origin: 'http://app.example:8080' },
    { origin: 'http://user@evil.example' },
    { origin: 'null' },
    { origin: '' },
  ]) {
    const given = headers as Record<string, string>
    expect(await statusOf('POST', given), JSON.stringify(headers)).toBe(403)
    expect(await statusOf('GET', given), JSON.stringify(headers)).toBe(403)
  }
  expect(await statusOf('POST', { 'sec-fetch-site': 'none' })).toBe(403)
})

test('a page of its own site, and a program, get through', async () => {
  for (const headers of [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://app.example' },
    // TLS ends before the server, which then knows its name by Host alone.
    { origin: 'https://app.example', host: 'app.example' },
  ]) {
    const given = headers as Record<string, string>
    expect(await statusOf('POST', given), JSON.stringify(headers)).toBe(400)
    expect(await statusOf('GET', given), JSON.stringify(headers)).toBe(200)
  }
  expect(await statusOf('GET', { 'sec-fetch-site': 'none' })).toBe(200)
})

test('a body without end is not read to its end', async () => {
  let read = 0
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      read += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(32))
    },
  })
  const request = (type: string, path: string) =>
    new Request(`http://app.example/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: endless,
      duplex: 'half',
    } as RequestInit)
  expect((await proxy(request('application/json', 'fine-tunes'))).status).toBe(413)
  expect(read).toBeLessThan(2 * 2 ** 20)
})

test('any path at all is refused, or reaches its endpoint as one segment', async () => {
  const asked: string[] = []
  const spy = createClient({
    baseURL: 'http://api/v1',
    fetch: async (input) => {
      asked.push(new URL(new Request(input).url).pathname)
      return new Response('{}', { status: 404 })
    },
  })
  const one = createProxy({ client: spy, authorize: () => true, allow: [files.retrieve] })
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    '%2e',
    '%2f',
    '%5c',
    '%25',
    '%00',
    ';',
    'a',
    'é',
  )
  const path = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  )
  await fc.assert(
    fc.asyncProperty(path, async (id) => {
      asked.length = 0
      const url = `http://app.example/v1/files/${id}`
      if (!URL.canParse(url)) return
      const response = await one(new Request(url))
      expect([400, 404]).toContain(response.status)
      for (const seen of asked) expect(seen).toMatch(/^\/v1\/files\/(?!\.{1,2}$)[^/]+$/)
    }),
    { numRuns: 2_000, seed: 1 },
  )
})

test('a page that leaves a stream over the network is no fault of the server', async () => {
  let cancelled = false
  const body = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: {}\n\n')),
      cancel: () => {
        cancelled = true
      },
    })
  const headers = { 'content-type': 'text/event-stream' }
  const upstream = createClient({
    apiKey: 'sk-test',
    baseURL: 'http://api.example/v1',
    fetch: async () => new Response(body(), { headers }),
  })
  const allowed = [fineTunes.listEvents]
  const streaming = createProxy({ client: upstream, authorize: () => true, allow: allowed })
  const fetchOf = (input: Request | URL | string) =>
    streaming(input instanceof Request ? input : new Request(input))
  const { baseURL, close } = await listen({ ...local, fetch: fetchOf })
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const leaving = new AbortController()
  const url = `${baseURL}/fine-tunes/ft-1/events?stream=true`
  const response = await fetch(url, { signal: leaving.signal })
  await response.body?.getReader().read()
  leaving.abort()
  await expect.poll(() => cancelled).toBe(true)
  await close()
  expect(said).not.toHaveBeenCalled()
  said.mockRestore()
})
