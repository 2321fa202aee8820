import {
  bindPromise,
  type ClientOptions,
  chatCompletions,
  createClient,
  createProxy,
  downloadFile,
  type Endpoint,
  files,
  fineTunes,
  models,
  type ProxyOptions,
  streamEvents,
  uploadFile,
} from '../src/index.ts'

const KEY = 'sk-SECRET-0123456789'
const PAGE = 'https://app.example'

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

const same = (actual: unknown, expected: unknown, what: string): void => {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}

const ALLOWED: readonly Endpoint[] = [
  ...Object.values(files),
  ...Object.values(fineTunes),
  models.list,
]

const proxyOf = (
  upstream: ClientOptions,
  options: Partial<ProxyOptions<string>> = {},
): ((path: string, init?: RequestInit) => Promise<Response>) => {
  const client = createClient({ apiKey: KEY, dangerouslyAllowBrowser: true, ...upstream })
  const proxy = createProxy({ client, authorize: () => 'ann', allow: ALLOWED, ...options })
  return async (path, init) => {
    const response = await proxy(new Request(new URL(path, PAGE), init))
    const headers = JSON.stringify([...response.headers])
    check(!headers.includes('SECRET'), 'the key is in a header')
    check(!/set-cookie|authorization/.test(headers), 'a header that is none of the page')
    return response
  }
}

/** An upload as it comes from a socket. */
const formPost = async (text: string): Promise<RequestInit> => {
  const form = new FormData()
  form.append('purpose', 'fine-tune')
  form.append('file', new File([text], 'a.jsonl'))
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
  return { method: 'POST', headers, body: await encoded.arrayBuffer() }
}

/** What a page's own client sees of a proxy. */
const pageOf = (proxy: (path: string, init?: RequestInit) => Promise<Response>) =>
  createClient({
    baseURL: `${PAGE}/v1`,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const body = request.method === 'GET' ? undefined : await request.blob()
      const { method, headers, signal } = request
      return proxy(request.url, { method, headers, signal, ...(body?.size && { body }) })
    },
  })

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body,
})

const codeOf = async (response: Response) => {
  const { error } = await response.json()
  same(Object.keys(error), ['message', 'type', 'param', 'code'], 'envelope')
  check(!JSON.stringify(error).includes('SECRET'), 'the key is in an error')
  return response.status
}

