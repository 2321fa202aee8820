import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalApi, listen } from '@finetune/local'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { dataset, requestsOf } from './requests.ts'

const executablePath = findChromium()
const api = createLocalApi()
/** Requests that the guard has let through to the API. */
const letIn: string[] = []
const listener = await listen({
  ...api,
  fetch: (input, init) => {
    const asked = input instanceof Request ? `${input.method} ${input.url}` : String(input)
    // The browser asks for it by itself, once it has shown a refusal.
    if (!asked.endsWith('/favicon.ico')) letIn.push(asked)
    return api.fetch(input, init)
  },
})
const { port } = new URL(listener.baseURL)
const requests = requestsOf(api.fetch)
const file = await requests.upload(dataset(20))

/** The attacker's own server: a page, and a way back to the API. */
const attacker = createServer((request, response) => {
  const target = new URL(request.url ?? '', 'http://evil.test').searchParams.get('to')
  response.writeHead(target ? 307 : 200, {
    'content-type': 'text/html',
    ...(target && { location: target }),
  })
  response.end('<!doctype html><title>evil</title>')
})
attacker.listen(0, '127.0.0.1')
await once(attacker, 'listening')
const attackerPort = (attacker.address() as AddressInfo).port

let browser: Browser | undefined
beforeAll(async () => {
  if (!executablePath) return
  browser = await chromium.launch({
    executablePath,
    args: [
      ...CHROMIUM_ARGS,
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      // Of the browser's own defence other browsers have none.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  })
})
afterAll(async () => {
  await browser?.close()
  attacker.close()
  await api.close()
  await listener.close()
})

/** Every way in which a page reaches another server: run in the page, answers what it has read. */
const VECTORS: Readonly<Record<string, (base: string, id: string, own: string) => unknown>> = {
  'fetch to read': (base) => fetch(`${base}/files`).then((answer) => answer.text()),
  'fetch of a content': (base, id) =>
    fetch(`${base}/files/${id}/content`).then((answer) => answer.text()),
  'fetch without CORS': (base) =>
    fetch(`${base}/files`, { mode: 'no-cors' }).then((answer) => answer.text()),
  'JSON as text': (base, id) =>
    fetch(`${base}/fine-tunes`, {
      method: 'POST',
      mode: 'no-cors',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ training_file: id }),
    }).then((answer) => answer.text()),
  'JSON as JSON': (base, id) =>
    fetch(`${base}/fine-tunes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ training_file: id }),
    }).then((answer) => answer.text()),
  'a form by fetch': (base) => {
    const body = new FormData()
    body.set('purpose', 'fine-tune')
    body.set('file', new File(['evil'], 'evil.jsonl'))
    return fetch(`${base}/files`, { method: 'POST', mode: 'no-cors', body }).then((answer) =>
      answer.text(),
    )
  },
  'a deletion': (base, id) =>
    fetch(`${base}/files/${id}`, { method: 'DELETE' }).then((answer) => answer.text()),
  'a form that is posted': (base) =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.name = 'posted'
      document.body.append(frame)
      const form = document.createElement('form')
      Object.assign(form, {
        action: `${base}/files`,
        method: 'POST',
        enctype: 'multipart/form-data',
        target: 'posted',
      })
      form.innerHTML = '<input name="purpose" value="fine-tune"><input name="file" value="evil">'
      document.body.append(form)
      frame.addEventListener('load', () => resolve(frame.contentDocument?.body?.textContent))
      form.submit()
    }),
  'a form of text that is JSON': (base, id) =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.name = 'smuggled'
      document.body.append(frame)
      const form = document.createElement('form')
      Object.assign(form, {
        action: `${base}/fine-tunes`,
        method: 'POST',
        enctype: 'text/plain',
        target: 'smuggled',
      })
      const input = document.createElement('input')
      Object.assign(input, { name: `{"training_file":"${id}","suffix":"`, value: '"}' })
      form.append(input)
      document.body.append(form)
      frame.addEventListener('load', () => resolve(frame.contentDocument?.body?.textContent))
      form.submit()
    }),
  'an image': (base) =>
    new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve(image.width)
      image.onerror = () => resolve(undefined)
      image.src = `${base}/files`
    }),
  'a script': (base) =>
    new Promise((resolve) => {
      const script = document.createElement('script')
      script.onload = () => resolve('loaded')
      script.onerror = () => resolve(undefined)
      script.src = `${base}/files`
      document.body.append(script)
    }),
  'a style sheet': (base) =>
    new Promise((resolve) => {
      const link = document.createElement('link')
      Object.assign(link, { rel: 'stylesheet', href: `${base}/files` })
      link.onload = () => resolve('loaded')
      link.onerror = () => resolve(undefined)
      document.head.append(link)
    }),
  'a preload': (base) =>
    new Promise((resolve) => {
      const link = document.createElement('link')
      Object.assign(link, { rel: 'preload', as: 'fetch', href: `${base}/models` })
      link.setAttribute('crossorigin', '')
      link.onload = () => resolve('loaded')
      link.onerror = () => resolve(undefined)
      document.head.append(link)
    }),
  'a frame': (base) =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.onload = () => {
        try {
          resolve(frame.contentWindow?.document.body.textContent)
        } catch {
          resolve(undefined)
        }
      }
      frame.src = `${base}/files`
      document.body.append(frame)
    }),
  'a beacon of text': (base, id) =>
    void navigator.sendBeacon(`${base}/fine-tunes?beacon`, JSON.stringify({ training_file: id })),
  'a beacon of a form': (base) => {
    const body = new FormData()
    body.set('purpose', 'fine-tune')
    body.set('file', new File(['evil'], 'evil.jsonl'))
    navigator.sendBeacon(`${base}/files?beacon`, body)
  },
  'a web socket': (base) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${base.replace('http', 'ws')}/files`)
      socket.onopen = () => resolve('open')
      socket.onmessage = ({ data }) => resolve(data)
      socket.onerror = () => resolve(undefined)
    }),
  'an event source': (base) =>
    new Promise((resolve) => {
      const source = new EventSource(`${base}/fine-tunes/ft-x/events?stream=true`)
      source.onmessage = ({ data }) => resolve(data)
      source.onopen = () => resolve('open')
      source.onerror = () => resolve(source.close())
    }),
  'a worker of its script': (base) =>
    new Promise((resolve) => {
      try {
        const worker = new Worker(`${base}/files`)
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = () => resolve(undefined)
      } catch {
        resolve(undefined)
      }
    }),
  'a redirect': (base, id, own) =>
    fetch(`${own}/?to=${encodeURIComponent(`${base}/fine-tunes`)}`, {
      method: 'POST',
      mode: 'no-cors',
      body: JSON.stringify({ training_file: id }),
    }).then((answer) => answer.text()),
  'a window': (base) => {
    const opened = window.open(`${base}/files`)
    try {
      return opened?.document.body?.textContent
    } catch {
      return undefined
    }
  },
}

/** All that can be asked of the API, as it stands. */
const stateOf = async () =>
  Promise.all(['/files', '/fine-tunes', '/models', `/files/${file.id}/content`].map(requests.text))

const attack = async (page: Page, base: string): Promise<Record<string, unknown>> => {
  const read: Record<string, unknown> = {}
  for (const [name, vector] of Object.entries(VECTORS)) {
    const beacon = name.includes('beacon') ? page.waitForRequest(/\?beacon$/) : undefined
    const source = `(${vector})(${JSON.stringify(base)}, ${JSON.stringify(file.id)}, location.origin)`
    read[name] = await page.evaluate(source).catch(() => undefined)
    await (await beacon)?.response()
  }
  return read
}

const isData = (value: unknown): boolean =>
  !['', 0, null, undefined].includes(value as string) && !String(value).includes('not on this')

test.runIf(executablePath)('a page of another site reads nothing and changes nothing', async () => {
  const before = await stateOf()
  const page = await browser?.newPage()
  if (!page) throw new Error('No page')
  for (const name of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://evil.test:${attackerPort}/`)
    const read = await attack(page, `http://${name}:${port}/v1`)
    expect(Object.keys(read).length).toBeGreaterThan(12)
    expect(Object.entries(read).filter(([, value]) => isData(value))).toEqual([])
  }
  await page.context().close()
  expect(letIn).toEqual([])
  expect(await stateOf()).toEqual(before)
})

