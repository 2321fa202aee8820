import { expect } from 'vitest'
import type { Case } from './visit.ts'

/** Another server, through the proxy of the console: every state that a job can be in. */
export const remoteCases: Readonly<Record<string, Case>> = {
  'another server is one choice away, and its key is not in the page': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/connection', url).href)
    await page.getByRole('radio').nth(1).check()
    await page.getByText('It has 1 model.').waitFor()
    await page.reload()
    await page.getByText('Its key stays on the console’s server').waitFor()
    expect(await page.getByRole('radio').nth(1).isChecked()).toBe(true)
    expect(await page.content()).not.toContain('SECRET')
  },

  'jobs of both APIs are one list, which is searched, narrowed, sorted and paged': async ({
    url,
    openRemote,
  }) => {
    const page = await openRemote()
    await page.goto(url)
    await page.getByText('39 jobs, page 1 of 2').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('39 jobs, page 2 of 2').waitFor()
    expect(new URL(page.url()).searchParams.get('page')).toBe('2')
    await page.getByLabel('API').selectOption('Modern')
    await page.getByText('5 jobs').waitFor()
    await page.getByLabel('Status').selectOption('Paused')
    await page.getByText('1 job', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('1 job', { exact: true }).waitFor()
    await page.getByLabel('Status').selectOption('')
    await page.getByLabel('API').selectOption('')
    await page.getByLabel('Search jobs').fill('ft-old-1 training')
    await page.getByText('11 jobs').waitFor()
    await page.getByLabel('Search jobs').fill('')
    await page.getByRole('button', { name: 'Tokens' }).click()
    await expect.poll(() => page.locator('.cover').first().innerText()).toMatch(/^ft:gpt-4o-mini/)
    const sorted = page.getByRole('columnheader', { name: 'Tokens' })
    expect(await sorted.getAttribute('aria-sort')).toBe('descending')
  },

  'a modern job shows its checkpoints, the best one of them marked': async ({
    url,
    openRemote,
  }) => {
    const page = await openRemote()
    await page.goto(new URL('/jobs/ftjob-done', url).href)
    await page.locator('.plot[data-points="30"]').first().waitFor()
    const best = page.getByRole('row', { name: /best/ })
    await best.waitFor()
    expect(await best.innerText()).toContain('ckpt-step-20')
    await page.getByRole('row', { name: 'Seed 7' }).waitFor()
  },

  'a model of conversations is asked as one': async ({ url, openRemote }) => {
    const page = await openRemote()
    await page.goto(new URL('/jobs/ftjob-done', url).href)
    await page.getByRole('link', { name: 'Try it in the playground' }).click()
    await page.getByLabel('Prompt').fill('Is it cold?')
    await page.getByRole('button', { name: 'Complete' }).click()
    await page.getByText('IS IT COLD?').nth(1).waitFor()
    await page
      .getByText(/5 tokens · ended by stop/)
      .nth(1)
      .waitFor()
  },

  'a job is paused, goes on, and fails in plain words': async ({ url, openRemote }) => {
    const page = await openRemote()
    await page.goto(new URL('/jobs/ftjob-running', url).href)
    await page.getByText('Step 12, epoch 2 of 3').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused. Step 12').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Running', { exact: true }).first().waitFor()
    await page.goto(new URL('/jobs/ftjob-failed', url).href)
    await page.getByText('The training file has too few examples.').waitFor()
  },

  'a status that nobody knew when this was written is shown as it is': async ({
    url,
    openRemote,
  }) => {
    const page = await openRemote()
    await page.goto(new URL('/fine-tunes/ft-odd', url).href)
    await page.locator('.status[data-status="unknown"]', { hasText: 'hibernating' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
  },

  'a legacy job is seen as a modern one, and what is lost is said': async ({ url, openRemote }) => {
    const page = await openRemote()
    await page.goto(new URL('/fine-tunes/ft-long', url).href)
    await page.getByRole('button', { name: 'See it as a modern job' }).click()
    await page.getByText('"object": "fine_tuning.job"').waitFor()
    await page.getByText('prompts are not learnt any more').waitFor()
  },

  'ten thousand events are a few lines at a time, and the last one is seen': async ({
    url,
    openRemote,
  }) => {
    const page = await openRemote()
    await page.goto(new URL('/fine-tunes/ft-long', url).href)
    await page.getByText('10,000 events').waitFor()
    const log = page.getByRole('log')
    await log.getByText(/Event 10000$/).waitFor()
    expect(await log.getByRole('listitem').count()).toBeLessThan(60)
    expect(await page.getByLabel('Follow').isChecked()).toBe(true)
    await log.focus()
    await page.keyboard.press('Home')
    expect(await page.getByLabel('Follow').isChecked()).toBe(false)
    await log.getByText('Event 1', { exact: true }).waitFor()
    await page.getByLabel('Level').selectOption('warn')
    await page.getByText('100 events', { exact: true }).waitFor()
  },

  'a hundred thousand points are drawn': async ({ url, openRemote }) => {
    const page = await openRemote()
    await page.goto(new URL('/fine-tunes/ft-points', url).href)
    await page.locator('.plot[data-points="100000"]').first().waitFor()
    await page.getByText('step 100,000').first().waitFor()
  },

  'a job can be copied as a command and as a program': async ({ url, openRemote }) => {
    const page = await openRemote({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(new URL('/jobs/ftjob-done', url).href)
    for (const [name, expected] of [
      ['Copy as curl', /^curl \S+\/remote\/v1\/fine_tuning\/jobs \\\n/],
      ['Copy as TypeScript', /createOnce\(\n {2}client,\n {2}fineTuningJobs.create/],
    ] as const) {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name }).click()
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(expected)
    }
  },
}