/** What a proxy promises in every runtime, by name. */
export const cases: Readonly<Record<string, (runtime: { api: string }) => Promise<void>>> = {
  'a page without a key uploads, creates, follows, lists and downloads': async ({ api }) => {
    const client = pageOf(proxyOf({ baseURL: api }))
    const page = bindPromise(client, { files, fineTunes, models })
    const text = Array.from({ length: 16 }, (_, index) =>
      JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
    ).join('\n')
    const file = await uploadFile(client, {
      file: new File([text], 'größe.jsonl'),
      purpose: 'fine-tune',
    })()
    if (file._tag === 'Left') throw new Error(file.left.message)
    const { id } = await page.fineTunes.create({
      body: { training_file: file.right.id, model: 'ada', n_epochs: 1 },
    })
    const seen: string[] = []
    for await (const event of streamEvents(client, fineTunes.listEvents, { id })) {
      seen.push(event._tag === 'Left' ? event.left.message : event.right.message)
    }
    same(seen.at(-1), 'Fine-tune succeeded', 'last event')
    check((await page.files.list({ query: { purpose: 'fine-tune' } })).data.length > 0, 'list')
    const download = await downloadFile(client, file.right.id)()
    if (download._tag === 'Left') throw new Error(download.left.message)
    same(download.right.filename, 'größe.jsonl', 'filename')
    same(await new Response(download.right.body).text(), text, 'content')
    same((await page.files.delete({ id: file.right.id })).deleted, true, 'deleted')
  },

  'what is not allowed is not there, however its path is written': async () => {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(new URL(new Request(input).url).pathname)
      return Response.json({ object: 'list', data: [] })
    }
    const proxy = proxyOf({ baseURL: 'http://api/v1', fetch }, { allow: [files.retrieve] })
    for (const path of [
      '/v1/models',
      '/v1/files',
      '/v1/files/',
      '/v1//files/x',
      '/v1/files/x/content',
      '/v1/files/..',
      '/v1/files/%2e%2e',
      '/v1/files/%2E%2E%2fmodels',
      '/v1/files/..%2fmodels',
      '/v1/files/..%5cmodels',
      '/v1/files/a%2f..%2f..%2fmodels',
      '/v1/files/%252e%252e%252fmodels',
      '/v1/files/x%3fpurpose=y',
      '/v1/files/x%23y',
      '/v1/files/x%00',
      '/v1/files/x%0d%0aHost:evil',
      '/v1/files/%ff',
      '/v1/files/%',
      `/v1/files/${'x'.repeat(300)}`,
      '/v1/%66iles/x',
      '/V1/files/x',
      '/v2/files/x',
      '/v1evil/files/x',
      '/files/x',
      '/',
    ]) {
      same(await codeOf(await proxy(path)), 404, path)
    }
    same(asked, [], 'asked')
    await proxy('/v1/files/a%20b%2Fc:d')
    same(asked, ['/v1/files/a%20b%2Fc%3Ad'], 'one segment')
  },

  'another method than the endpoint has is refused': async ({ api }) => {
    const proxy = proxyOf({ baseURL: api }, { allow: [files.retrieve, files.delete] })
    for (const method of ['POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS']) {
      const response = await proxy('/v1/files/file-1', { method })
      same([response.status, response.headers.get('allow')], [405, 'GET, DELETE'], method)
    }
  },

  'a query or a body with anything of its own is refused': async () => {
    const urls: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      urls.push(new Request(input).url)
      return Response.json({ object: 'list', data: [] })
    }
    const proxy = proxyOf({ baseURL: 'http://api/v1', fetch })
    for (const query of [
      'x=1',
      'purpose=a&x=1',
      'purpose=a&purpose=b',
      'purpose[a]=b',
      'limit=many',
      '__proto__=1',
      'constructor[prototype]=1',
      'api-version=1',
    ]) {
      same(await codeOf(await proxy(`/v1/files?${query}`)), 400, query)
    }
    same(await codeOf(await proxy('/v1/models?x=1')), 400, 'an endpoint without a query')
    for (const body of [
      '',
      '[]',
      'null',
      '{"training_file":"f","x":1}',
      '{"training_file":"f","n_epochs":"4"}',
      '{"training_file":7}',
      '{"training_file":"f","constructor":{}}',
      `${'['.repeat(100_000)}`,
      '{"training_file":"\ud800',
    ]) {
      same(await codeOf(await proxy('/v1/fine-tunes', post(body))), 400, body.slice(0, 40))
    }
    const cancel = await proxy('/v1/fine-tunes/ft-1/cancel', post('{}'))
    same(await codeOf(cancel), 413, 'a body where there is none')
    same(urls, [], 'asked')
    await proxy('/v1/files?purpose=a%26b%3Dc&limit=3')
    same(urls, ['http://api/v1/files?purpose=a%26b%3Dc&limit=3'], 'the query')
  },

  'another content type than the endpoint has is refused': async ({ api }) => {
    const proxy = proxyOf({ baseURL: api })
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      'application/json-patch+json',
    ]) {
      const response = await proxy('/v1/fine-tunes', post('{}', { 'content-type': type }))
      same(await codeOf(response), 415, type)
    }
    same(await codeOf(await proxy('/v1/files', post('{}'))), 415, 'JSON for a form')
    const packed = post('{}', { 'content-encoding': 'gzip' })
    same(await codeOf(await proxy('/v1/fine-tunes', packed)), 415, 'compressed')
    const broken = post('x', { 'content-type': 'multipart/form-data' })
    same(await codeOf(await proxy('/v1/files', broken)), 400, 'a form without a boundary')
  },

  'a body over its bound is refused': async ({ api }) => {
    const proxy = proxyOf({ baseURL: api }, { limits: { upload: 10_000 } })
    const json = JSON.stringify({ training_file: 'x'.repeat(2 ** 20) })
    same(await codeOf(await proxy('/v1/fine-tunes', post(json))), 413, 'JSON')
    const form = await formPost('x'.repeat(10_000))
    same(await codeOf(await proxy('/v1/files', form)), 413, 'a form')
  },

  'who is nobody may do nothing, and what fails inside is not told': async ({ api }) => {
    const nobody = proxyOf({ baseURL: api }, { authorize: () => undefined })
    same(await codeOf(await nobody('/v1/models')), 401, 'nobody')
    const broken = proxyOf(
      { baseURL: api },
      {
        authorize: () => {
          throw new Error(KEY)
        },
      },
    )
    same(await codeOf(await broken('/v1/models')), 500, 'a broken door')
  },

  'a user reaches what is theirs, and sees what is theirs': async ({ api }) => {
    const made = new Map<unknown, string>()
    const proxy = proxyOf(
      { baseURL: api },
      {
        authorize: (request) => request.headers.get('x-user') ?? undefined,
        owns: async (user, endpoint, input) => {
          if (endpoint === fineTunes.create) return user === 'ann'
          return input.id === undefined || made.get(input.id) === user
        },
        reveal: (user, endpoint, value) => {
          if (endpoint === files.upload) made.set(Object(value).id, user)
          if (endpoint !== files.list) return value
          const own = Object(value).data.filter(({ id }: { id: string }) => made.get(id) === user)
          return { ...Object(value), data: own }
        },
      },
    )
    const form = await formPost('{"prompt":"a","completion":"b"}')
    const as = (user: string, init: RequestInit = {}) => ({
      ...init,
      headers: { ...Object(init.headers), 'x-user': user },
    })
    const response = await proxy('/v1/files', as('ann', form))
    const { id } = await response.json()
    same((await proxy(`/v1/files/${id}`, as('ann'))).status, 200, 'own')
    same(await codeOf(await proxy(`/v1/files/${id}`, as('bob'))), 404, "another's")
    const create = post(JSON.stringify({ training_file: id }))
    same(await codeOf(await proxy('/v1/fine-tunes', as('bob', create))), 403, 'not allowed')
    const list = async (user: string) => (await (await proxy('/v1/files', as(user))).json()).data
    same([(await list('ann')).length, (await list('bob')).length], [1, 0], 'lists')
  },

  'a server that fails is told in the envelope, without the key and without its words': async ({
    api,
  }) => {
    for (const [fault, status] of [
      ['down', 503],
      ['bad-gateway', 502],
      ['echo-key', 500],
      ['reset', 502],
      ['stall', 504],
      ['html', 502],
      ['wrong-shape', 502],
      ['redirect', 502],
      ['large', 502],
      ['busy-long', 429],
      ['empty', 502],
    ] as const) {
      const baseURL = `${new URL(api).origin}/fault/${fault}/${crypto.randomUUID()}/v1`
      const timeout = fault === 'stall' ? 300 : 30_000
      const proxy = proxyOf({ baseURL, timeout, maxRetries: 0 })
      const response = await proxy('/v1/models')
      const { headers } = response
      same(await codeOf(response), status, fault)
      same(headers.get('content-type'), 'application/json', 'content type')
      const isBusy = status === 429
      same(headers.get('retry-after'), isBusy ? '86400' : null, `${fault}: retry-after`)
      same(headers.get('x-should-retry'), isBusy ? null : 'false', `${fault}: x-should-retry`)
    }
  },

  'a server that says too much is not repeated': async () => {
    const loud = (request: Request, status: number) =>
      Response.json(
        {
          error: {
            message: `no ${request.headers.get('authorization')}`,
            code: KEY,
            param: KEY,
          },
          data: KEY,
        },
        {
          status,
          headers: { 'set-cookie': `a=${KEY}`, 'x-debug': KEY, 'x-request-id': `key ${KEY}` },
        },
      )
    for (const status of [200, 400, 401, 403, 404, 429, 500, 503]) {
      const fetch: typeof globalThis.fetch = async (input, init) =>
        loud(new Request(input, init), status)
      const proxy = proxyOf({ baseURL: 'http://api/v1', fetch, maxRetries: 0 })
      for (const [path, init] of [
        ['/v1/models', {}],
        ['/v1/fine-tunes', post('{"training_file":"f"}')],
        ['/v1/fine-tunes/ft-1/events?stream=true', {}],
      ] as const) {
        const text = await (await proxy(path, init)).text()
        check(!text.includes('SECRET'), `${status} ${path}: ${text}`)
      }
    }
  },

  'nothing of the caller but the input goes to the server': async () => {
    let seen: Request | undefined
    const fetch: typeof globalThis.fetch = async (input, init) => {
      seen = new Request(input, init)
      return Response.json({ object: 'list', data: [] })
    }
    const proxy = proxyOf({ baseURL: 'http://api/v1', fetch })
    const headers = {
      authorization: 'Bearer own',
      'openai-organization': 'org-evil',
      'x-forwarded-for': '1.2.3.4',
    }
    await proxy('/v1/models', { headers })
    const names = [...(seen?.headers.keys() ?? [])]
    same(names, ['accept', 'authorization'], 'names')
    same(seen?.headers.get('authorization'), `Bearer ${KEY}`, 'the key of the proxy')
  },

  'a file is handed over to be saved, whatever it is': async () => {
    const page = '<script>alert(1)</script>'
    const headers = {
      'content-type': 'image/svg+xml',
      'content-disposition': 'inline; filename="../x\u0022\\".svg"',
      'set-cookie': 'a=b',
    }
    const fetch = async () => new Response(page, { headers })
    const response = await proxyOf({ baseURL: 'http://api/v1', fetch })('/v1/files/f/content')
    same(await response.text(), page, 'content')
    same(response.headers.get('content-type'), 'application/octet-stream', 'content type')
    check(response.headers.get('content-disposition')?.startsWith('attachment;') === true, 'save')
    same(response.headers.get('x-content-type-options'), 'nosniff', 'nosniff')
  },

  'a stream comes as it is made, is not read ahead, and ends where the page leaves': async () => {
    let made = 0
    let cancelled = false
    const event = new TextEncoder().encode('data: {}\n\n')
    const fetch: typeof globalThis.fetch = async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            made += 1
            controller.enqueue(event)
          },
          cancel: () => {
            cancelled = true
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    const proxy = proxyOf({ baseURL: 'http://api/v1', fetch })
    const response = await proxy('/v1/fine-tunes/ft-1/events?stream=true')
    same(response.headers.get('content-type'), 'text/event-stream', 'content type')
    const reader = response.body?.getReader()
    for (let read = 0; read < 3; read += 1) await reader?.read()
    await new Promise((resolve) => setTimeout(resolve, 50))
    check(made < 10, `${made} events were made for 3`)
    await reader?.cancel()
    await new Promise((resolve) => setTimeout(resolve, 10))
    check(cancelled, 'the stream goes on')
  },

  'a stream that a page asks for by POST is passed on': async () => {
    const bodies: unknown[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      bodies.push(await new Request(input, init).json())
      const headers = { 'content-type': 'text/event-stream' }
      const chunk = {
        object: 'chat.completion.chunk',
        id: 'a',
        created: 1,
        model: 'b',
        choices: [],
      }
      return new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`, { headers })
    }
    const allow = [chatCompletions.create]
    const page = pageOf(proxyOf({ baseURL: 'http://api/v1', fetch }, { allow }))
    const body = { model: 'b', messages: [{ role: 'user', content: 'Hi' }] }
    const tags: string[] = []
    for await (const item of streamEvents(page, chatCompletions.create, { body })) {
      tags.push(item._tag)
    }
    same(tags.join(), 'Right', 'events')
    same(JSON.stringify(bodies), JSON.stringify([{ ...body, stream: true }]), 'bodies')
  },

  'the signal of the page ends the call to the server': async ({ api }) => {
    const baseURL = `${new URL(api).origin}/fault/stall/${crypto.randomUUID()}/v1`
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    const proxy = proxyOf({ baseURL })
    const began = performance.now()
    same((await proxy('/v1/models', { signal: controller.signal })).status, 502, 'status')
    check(performance.now() - began < 1_000, 'it went on')
  },
}
