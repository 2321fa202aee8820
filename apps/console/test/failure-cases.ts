import { expect } from 'vitest'
import { startSample } from './job-cases.ts'
import type { Case } from './visit.ts'

const fileOf = (name: string, text: string) => ({
  name,
  mimeType: 'application/jsonl',
  buffer: Buffer.from(text),
})

const GOOD = '{"prompt":"a ->","completion":" b"}'

/** What goes wrong, and what the page makes of it. */
export const failureCases: Readonly<Record<string, Case>> = {
  'a broken line is named before anything is uploaded': async ({ url, open }) => {
    const page = await open()
    const posts: string[] = []
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()))
    await page.goto(new URL('/new?sample=own', url).href)
    const lines = Array.from({ length: 2_000 }, () => GOOD)
    lines[1234] = '{"prompt":"a ->","completion":7}'
    await page
      .getByLabel(/Training file/)
      .setInputFiles(fileOf('mine.jsonl', `${lines.join('\n')}\n`))
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toBe(
      'mine.jsonl, line 1,235, column 31: completion: expected string, got 7',
    )
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true)
    expect(posts).toEqual([])
  },

  'duplicates, and validation examples that are learnt, are counted': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/new?sample=own', url).href)
    const other = '{"prompt":"c ->","completion":" d"}'
    await page
      .getByLabel(/Training file/)
      .setInputFiles(fileOf('mine.jsonl', [GOOD, other, GOOD].join('\n')))
    await page.getByText('1, the first in line 3').waitFor()
    await page.getByLabel(/Validation file/).setInputFiles(fileOf('held.jsonl', other))
    const overlap = page.locator('.facts > div', { hasText: 'In the training file too' })
    await overlap.waitFor()
    expect(await overlap.locator('dd').innerText()).toBe('1')
  },

  'a dataset that its API cannot learn from is not uploaded': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/new?api=legacy&sample=own', url).href)
    const chat = JSON.stringify({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    })
    await page
      .getByLabel(/Training file/)
      .setInputFiles(fileOf('chat.jsonl', `${chat}\n`.repeat(12)))
    await page.getByText('The legacy API learns from prompts and completions alone.').waitFor()
    const start = page.locator('button[type=submit]')
    expect(await start.isDisabled()).toBe(true)
    await page.getByText('modern', { exact: true }).click()
    await page.locator('button[type=submit]:enabled').waitFor()
    expect(await page.getByLabel('Base model').inputValue()).toMatch(/^gpt-/)
    await start.click()
    await page.getByText('Your model is ready').waitFor({ timeout: 60_000 })
  },

  'a job that fails says why in plain words': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/new?api=legacy&sample=own', url).href)
    const file = fileOf('mine.jsonl', `${GOOD}\n`.repeat(20))
    await page.getByLabel(/Training file/).setInputFiles(file)
    await page.getByLabel(/Validation file/).setInputFiles(file)
    await page.getByLabel('Classification metrics').check()
    await page.getByLabel('Positive class').fill(' c')
    await page.locator('button[type=submit]:enabled').click()
    await page.getByText('The job failed').waitFor({ timeout: 30_000 })
    await page.getByText(/The classes that were asked for do not fit/).waitFor()
  },

  'an upload tells how far it is, and can be called off': async ({ url, open }) => {
    const page = await open()
    await page.route('**/v1/files', async () => {
      // The server takes its time.
    })
    await page.goto(new URL('/new?sample=plurals', url).href)
    await page.locator('button[type=submit]:enabled').click()
    await page.getByText(/plurals.train.jsonl: .* of 49.8/).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('The upload was called off.').waitFor()
    await page.locator('button[type=submit]:enabled').waitFor()
  },

  'a server that is killed in training comes back, and the page with it': async ({
    url,
    open,
    restart,
  }) => {
    const page = await open()
    await startSample(page, url, 'tickets', 6)
    await page.getByText(/epoch \d of 6/).waitFor()
    const start = await restart()
    await page.getByText('The job is out of reach.').waitFor({ timeout: 60_000 })
    await start()
    await page.getByText('Your model is ready').waitFor({ timeout: 110_000 })
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByRole('log').getByText('The job has successfully completed').waitFor()
  },

  'offline and back, the page goes on': async ({ url, open }) => {
    const page = await open()
    await startSample(page, url, 'plurals', 12)
    await page.getByText(/epoch \d+ of 12/).waitFor()
    await page.context().setOffline(true)
    await page.waitForTimeout(1_500)
    await page.context().setOffline(false)
    await page.getByText(/epoch (?!1 )\d+ of 12/).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('The job was cancelled').waitFor()
  },
}
