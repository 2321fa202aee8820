import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { installPacked, runModule } from '../../../scripts/packed.ts'
import { startStaticHost } from '../../../scripts/static-host.ts'

const executablePath = findChromium()
if (!executablePath) console.warn('No Chromium found: THE PACKED PACKAGE IS NOT TESTED IN A PAGE.')

const folder = installPacked('models', 'client', 'trainer', 'local')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The program at the top of the README, which tells what it logs as JSON. */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const program = `
  const { log } = console
  console.log = (value) => log(JSON.stringify(value))
  ${readme.match(/```ts\n(.*?)```/s)?.[1]}
  log('the end')`

/** What the model of the program answers, of all that is logged. */
const answerOf = (lines: readonly string[]) => {
  expect(lines.at(-1)).toBe('the end')
  return JSON.parse(lines.at(-2) ?? '').choices
}

/** What a page logs until its program has come to the end, or failed. */
const linesOfPage = async (url: string): Promise<readonly string[]> => {
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: CHROMIUM_ARGS,
  })
  const page = await browser.newPage()
  const lines: string[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      page.on('pageerror', reject)
      page.on('console', (message) => {
        lines.push(message.text())
        if (message.text() === 'the end') resolve()
      })
      page.goto(url).catch(reject)
    })
    return lines
  } finally {
    await browser.close()
  }
}

test.skipIf(!executablePath)(
  'the program of the README answers in a page, bundled from the packed packages, as in Node.js',
  { timeout: 240_000 },
  async () => {
    writeFileSync(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>')
    writeFileSync(join(folder, 'main.js'), program)
    const vite = dirname(createRequire(import.meta.url).resolve('vite/package.json'))
    const build = [join(vite, 'bin/vite.js'), 'build', '--logLevel', 'error']
    execFileSync(process.execPath, build, { cwd: folder, stdio: 'inherit' })
    const host = await startStaticHost(join(folder, 'dist'))
    const answer = answerOf(await linesOfPage(host.url))
    host.close()

    expect(answer).toEqual([expect.objectContaining({ text: ' odd' })])
    expect(answer).toEqual(answerOf(runModule(folder, program).trimEnd().split('\n')))
  },
)
