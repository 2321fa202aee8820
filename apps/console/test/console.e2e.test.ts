import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { takeScreenshots } from './screenshot.ts'

const executablePath = findChromium()
if (!executablePath) {
  console.warn('No Chromium found: THE CONSOLE IS NOT TESTED. Set CHROMIUM_PATH.')
}
const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds the page and runs `start.mjs` as people do, but from the sources of the packages. */
const startConsole = async (data: string) => {
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--configLoader', 'native', '--logLevel', 'warn'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
  )
  const child = spawn(
    process.execPath,
    ['--conditions=@finetune/source', 'start.mjs', '--data', data],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PORT: '0' } },
  )
  const lines: string[] = []
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line))
  await Promise.race([once(output, 'line'), once(child, 'exit')])
  return { child, lines, url: lines[0]?.match(/http:\S+/)?.[0] ?? '' }
}

describe.skipIf(!executablePath)('the console in Chromium', { timeout: 120_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), 'finetune-console-'))
  const faults: string[] = []
  let server: Awaited<ReturnType<typeof startConsole>>
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    server = await startConsole(data)
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: CHROMIUM_ARGS,
    })
    page = await browser.newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      // The browser itself logs every refusal; the one asked for below is no fault.
      const refused = message.text().includes('status of 400')
      if (['error', 'warning'].includes(message.type()) && !refused) faults.push(message.text())
    })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    server?.child.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  })

  test('serves the page with a strict content security policy', async () => {
    const response = await fetch(server.url)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const script = (await response.text()).match(/src="(\/assets\/[^"]+)"/)?.[1] ?? ''
    const asset = await fetch(new URL(script, server.url))
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await fetch(new URL('/fine-tunes/any', server.url))).status).toBe(200)
    expect((await fetch(new URL('/assets/none.js', server.url))).status).toBe(404)
  })

  test('invites to a sample where there is nothing yet', async () => {
    await page.goto(server.url)
    await page.getByRole('link', { name: /Spam subjects/ }).click()
    await page.getByText('1,600 examples in spam-subjects.train.jsonl').waitFor()
  })

  test('shows a refusal in the words of the server', async () => {
    await page.getByLabel('Suffix').fill('x'.repeat(41))
    await page.getByRole('button', { name: 'Start fine-tune' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain(`'${'x'.repeat(41)}' is too long - 'suffix'`)
  })

  test('draws the curve within ten seconds, and the job succeeds', async () => {
    await page.getByLabel('Suffix').fill('spam-subjects')
    await page.getByLabel('Epochs').fill('2')
    const pressed = performance.now()
    await page.getByRole('button', { name: 'Start fine-tune' }).dblclick()
    await page.locator('.plot:not([data-points="0"])').first().waitFor({ timeout: 10_000 })
    console.log(`first point after ${((performance.now() - pressed) / 1000).toFixed(1)} s`)
    await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
    await page.getByText('Fine-tune succeeded').waitFor()
    await page.getByRole('cell', { name: /%/ }).first().waitFor()
    await page.locator('.plot').first().hover()
    await page
      .getByText(/^step (?!400)\d+$/)
      .first()
      .waitFor()

    // A double click is one job.
    await page.getByRole('link', { name: 'Fine-tunes' }).click()
    await page.getByText('Succeeded').waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
  })

  test('answers held-out examples clearly better than the baseline', async () => {
    await page.getByRole('link', { name: /^ada:ft-/ }).click()
    await page.getByRole('link', { name: 'Try it in the playground' }).click()
    await page.getByRole('button', { name: 'Complete' }).click()
    await page.getByText(/ended by stop/).waitFor()
    await page.getByRole('button', { name: 'Try held-out examples' }).click()
    const scores = page.locator('.score')
    await scores.first().waitFor()
    const [model = 0, baseline = 0] = (await scores.allInnerTexts()).map(Number.parseFloat)
    console.log(`held-out: ${model} %, baseline ${baseline} %`)
    expect(model).toBeGreaterThan(baseline + 10)
  })

  test('shows a status that nobody knew when this was written', async () => {
    await page.route('**/v1/fine-tunes', async (route) => {
      const response = await route.fetch()
      const text = (await response.text()).replace('"succeeded"', '"hibernating"')
      await route.fulfill({ response, body: text })
    })
    await page.goto(server.url)
    await page.getByText('hibernating').waitFor()
    await page.unroute('**/v1/fine-tunes')
  })

  test('says which line of a file is broken', async () => {
    await page.goto(new URL('/fine-tunes/new?sample=own', server.url).href)
    const lines = ['{"prompt":"a ->","completion":" b"}', '{"prompt":"a ->","completion":7}']
    await page.getByLabel(/Training file/).setInputFiles({
      name: 'mine.jsonl',
      mimeType: 'application/jsonl',
      buffer: Buffer.from(lines.join('\n')),
    })
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toBe('mine.jsonl, line 2: completion: expected string, got 7')
    expect(await page.getByRole('button', { name: 'Start fine-tune' }).isDisabled()).toBe(true)
  })

  if (process.env.SCREENSHOTS) {
    test('has its picture taken', () => takeScreenshots(browser, server.url))
  }

  test('had no error in the page, and ends when told to', async () => {
    expect(faults).toEqual([])
    server.child.kill('SIGTERM')
    expect(await once(server.child, 'exit')).toEqual([0, null])
    expect(server.lines).toHaveLength(1)
  })
})
