import type { Page } from 'playwright'
import { expect } from 'vitest'
import type { Case } from './visit.ts'

/** A job of a sample that runs; answers its address. */
export const startSample = async (
  page: Page,
  url: string,
  sample: string,
  epochs?: number,
): Promise<string> => {
  await page.goto(new URL(`/new?sample=${sample}`, url).href)
  await page.locator('button[type=submit]:enabled').waitFor()
  if (epochs) await page.getByLabel('Epochs').fill(String(epochs))
  await page.getByRole('button', { name: 'Start fine-tune' }).click()
  await page.waitForURL(/\/(fine-tunes|jobs)\/ft/)
  return page.url()
}

const APIS = ['modern', 'legacy'] as const

/** A job of one of the APIs, from the first click to the first answer of its model. */
const lifeOf = (api: (typeof APIS)[number]): readonly [string, Case][] => [
  [
    `the curve is drawn at once, the job succeeds, and a double click is one job (${api})`,
    async ({ url, open }) => {
      const page = await open()
      await page.goto(new URL(`/new?sample=spam-subjects&api=${api}`, url).href)
      await page.getByLabel('Epochs').fill('2')
      const pressed = performance.now()
      await page.locator('button[type=submit]:enabled').dblclick()
      await page.locator('.plot:not([data-points="0"])').first().waitFor({ timeout: 30_000 })
      console.log(`first point after ${((performance.now() - pressed) / 1000).toFixed(1)} s`)
      await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
      await page.locator('.plot').first().hover()
      await page
        .getByText(/^step (?!400)\d+$/)
        .first()
        .waitFor()
      await page.getByRole('row', { name: 'Epochs 2 2' }).waitFor()
      await page.goto(new URL(`/?api=${api}`, url).href)
      await page.locator('.status', { hasText: 'Succeeded' }).waitFor()
      expect(await page.getByRole('row').count()).toBe(2)
      await page.locator('.sparkline').waitFor()
    },
  ],
  [
    `the model answers held-out examples clearly better than the baseline (${api})`,
    async ({ url, open }) => {
      const page = await open()
      await page.goto(new URL(`/?api=${api}`, url).href)
      await page.locator('.cover').first().click()
      await page.getByRole('link', { name: 'Try it in the playground' }).click()
      await page.getByRole('button', { name: 'Complete' }).click()
      await page
        .getByText(/ended by/)
        .nth(1)
        .waitFor()
      await page.getByRole('button', { name: 'Try held-out examples' }).click()
      const scores = page.locator('.score')
      await scores.first().waitFor()
      const [model = 0, baseline = 0] = (await scores.allInnerTexts()).map(Number.parseFloat)
      console.log(`held-out: ${model} %, baseline ${baseline} %`)
      expect(model).toBeGreaterThan(baseline + 10)
    },
  ],
]

/** The life of a job on this machine. */
export const jobCases: Readonly<Record<string, Case>> = {
  'a sample is one click away where there is nothing yet': async ({ url, open }) => {
    const page = await open()
    await page.goto(url)
    await page.getByRole('link', { name: /Spam subjects/ }).click()
    await page.getByText('1,600 examples in spam-subjects.train.jsonl').waitFor()
    await page.getByText('400 examples in spam-subjects.validation.jsonl').waitFor()
  },

  'a refusal is shown in the words of the server': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/new?sample=spam-subjects', url).href)
    await page.getByLabel('Suffix').fill('x'.repeat(70))
    await page.getByRole('button', { name: 'Start fine-tune' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain('x'.repeat(40))
  },

  ...Object.fromEntries(APIS.flatMap((api) => lifeOf(api))),

  'two pages of one job see the same, and one of them can cancel it': async ({ url, open }) => {
    const [page, other] = [await open(), await open()]
    const address = await startSample(page, url, 'plurals', 40)
    await other.goto(address)
    for (const one of [page, other]) await one.getByText(/epoch \d+ of 40/).waitFor()
    await other.getByRole('button', { name: 'Cancel' }).click()
    await other.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click()
    for (const one of [page, other]) await one.getByText('The job was cancelled').waitFor()
    await page.getByText('Cancelled', { exact: true }).waitFor()
  },

  'a job is paused, and goes on where it was': async ({ url, open }) => {
    const page = await open()
    await startSample(page, url, 'plurals', 40)
    await page.getByText(/^Step \d+, epoch/).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    const paused = page.getByText(/^Paused. Step \d+/)
    await paused.waitFor()
    const stepOf = (text: string): number =>
      Number(text.match(/Step ([\d,]+)/)?.[1]?.replace(',', ''))
    await page.reload()
    const before = stepOf(await paused.innerText())
    await page.getByRole('list', { name: 'States' }).getByText('paused').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    const running = page.getByText(/^Step [\d,]+, epoch/)
    await expect
      .poll(async () => stepOf(await running.innerText()), { timeout: 30_000 })
      .toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('The job was cancelled').waitFor()
  },

  'a job is started again with its settings changed, and compared with the first one': async ({
    url,
    open,
  }) => {
    const page = await open()
    await page.goto(new URL('/?status=succeeded', url).href)
    await page.locator('.cover').first().click()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Start again with changes' }).click()
    await page.getByText('which the server has already').waitFor()
    await page.getByLabel('Epochs').fill('1')
    await page.locator('button[type=submit]:enabled').click()
    await page.getByText('Your model is ready').waitFor({ timeout: 90_000 })
    await page.goto(new URL('/?status=succeeded', url).href)
    for (const box of [0, 1]) await page.getByRole('checkbox').nth(box).check()
    await page.getByRole('link', { name: 'Compare 2 jobs' }).click()
    await page.locator('.plot:not([data-points="0"])').nth(1).waitFor()
    const row = page.getByRole('row', { name: /^Epochs/ })
    expect(await row.getAttribute('data-differs')).toBe('true')
    expect(await page.getByRole('row', { name: /^Batch size/ }).getAttribute('data-differs')).toBe(
      'false',
    )
  },

  'a file is shown, downloaded and deleted, and so is a model': async ({ url, open }) => {
    const page = await open()
    await page.goto(new URL('/files', url).href)
    const results = page.getByRole('row', { name: /results\.csv|step_metrics/ })
    await results.first().getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('dialog').getByRole('columnheader', { name: 'step' }).waitFor()
    await page.keyboard.press('Escape')
    const download = page.waitForEvent('download')
    await results.first().getByRole('link', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.csv$/)
    await page.goto(new URL('/models', url).href)
    const models = page.getByRole('button', { name: /^Delete/ })
    await models.first().waitFor()
    const before = await models.count()
    await models.first().click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the model' }).click()
    await page.getByText('The model is deleted').waitFor()
    await expect.poll(() => models.count()).toBe(before - 1)
  },
}
