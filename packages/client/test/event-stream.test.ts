import type { FineTuneEvent } from '@finetune/models'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatCompletions, createClient, fineTunes, streamEvents } from '../src/index.ts'

const eventOf = (message: string): FineTuneEvent => ({
  object: 'fine-tune-event',
  created_at: 1,
  level: 'info',
  message,
})

/** What is told of a stream whose bytes come in these chunks. */
const told = async (chunks: readonly Uint8Array[]): Promise<readonly string[]> => {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  const fetch = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          for (const chunk of chunks) if (chunk.length > 0) controller.enqueue(chunk)
          controller.close()
        },
      }),
      { headers },
    )
  const client = createClient({ baseURL: 'http://local/v1', fetch, maxRetries: 0 })
  const messages: string[] = []
  for await (const item of streamEvents(client, fineTunes.listEvents, { id: 'ft-1' })) {
    messages.push(item._tag === 'Right' ? item.right.message : item.left._tag)
  }
  return messages
}

const cut = (bytes: Uint8Array, ...places: readonly number[]): Uint8Array[] =>
  [0, ...places].map((from, at) => bytes.subarray(from, places[at]))

const [first, second] = ['größer 🎉', 'b'].map((message) => JSON.stringify(eventOf(message)))
const WHOLE = ['größer 🎉', 'b']

const DOCUMENTS: Readonly<Record<string, string>> = {
  LF: `data: ${first}\n\ndata: ${second}\n\ndata: [DONE]\n\n`,
  CR: `data: ${first}\r\rdata: ${second}\r\rdata: [DONE]\r\r`,
  CRLF: `data: ${first}\r\n\r\ndata: ${second}\r\n\r\ndata: [DONE]\r\n\r\n`,
  'a byte order mark': `\ufeffdata:${first}\n\ndata:${second}\n\ndata:[DONE]\n\n`,
  'comments, ids and several lines': `: hello\n\nid: 1\nevent: message\nretry: 5\ndata: ${first?.replace(
    ',',
    ',\ndata: ',
  )}\n\n:\n\ndata: ${second}\n\ndata: [DONE]\n\n`,
}

for (const [name, document] of Object.entries(DOCUMENTS)) {
  test(`a stream with ${name} is the same wherever it is cut once or twice`, async () => {
    const bytes = new TextEncoder().encode(document)
    const expected = WHOLE.join()
    const wrong: (readonly number[])[] = []
    for (let one = 0; one <= bytes.length; one += 1) {
      for (let other = one; other <= bytes.length; other += 1) {
        if ((await told(cut(bytes, one, other))).join() !== expected) wrong.push([one, other])
      }
    }
    expect(wrong).toEqual([])
  })
}

test('a stream is the same in chunks of any sizes', async () => {
  const chunking = fc.constantFrom(...Object.values(DOCUMENTS)).chain((document) => {
    const bytes = new TextEncoder().encode(document)
    const places = fc.uniqueArray(fc.nat({ max: bytes.length }), { maxLength: bytes.length })
    return fc.record({ bytes: fc.constant(bytes), places })
  })
  await fc.assert(
    fc.asyncProperty(chunking, async ({ bytes, places }) => {
      const sorted = places.toSorted((one, other) => one - other)
      expect(await told(cut(bytes, ...sorted))).toEqual(WHOLE)
    }),
    { numRuns: 1_000 },
  )
})

test('a reader that leaves a stream closes it', async () => {
  let isClosed = false
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(`data: ${first}\n\n`)),
    cancel: () => {
      isClosed = true
    },
  })
  const headers = { 'content-type': 'text/event-stream' }
  const fetch = async () => new Response(body, { headers })
  const client = createClient({ baseURL: 'http://local/v1', fetch })
  for await (const _ of streamEvents(client, fineTunes.listEvents, { id: 'ft-1' })) break
  expect(isClosed).toBe(true)
})

test('a stream that ends anywhere before its end says so', async () => {
  const bytes = new TextEncoder().encode(DOCUMENTS.LF)
  const end = bytes.length - '\n'.length
  for (let length = 0; length < end; length += 1) {
    expect((await told([bytes.subarray(0, length)])).at(-1)).toBe('StreamBroken')
  }
})

const question = { model: 'ada', messages: [{ role: 'user', content: 'Hi' }] }

test('a POST that streams asks for it in its body', async () => {
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'ada',
    choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }],
  }
  const bodies: unknown[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    bodies.push(await new Request(input, init).json())
    const headers = { 'content-type': 'text/event-stream' }
    return new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`, { headers })
  }
  const client = createClient({ baseURL: 'http://local/v1', fetch })
  const items = []
  for await (const item of streamEvents(client, chatCompletions.create, { body: question })) {
    items.push(item)
  }
  expect(items).toEqual([{ _tag: 'Right', right: chunk }])
  expect(bodies).toEqual([{ ...question, stream: true }])
})

test('a POST that streams is started once, whatever becomes of it', async () => {
  const ends: readonly (() => Promise<Response>)[] = [
    () => Promise.reject(new TypeError('fetch failed')),
    async () => new Response('', { status: 503 }),
    async () => new Response('', { headers: { 'content-type': 'text/event-stream' } }),
  ]
  const tags: unknown[] = []
  let requests = 0
  for (const end of ends) {
    const fetch = () => {
      requests += 1
      return end()
    }
    const client = createClient({ baseURL: 'http://local/v1', fetch })
    for await (const item of streamEvents(client, chatCompletions.create, { body: question })) {
      tags.push(item._tag === 'Left' && item.left._tag)
    }
  }
  expect(tags).toEqual(['Ambiguous', 'Refused', 'StreamBroken'])
  expect(requests).toBe(3)
})
