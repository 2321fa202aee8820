import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { takeScreenshots } from './screenshot.ts'
import { startScriptedApi } from './scripted-api.ts'
import { buildPage, type Site, startSite } from './site.ts'
import { cases, type Visit } from './visit.ts'

const executablePath = findChromium()
if (!executablePath) {
  console.warn('No Chromium found: THE CONSOLE IS NOT TESTED. Set CHROMIUM_PATH.')
}

const KEY = 'sk-SECRET-0123456789'
const envOf = (baseURL: string) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: baseURL })

describe.skipIf(!executablePath)('the console in Chromium', { timeout: 240_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), 'finetune-console-'))
  const faults: string[] = []
  let remote: Awaited<ReturnType<typeof startScriptedApi>>
  let site: Site
  let browser: Browser

  /** A page that reports whatever goes wrong in it. */
  const open = async (options?: Parameters<Browser['newPage']>[0]): Promise<Page> => {
    const page = await browser.newPage(options)
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      // The browser itself logs every refusal and every lost connection; those are asked for here.
      const asked = /Failed to load resource|ERR_/.test(message.text())
      if (['error', 'warning'].includes(message.type()) && !asked) faults.push(message.text())
    })
    page.on('response', async (response) => {
      const text = await response.text().catch(() => '')
      if (text.includes(KEY)) faults.push(`the key is in ${response.url()}`)
    })
    return page
  }

  beforeAll(async () => {
    buildPage()
    remote = await startScriptedApi()
    site = await startSite(data, envOf(remote.baseURL))
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: CHROMIUM_ARGS,
    })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    site?.child.kill('SIGKILL')
    remote?.close()
    rmSync(data, { recursive: true, force: true })
  })

  const visit = (): Visit => ({
    url: site.url,
    open,
    openRemote: async (options) => {
      const page = await open(options)
      await page.addInitScript(() => localStorage.setItem('finetune.connection', '/remote/v1'))
      return page
    },
    restart: async () => {
      const { port } = new URL(site.url)
      await site.kill()
      return async () => {
        site = await startSite(data, envOf(remote.baseURL), port)
      }
    },
  })

  if (process.env.SCREENSHOTS) {
    test('has its picture taken', { timeout: 600_000 }, () => takeScreenshots(visit()))
    return
  }

  for (const [name, run] of Object.entries(cases)) {
    test(name, async () => {
      await run(visit())
      for (const context of browser.contexts()) await context.close()
      expect(faults).toEqual([])
    })
  }

  test('the key is with the other server alone, and the console ends when told to', async () => {
    expect([...remote.keys]).toEqual([`Bearer ${KEY}`])
    site.child.kill('SIGTERM')
    expect(await once(site.child, 'exit')).toEqual([0, null])
    expect(site.lines).toHaveLength(1)
    expect(site.complaints).toEqual([])
  })
})
