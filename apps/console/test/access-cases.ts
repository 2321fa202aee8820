import axe from 'axe-core'
import type { Page } from 'playwright'
import { expect } from 'vitest'
import type { Case } from './visit.ts'

const SCREENS = [
  '/',
  '/new?sample=spam-subjects',
  '/new?sample=own',
  '/jobs/ftjob-done',
  '/jobs/ftjob-failed',
  '/jobs/ftjob-running',
  '/fine-tunes/ft-long',
  '/fine-tunes/ft-none',
  '/compare?job=jobs/ftjob-done&job=fine-tunes/ft-points&job=fine-tunes/ft-long&job=jobs/none',
  '/playground',
  '/models',
  '/files',
  '/connection',
  '/nowhere',
]

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const

/** What axe finds, a line each. */
export const violationsOf = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, 'axe').run()
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`),
    )
  })
}

/** For everyone. */
export const accessCases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    Object.entries(LOOKS).map(([look, options]): [string, Case] => [
      `axe finds nothing on any screen (${look}), and no screen is wider than the window`,
      async ({ url, openRemote }) => {
        const page = await openRemote(options)
        for (const path of SCREENS) {
          await page.goto(new URL(path, url).href)
          await page.getByRole('heading', { level: 1 }).waitFor()
          await page.waitForLoadState('networkidle')
          expect([path, await violationsOf(page)]).toEqual([path, []])
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect([path, Math.max(0, wider)]).toEqual([path, 0])
        }
      },
    ]),
  ),

  'dialogues and menus are without fault too, and give the focus back': async ({
    url,
    openRemote,
  }) => {
    const page = await openRemote()
    await page.goto(new URL('/jobs/ftjob-running', url).href)
    const more = page.getByRole('button', { name: 'More' })
    await more.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Copy as curl' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => more.evaluate((node) => node === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await page.getByRole('alertdialog').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' })
  },

  'nothing on the page moves by itself where motion is not wanted': async ({ url, openRemote }) => {
    const page = await openRemote({ reducedMotion: 'reduce' })
    await page.goto(url)
    await page.locator('.status[data-status="running"]').first().waitFor()
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  },

  'what comes later does not push what is there already': async ({ url, openRemote }) => {
    const page = await openRemote()
    await page.addInitScript(() => {
      Reflect.set(window, 'shift', 0)
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const total = Reflect.get(window, 'shift') + Reflect.get(entry, 'value')
          Reflect.set(window, 'shift', total)
        }
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const path of ['/', '/jobs/ftjob-done', '/fine-tunes/ft-long', '/playground', '/files']) {
      await page.goto(new URL(path, url).href)
      await page.waitForLoadState('networkidle')
      const shift = await page.evaluate(() => Reflect.get(window, 'shift'))
      expect([path, shift < 0.1 ? 'still' : shift]).toEqual([path, 'still'])
    }
  },
}
