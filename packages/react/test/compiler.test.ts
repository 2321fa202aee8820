import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformFileAsync } from '@babel/core'
import compiler from 'babel-plugin-react-compiler'
import { expect, test } from 'vitest'

/** What the React Compiler says about each function of a file that it takes for its own. */
const compile = async (file: string): Promise<readonly string[]> => {
  const said: string[] = []
  const logger = { logEvent: (_: unknown, { kind }: { readonly kind: string }) => said.push(kind) }
  await transformFileAsync(file, {
    configFile: false,
    parserOpts: { plugins: ['typescript', 'jsx'] },
    plugins: [[compiler, { logger }]],
  })
  return said
}

const source = fileURLToPath(new URL('../src/', import.meta.url))
const OURS = /^(?:export )?const (?:use[A-Z]|ClientProvider)/gm

test('the React Compiler takes every hook and component as it is', async () => {
  for (const name of readdirSync(source)) {
    const file = `${source}${name}`
    const hooks = readFileSync(file, 'utf8').match(OURS) ?? []
    expect([name, ...(await compile(file))]).toEqual([name, ...hooks.map(() => 'CompileSuccess')])
  }
})
