// Prints what the console costs: its size, its first paint, and its longest tasks while a job tells 20
// events a second, beside 10,000 events and 100,000 points. Fails when a budget is overrun.
// `--json` prints one line for machines.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { startScriptedApi } from './scripted-api.ts'
import { buildPage, startSite } from './site.ts'

interface Bar {
  readonly name: string
  readonly value: number
  readonly bar: number
  readonly ok: boolean
}

const bars: Bar[] = []
const bar = (name: string, value: number, most: number): void => {
  bars.push({ name, value: Math.round(value * 10) / 10, bar: most, ok: value <= most })
}

const compressed = (file: string): number =>
  gzipSync(readFileSync(new URL(`../dist/assets/${file}`, import.meta.url)), { level: 9 }).length

const open = async (browser: Browser): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
  await page.addInitScript(() => {
    localStorage.setItem('finetune.connection', '/remote/v1')
    const tasks: number[] = []
    Reflect.set(window, 'tasks', tasks)
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  return page
}

/** The scripts, and what of SQLite is none, that a page asks for until it is quiet. */
const codeOf = async (page: Page, url: string): Promise<ReadonlySet<string>> => {
  const code = new Set<string>()
  page.on('request', (request) => {
    const file = new URL(request.url()).pathname.split('/').at(-1) ?? ''
    if (/\.(js|wasm)$/.test(file)) code.add(file)
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  page.removeAllListeners('request')
  return code
}

/** Kilobytes of files, compressed. */
const sizeOf = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + compressed(file), 0) / 1000

/** Milliseconds of the longest task since the last call; one below 50 ms is none. */
const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, ...Reflect.get(window, 'tasks').splice(0)))

buildPage()
const data = mkdtempSync(join(tmpdir(), 'finetune-figures-'))
const remote = await startScriptedApi()
const env = { OPENAI_API_KEY: 'sk-any', OPENAI_BASE_URL: remote.baseURL }
const site = await startSite(data, env)
const browser = await chromium.launch({
  executablePath: findChromium() ?? '/usr/bin/chromium',
  args: CHROMIUM_ARGS,
})
try {
  const page = await open(browser)
  const demo = await codeOf(await browser.newPage(), new URL('/?demo', site.url).href)
  const initial = await codeOf(page, site.url)
  bar('JavaScript of the first screen, kB gzip', sizeOf(initial), 200)
  const all = readdirSync(new URL('../dist/assets/', import.meta.url))
  // Samples, the API in the page, its worker, and what SQLite brings besides.
  const isApart = (file: string): boolean =>
    /\.(train|validation)-|^(worker-browser|sqlite3)-/.test(file) ||
    (demo.has(file) && !initial.has(file))
  const screens = all.filter((file) => file.endsWith('.js') && !isApart(file))
  bar('JavaScript of all screens, kB gzip', sizeOf(screens), 300)
  const inPage = [...demo].filter((file) => !initial.has(file))
  bar('the API in the page and SQLite, kB gzip', sizeOf(inPage), 1000)
  const worker = all.filter((file) => file.startsWith('worker-browser-'))
  bar('the worker that trains in the page, kB gzip', sizeOf(worker), 500)
  const styles = all.filter((file) => file.endsWith('.css'))
  bar('styles, kB gzip', sizeOf(styles), 10)
  const paint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  )
  bar('first paint on loopback, ms', paint, 1_000)

  await page.goto(new URL('/fine-tunes/ft-live', site.url).href)
  await page.getByRole('log').getByText('Event 20', { exact: true }).waitFor()
  await longestTask(page)
  await page.getByRole('log').getByText('Event 140', { exact: true }).waitFor()
  bar('longest task while 20 events a second arrive, ms', await longestTask(page), 100)

  await page.goto(new URL('/fine-tunes/ft-long', site.url).href)
  await page.getByText('10,000 events').waitFor()
  await page.getByRole('log').hover()
  await longestTask(page)
  for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, turn % 2 ? 4_000 : -9_000)
  bar('longest task while 10,000 events are scrolled, ms', await longestTask(page), 100)

  await page.goto(new URL('/fine-tunes/ft-points', site.url).href)
  await page.locator('.plot[data-points="100000"]').first().waitFor()
  await page.waitForLoadState('networkidle')
  await longestTask(page)
  const box = await page.locator('.plot').first().boundingBox()
  for (let turn = 0; box && turn < 60; turn += 1) {
    await page.mouse.move(box.x + 60 + turn * 5, box.y + 100)
  }
  bar('longest task while 100,000 points are looked at, ms', await longestTask(page), 100)
} finally {
  await browser.close()
  await site.kill()
  remote.close()
  rmSync(data, { recursive: true, force: true })
}

if (process.argv.includes('--json')) console.log(JSON.stringify({ bars }))
else console.table(Object.fromEntries(bars.map(({ name, ...rest }) => [name, rest])))
if (bars.some(({ ok }) => !ok)) process.exitCode = 1
