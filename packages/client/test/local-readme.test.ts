import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const readme = readFileSync(new URL('../../local/README.md', import.meta.url), 'utf8')
const folder = fileURLToPath(new URL('./local-readme.tmp/', import.meta.url))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the test of an app in the README of the local server passes as it stands', async () => {
  mkdirSync(folder, { recursive: true })
  const programs = [...readme.matchAll(/```ts \w+\n\/\/ (\S+)\n(.*?)```/gs)]
  expect(programs.map(([, name]) => name)).toEqual(['train.ts', 'train.test.ts'])
  for (const [, name = '', program = ''] of programs) writeFileSync(join(folder, name), program)
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    "export default { ssr: { resolve: { conditions: ['@finetune/source', 'node'] } } }",
  )
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@finetune/source', join(vitest, 'vitest.mjs'), 'run', '--root', folder],
    { env: { PATH: process.env.PATH, NO_COLOR: '1' } },
  )
  expect(stdout).toMatch(/Tests +1 passed/)
})
