import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { chromium } from 'playwright'
import { rolldown } from 'rolldown'
import { beforeAll, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { installPacked, runModule } from '../../../scripts/packed.ts'

let folder: string
beforeAll(() => {
  folder = installPacked('models')
})

const executablePath = findChromium()

/** A program over the packed package, and what it answers. */
const PROGRAM = `
  const result = Model.decode({ id: 'ada', object: 'model', created: null, owned_by: 'me' })
  const answer = explain(result.left).join()`
const ANSWER = 'created: expected Int, got null'

/** One script, of the packed package and what it depends on. */
const bundled = async (source: string): Promise<string> => {
  const input = join(folder, 'entry.mjs')
  writeFileSync(input, source)
  const bundle = await rolldown({ input, platform: 'browser' })
  const { output } = await bundle.generate({ format: 'esm' })
  return output[0].code
}

test('the packed package needs io-ts and fp-ts alone, and runs in plain Node.js', () => {
  const manifest = readFileSync(join(folder, 'node_modules/@finetune/models/package.json'), 'utf8')
  expect(Object.keys(JSON.parse(manifest).dependencies)).toEqual(['fp-ts', 'io-ts'])
  const source = `import { explain, Model } from '@finetune/models'${PROGRAM}; console.log(answer)`
  expect(runModule(folder, source)).toBe(`${ANSWER}\n`)
})

test('it can be required', () => {
  const source = `const { explain, Model } = require('@finetune/models');${PROGRAM}
    console.log(answer)`
  const printed = execFileSync(
    process.execPath,
    ['--input-type=commonjs', '--no-warnings', '--eval', source],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } },
  )
  expect(printed).toBe(`${ANSWER}\n`)
})

test('it runs in workerd', async () => {
  const script = await bundled(`import { explain, Model } from '@finetune/models'
    export default { fetch() {${PROGRAM}; return new Response(answer) } }`)
  const workerd = new Miniflare(
    convertV4MiniflareOptions({ modules: true, script, compatibilityDate: '2026-07-01' }),
  )
  try {
    const answer = await workerd.dispatchFetch('http://worker/')
    expect(await answer.text()).toBe(ANSWER)
  } finally {
    await workerd.dispose()
  }
})

test.runIf(executablePath)('it runs in a page that allows no code made at run time', async () => {
  const script = await bundled(
    `import { explain, Model } from '@finetune/models'${PROGRAM}; document.title = answer`,
  )
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: CHROMIUM_ARGS,
  })
  try {
    const page = await browser.newPage()
    await page.route('http://page/**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            headers: { 'content-security-policy': "default-src 'self'" },
            body: '<!doctype html><script type="module" src="/entry.js"></script>',
          }),
    )
    await page.goto('http://page/')
    await page.waitForFunction(() => document.title !== '')
    expect(await page.title()).toBe(ANSWER)
  } finally {
    await browser.close()
  }
})
