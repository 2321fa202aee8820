import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { cases } from './portable-cases.ts'

const executablePath = findChromium()

/** Nothing that is not named, and no text that becomes code. */
const policyOf = (api: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `connect-src ${new URL(api).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

const EVAL = `
  let refused
  try { new Function('return 1')() } catch (error) { refused = error.name }`
const EVAL_WORKER = `${EVAL}
  self.addEventListener('message', () => self.postMessage(refused))`
// Trusted Types ask a page to say which scripts it means.
const PAGE = `${EVAL}
  const policy = trustedTypes.createPolicy('worker', { createScriptURL: (url) => url })
  const workers = ['/worker.js', '/eval.js'].map(
    (url) => new Worker(policy.createScriptURL(url), { type: 'module' }))
  globalThis.refused = refused
  globalThis.violations = []
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    violations.push(violatedDirective + ' ' + blockedURI))
  globalThis.ask = (message) => new Promise((resolve, reject) => {
    const worker = workers[message === 'eval' ? 1 : 0]
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(message)
  })`

interface Asking {
  readonly ask: (message: unknown) => Promise<unknown>
  readonly refused: string
  readonly violations: readonly string[]
}

let browser: Browser
let page: Page
const server = createServer()

beforeAll(async () => {
  if (!executablePath) return
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./web-worker.ts', import.meta.url)),
    platform: 'browser',
    resolve: { conditionNames: ['@finetune/source', 'browser', 'import', 'default'] },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', PAGE],
    '/worker.js': ['text/javascript', output[0].code],
    '/eval.js': ['text/javascript', EVAL_WORKER],
  }
  const headers = { 'content-security-policy': policyOf(inject('api')) }
  server.on('request', ({ url }, response) => {
    const [type, body] = files[url ?? ''] ?? []
    if (body === undefined) response.writeHead(404).end()
    else response.writeHead(200, { ...headers, 'content-type': `${type}` }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.waitForFunction(() => 'ask' in globalThis)
})
afterAll(async () => {
  await browser?.close()
  server.close()
})

const ask = (message: unknown) =>
  page.evaluate((sent) => (globalThis as unknown as Asking).ask(sent), message)

test.skipIf(!executablePath)('the policy refuses eval, in the page and in its worker', async () => {
  expect(await page.evaluate(() => (globalThis as unknown as Asking).refused)).toBe('EvalError')
  expect(await ask('eval')).toBe('EvalError')
})

for (const name of Object.keys(cases)) {
  test.skipIf(!executablePath)(`in a Web Worker under a strict policy, ${name}`, async () => {
    expect(await ask({ name, api: inject('api') })).toEqual({ name, isWorker: true })
  })
}

test.skipIf(!executablePath)('nothing was tried that the policy refuses, but eval', async () => {
  const violations = await page.evaluate(() => (globalThis as unknown as Asking).violations)
  expect(new Set(violations)).toEqual(new Set(['require-trusted-types-for trusted-types-sink']))
})
