import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, expect, test } from 'vitest'

const folder = new URL('./peers.tmp/', import.meta.url)
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true }))

test('sources and their types compile with the oldest peers', () => {
  const oldest = '../oldest/node_modules'
  const config = {
    extends: '../../../../tsconfig.json',
    compilerOptions: {
      paths: {
        '@tanstack/react-query': [`${oldest}/@tanstack/react-query/build/modern/index.d.ts`],
        react: [`${oldest}/@types/react/index.d.ts`],
        'react/jsx-runtime': [`${oldest}/@types/react/jsx-runtime.d.ts`],
      },
    },
    include: ['../../src', '../types.test.tsx'],
  }
  writeFileSync(new URL('tsconfig.json', folder), JSON.stringify(config))
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json')
  const compile = (...args: readonly string[]) =>
    execFileSync(process.execPath, [tsc.replace('package.json', 'bin/tsc'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
  const files = compile('--listFiles')
  expect(files).toMatch(/react-query@5\.80\.0/)
  expect(files).not.toMatch(/react-query@5\.(?!80\.0)/)
  expect(files).not.toMatch(/@types\+react@19/)
})
