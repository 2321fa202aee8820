import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { startSample } from './job-cases.ts'
import type { Visit } from './visit.ts'

const folder = fileURLToPath(new URL('../../../.screenshots/', import.meta.url))

const LOOKS: Readonly<Record<string, Parameters<Browser['newPage']>[0]>> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
}

/** An address, and what is done there before the picture is taken. */
type Screen = readonly [path: string, act?: (page: Page) => Promise<unknown>]

const broken = {
  name: 'mine.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from('{"prompt":"a ->","completion":" b"}\n{"prompt":"a ->","completion":7}\n{'),
}

/** Every screen, light, dark and on a phone: of this machine, and of a server with jobs of all kinds. */
export const takeScreenshots = async ({ url, open, openRemote }: Visit): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const page = await open()
  await page.goto(url)
  await shoot(open, url, { empty: ['/'] })
  const done = pathOf(await startSample(page, url, 'spam-subjects', 3))
  await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
  await page.goto(new URL('/new?sample=tickets&api=legacy', url).href)
  await page.locator('button[type=submit]:enabled').click()
  await page.waitForURL(/fine-tunes\/ft-/)
  const legacy = pathOf(page.url())
  await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
  const running = pathOf(await startSample(page, url, 'plurals', 40))
  await page.getByText(/epoch [3-9] of 40/).waitFor({ timeout: 60_000 })
  await shoot(open, url, { running: [running], list: ['/'] })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click()
  await page.getByText('The job was cancelled').waitFor()
  await page.close()

  await shoot(open, url, {
    done: [done],
    legacy: [legacy],
    upgraded: [legacy, (at) => at.getByRole('button', { name: /See it as/ }).click()],
    cancelled: [running],
    page: ['/?demo'],
    choice: ['/connection?demo'],
    missing: ['/fine-tunes/ft-none'],
    new: ['/new'],
    'new-spam': ['/new?sample=spam-subjects&api=legacy'],
    'new-broken': ['/new?sample=own', (at) => at.getByLabel(/Training file/).setInputFiles(broken)],
    again: [`/new?api=modern&from=${done.split('/').at(-1)}`],
    compare: [`/compare?job=${done.slice(1)}&job=${legacy.slice(1)}&job=${running.slice(1)}`],
    playground: ['/playground?sample=spam-subjects', answer],
    files: ['/files'],
    preview: [
      '/files',
      (at) =>
        at
          .getByRole('button', { name: /^Preview/ })
          .first()
          .click(),
    ],
    models: ['/models'],
    connection: ['/connection'],
    menu: [done, (at) => at.getByRole('button', { name: 'More' }).click()],
  })
  await shoot(openRemote, url, {
    'remote-list': ['/'],
    'remote-none': ['/?q=nothing'],
    'remote-done': ['/jobs/ftjob-done'],
    'remote-failed': ['/jobs/ftjob-failed'],
    'remote-paused': ['/jobs/ftjob-paused'],
    'remote-unknown': ['/fine-tunes/ft-odd'],
    'remote-events': ['/fine-tunes/ft-long'],
    'remote-points': ['/fine-tunes/ft-points'],
    'remote-confirm': [
      '/jobs/ftjob-checking',
      (at) => at.getByRole('button', { name: 'Cancel' }).click(),
    ],
  })
}

const pathOf = (url: string): string => new URL(url).pathname

const answer = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Complete' }).click()
  await page.getByRole('button', { name: 'Try held-out examples' }).click()
  await page.locator('.score').first().waitFor()
}

const shoot = async (
  open: Visit['open'],
  url: string,
  screens: Readonly<Record<string, Screen>>,
): Promise<void> => {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await open(options)
    for (const [name, [path, act]] of Object.entries(screens)) {
      await page.goto(new URL(path, url).href)
      await page.waitForTimeout(700)
      await act?.(page)
      await page.waitForTimeout(300)
      await page.screenshot({ path: `${folder}${name}-${look}.png`, fullPage: true })
    }
    await page.close()
  }
}