test.runIf(executablePath)('a page whose name is pointed here gets no further', async () => {
  const before = await stateOf()
  const page = await browser?.newPage()
  if (!page) throw new Error('No page')
  const origin = `http://rebound.test:${port}`
  await page.route(`${origin}/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }),
  )
  await page.goto(`${origin}/`)
  const read = await attack(page, `${origin}/v1`)
  const refusals = Object.entries(read).filter(([, value]) => isData(value))
  for (const [name, value] of refusals) {
    expect(String(value), name).toMatch(
      /Host rebound\.test:\d+ is not this machine|^open$|^loaded$/,
    )
  }
  expect(read['fetch to read']).toContain('is not this machine')
  await page.context().close()
  expect(letIn).toEqual([])
  expect(await stateOf()).toEqual(before)
})

test.runIf(executablePath)('a page that the server was told of may call it', async () => {
  const origin = `http://app.test:${attackerPort}`
  const told = await listen(api, { cors: [origin], token: 'a-token-of-the-tests' })
  const page = await browser?.newPage()
  if (!page) throw new Error('No page')
  await page.goto(`${origin}/`)
  const ask = (key: string) =>
    page.evaluate(
      async ([url, key]) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const answer = await fetch(`${url}/files?limit=1`, { headers })
        return { status: answer.status, id: answer.headers.get('x-request-id') }
      },
      [told.baseURL, key] as const,
    )
  expect(await ask('a-token-of-the-tests')).toEqual({
    status: 200,
    id: expect.stringMatching(/^req_/),
  })
  expect((await ask('another')).status).toBe(401)
  const other = await browser?.newPage()
  await other?.goto(`http://evil.test:${attackerPort}/`)
  const answer = other?.evaluate(
    (url) => fetch(url).then((found) => found.status),
    `${told.baseURL}/files`,
  )
  await expect(answer).rejects.toThrow('Failed to fetch')
  await page.context().close()
  await told.close()
})
