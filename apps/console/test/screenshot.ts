import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'

const folder = fileURLToPath(new URL('../../../.screenshots/', import.meta.url))

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const

/** Every screen, light, dark and on a phone, with one job running, some ended and one failed. */
export const takeScreenshots = async (browser: Browser, url: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const page = await browser.newPage()
  const at = (path: string) => new URL(path, url).href

  const failed = await startOwn(page, at('/fine-tunes/new?sample=own'))
  const spam = await start(page, at('/fine-tunes/new?sample=spam-subjects'))
  await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
  const tickets = await start(page, at('/fine-tunes/new?sample=tickets'))
  await page.getByText(/epoch 3 of/).waitFor({ timeout: 90_000 })
  const running = { list: at('/'), running: tickets }
  await shoot(browser, running)
  await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
  const cancelled = await start(page, at('/fine-tunes/new?sample=plurals'), '40')
  await page.getByText(/epoch \d+ of 40/).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('The job was cancelled').waitFor()
  await shoot(browser, {
    'list-ended': at('/'),
    'fine-tune': spam,
    failed,
    extraction: tickets,
    cancelled,
    missing: at('/fine-tunes/ft-none'),
    new: at('/fine-tunes/new'),
    'new-spam': at('/fine-tunes/new?sample=spam-subjects'),
    'new-own': at('/fine-tunes/new?sample=own'),
    playground: at('/playground'),
    files: at('/files'),
  })
  await page.close()
}

const start = async (page: Page, url: string, epochs?: string): Promise<string> => {
  await page.goto(url)
  if (epochs) await page.getByLabel('Epochs').fill(epochs)
  await page.getByRole('button', { name: 'Start fine-tune' }).click()
  await page.waitForURL(/fine-tunes\/ft-/)
  return page.url()
}

/** A job that fails: the class it is asked to tell apart does not occur. */
const startOwn = async (page: Page, url: string): Promise<string> => {
  await page.goto(url)
  const buffer = Buffer.from('{"prompt":"a ->","completion":" b"}\n'.repeat(20))
  const file = { name: 'mine.jsonl', mimeType: 'application/jsonl', buffer }
  await page.getByLabel(/Training file/).setInputFiles(file)
  await page.getByLabel(/Validation file/).setInputFiles(file)
  await page.getByLabel('Classification metrics').check()
  await page.getByLabel('Positive class').fill(' c')
  await page.getByRole('button', { name: 'Start fine-tune' }).click()
  await page.waitForURL(/fine-tunes\/ft-/)
  await page.getByText('The job failed').waitFor({ timeout: 30_000 })
  return page.url()
}

const shoot = async (browser: Browser, screens: Readonly<Record<string, string>>) => {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await browser.newPage(options)
    for (const [name, url] of Object.entries(screens)) {
      await page.goto(url)
      await page.waitForTimeout(700)
      if (name === 'playground') {
        await page.getByRole('button', { name: 'Complete' }).click()
        await page.getByRole('button', { name: 'Try held-out examples' }).click()
        await page.locator('.score').first().waitFor()
      }
      await page.screenshot({ path: `${folder}${name}-${look}.png`, fullPage: true })
    }
    await page.close()
  }
}
