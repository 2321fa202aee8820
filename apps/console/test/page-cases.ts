import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { expect } from 'vitest'
import { startStaticHost } from '../../../scripts/static-host.ts'
import { violationsOf } from './access-cases.ts'
import type { Case } from './visit.ts'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))

/** Says what the page asks for besides files, until it is closed. */
const requestsOf = (page: Page): readonly string[] => {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (request.method() !== 'GET' || pathname.startsWith('/v1/')) asked.push(pathname)
  })
  return asked
}

/** Goes to an address without loading the page again. */
const visit = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(undefined, '', to)
  }, path)

const startHere = async (page: Page, sample: string, epochs: number): Promise<void> => {
  await visit(page, `/new?sample=${sample}`)
  await page.locator('button[type=submit]:enabled').waitFor()
  await page.getByLabel('Epochs').fill(String(epochs))
  await page.getByRole('button', { name: 'Start fine-tune' }).click()
  await page.waitForURL(/\/jobs\/ftjob/)
}

/** The page that is its own server. */
export const pageCases: Readonly<Record<string, Case>> = {
  'on a host of files the page trains by itself, and says what that means': async ({ open }) => {
    const host = await startStaticHost(DIST)
    try {
      const page = await open()
      await page.goto(host.url)
      await page.getByRole('heading', { name: 'No server answers' }).waitFor()
      await page.getByRole('button', { name: 'Run it in this page' }).click()
      await page.getByText('forgets everything when it is closed or loaded again').waitFor()
      await page.getByRole('heading', { name: 'Train your first model' }).waitFor()
      const asked = requestsOf(page)
      expect(await violationsOf(page)).toEqual([])

      await startHere(page, 'spam-subjects', 2)
      await page.locator('.plot:not([data-points="0"])').first().waitFor({ timeout: 30_000 })
      await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name: /Download.*step_metrics/ }).click()
      const results = await readFile(await (await saved).path(), 'utf8')
      expect(atob(results)).toMatch(/^step,train_loss,/)
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Compare with another job' }).waitFor()
      expect(await page.getByRole('menuitem', { name: /Copy as/ }).count()).toBe(0)
      await page.keyboard.press('Escape')

      await page.getByRole('link', { name: 'Try it in the playground' }).click()
      await page.getByRole('button', { name: 'Try held-out examples' }).click()
      const scores = page.locator('.score')
      await scores.first().waitFor()
      const [model = 0, baseline = 0] = (await scores.allInnerTexts()).map(Number.parseFloat)
      expect(model).toBeGreaterThan(baseline + 10)
      expect(asked).toEqual([])

      await page.goto(host.url)
      await page.getByText('forgets everything when it is closed or loaded again').waitFor()
      await page.getByRole('heading', { name: 'Train your first model' }).waitFor()
    } finally {
      host.close()
    }
  },

  'a link with ?demo leads into the page, whose jobs are paused, resumed and cancelled': async ({
    url,
    open,
  }) => {
    const page = await open()
    await page.goto(new URL('/?demo', url).href)
    await page.getByRole('heading', { name: 'Train your first model' }).waitFor()
    const asked = requestsOf(page)
    await startHere(page, 'plurals', 40)
    await page.getByText(/^Step \d+, epoch/).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText(/^Paused. Step \d+/).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/^Step [\d,]+, epoch/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('The job was cancelled').waitFor()
    expect(asked).toEqual([])

    // It was for this visit.
    await page.goto(new URL('/connection', url).href)
    await page.getByText(/It has \d+ models/).waitFor()
    expect(await page.getByRole('radio', { name: /This machine/ }).isChecked()).toBe(true)
    expect(await page.getByText('forgets everything').count()).toBe(0)
  },

  'the page is chosen among the connections, and left again': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/connection', url).href)
    await page.getByRole('radio', { name: /In this page/ }).check()
    await page.getByText(/It has \d+ models/).waitFor()
    await page.getByText('forgets everything when it is closed or loaded again').waitFor()
    await page.reload()
    expect(await page.getByRole('radio', { name: /In this page/ }).isChecked()).toBe(true)
    await page.getByRole('radio', { name: /This machine/ }).check()
    await page.getByText('forgets everything').waitFor({ state: 'hidden' })
  },
}
