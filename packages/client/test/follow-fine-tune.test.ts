import { createLocalApi } from '@finetune/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bindPromise,
  type ClientError,
  createClient,
  type FineTune,
  files,
  fineTunes,
  followFineTune,
} from '../src/index.ts'

const local = createLocalApi()
afterAll(() => local.close())
const baseURL = 'http://local/v1'
const direct = createClient({ baseURL, fetch: local.fetch })
const api = bindPromise(direct, { files, fineTunes })

const start = async (n_epochs = 2): Promise<FineTune> => {
  const lines = Array.from({ length: 16 }, (_, index) =>
    JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
  )
  const file = new File([lines.join('\n')], 'numbers.jsonl')
  const { id } = await api.files.upload({ body: { file, purpose: 'fine-tune' } })
  return api.fineTunes.create({
    body: { training_file: id, model: 'ada', n_epochs, batch_size: 4 },
  })
}

interface Told {
  readonly messages: readonly string[]
  readonly statuses: readonly string[]
  readonly error: ClientError | undefined
}

const follow = async (
  fetch: typeof globalThis.fetch,
  id: string,
  signal?: AbortSignal,
): Promise<Told> => {
  const client = createClient({ baseURL, fetch, maxRetries: 0 })
  const messages: string[] = []
  const statuses: string[] = []
  const options = { pollInterval: 1, ...(signal && { signal }) }
  for await (const update of followFineTune(client, id, options)) {
    if (update._tag === 'Left') return { messages, statuses, error: update.left }
    if (update.right.type === 'event') messages.push(update.right.event.message)
    else statuses.push(update.right.job.status)
  }
  return { messages, statuses, error: undefined }
}

let done: FineTune
let messages: readonly string[]
let stream: Uint8Array

beforeAll(async () => {
  const { id } = await start()
  await follow(local.fetch, id)
  done = await api.fineTunes.retrieve({ id })
  messages = done.events?.map(({ message }) => message) ?? []
  const answer = await local.fetch(`${baseURL}/fine-tunes/${id}/events?stream=true`)
  stream = await answer.bytes()
})

/**
 * A server whose job is running, and tells no events but in its stream, until a stream was read to
 * its end. Each stream is what `open` gives.
 */
const streaming = (open: (connection: number) => Uint8Array | Response): typeof fetch => {
  let connections = 0
  let complete = false
  return async (input) => {
    const { pathname } = new URL(new Request(input).url)
    if (pathname.endsWith('/events')) {
      const body = open(connections)
      connections += 1
      if (body instanceof Response) return body
      complete ||= body.length === stream.length
      const headers = { 'content-type': 'text/event-stream' }
      return new Response(new Blob([new Uint8Array(body)]).stream(), { headers })
    }
    const { events: _, ...job } = done
    return Response.json(complete ? job : { ...job, status: 'running' })
  }
}

test('a job is told from its first event to its last status', async () => {
  expect(messages.at(0)).toBe(`Created fine-tune: ${done.id}`)
  expect(messages.at(-1)).toBe('Fine-tune succeeded')
  const told = await follow(
    streaming(() => stream),
    done.id,
  )
  expect(told).toEqual({ messages, statuses: ['running', 'succeeded'], error: undefined })
})

test('a stream that breaks at any byte loses no event and tells none twice', async () => {
  for (let cut = 0; cut < stream.length; cut += 1) {
    const fetch = streaming((connection) => (connection === 0 ? stream.subarray(0, cut) : stream))
    expect((await follow(fetch, done.id)).messages).toEqual(messages)
  }
})

test('two events of the same second and text are two', async () => {
  const event = { object: 'fine-tune-event', created_at: 1, level: 'info', message: 'Queued' }
  const line = `data: ${JSON.stringify(event)}\n\n`
  const twice = new TextEncoder().encode(`${line}${line}`)
  const fetch = streaming((connection) => (connection < 3 ? twice : stream))
  expect((await follow(fetch, done.id)).messages).toEqual(['Queued', 'Queued', ...messages])
})

test('a stream of more events than a cursor keeps tells each once', async () => {
  const lines = Array.from({ length: 250 }, (_, number) => {
    const event = { object: 'fine-tune-event', created_at: 1, level: 'info', message: `${number}` }
    return `data: ${JSON.stringify(event)}\n\n`
  })
  let connections = 0
  const told = await follow(async (input) => {
    const { events: _, ...job } = done
    if (!new Request(input).url.includes('stream')) {
      return Response.json(connections < 4 ? { ...job, status: 'running' } : job)
    }
    connections += 1
    const body = connections < 4 ? lines.slice(0, 80 * connections) : [...lines, 'data: [DONE]\n\n']
    return new Response(body.join(''), { headers: { 'content-type': 'text/event-stream' } })
  }, done.id)
  expect(told.messages).toEqual(lines.map((_, number) => `${number}`))
})

test('a server without streams is polled', async () => {
  const { id } = await start(4)
  let asked = 0
  const told = await follow(async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.includes('stream=true')) return local.fetch(request)
    asked += 1
    return local.fetch(request.url.split('?')[0] ?? '')
  }, id)
  const job = await api.fineTunes.retrieve({ id })
  expect(told.messages).toEqual(job.events?.map(({ message }) => message))
  expect(told.statuses.at(-1)).toBe('succeeded')
  expect(asked).toBe(1)
})

test('a status that nobody knows is no end', async () => {
  let looks = 0
  const told = await follow(async (input) => {
    if (new Request(input).url.includes('stream')) return new Response(null, { status: 404 })
    looks += 1
    const status = ['compressing', 'paused'][looks - 1] ?? 'succeeded'
    return Response.json({ ...done, status })
  }, done.id)
  expect(told.statuses).toEqual(['compressing', 'paused', 'succeeded'])
})

test('a short outage is lived through, and a long one is told', async () => {
  let looks = 0
  const outage = (length: number) => async () => {
    looks += 1
    return looks <= length ? new Response(null, { status: 503 }) : Response.json(done)
  }
  expect((await follow(outage(5), done.id)).statuses).toEqual(['succeeded'])
  looks = 0
  expect((await follow(outage(100), done.id)).error).toMatchObject({ status: 503 })
  expect(looks).toBe(10)
})

test('an unknown job is told at once', async () => {
  expect((await follow(local.fetch, 'ft-none')).error).toMatchObject({ status: 404 })
})

test('the signal ends it', async () => {
  const { id } = await start(50)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 150)
  expect((await follow(local.fetch, id, controller.signal)).error).toMatchObject({
    _tag: 'Aborted',
  })
  await api.fineTunes.cancel({ id })
})
