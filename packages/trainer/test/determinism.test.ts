import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import nodePackages from '../../../scripts/node-packages.json' with { type: 'json' }
import { trainedAlong, trainedFresh, trainedFromBase } from './trained-hashes.ts'

// NODES=22,24,26 pnpm exec vitest run determinism: the same bits in each of these, fetched from npm.
const asked = (process.env.NODES ?? '').split(',').filter((version) => version !== '')

const program = `
  import { trainedAlong, trainedFresh, trainedFromBase } from ${JSON.stringify(new URL('./trained-hashes.ts', import.meta.url))}
  console.log(JSON.stringify([process.version, trainedFresh(), trainedFromBase(), trainedAlong()]))
`
const evaluate = ['--no-warnings', '--input-type=module', '--eval', program]

const run = (command: string, ...args: readonly string[]): readonly unknown[] =>
  JSON.parse(execFileSync(command, args, { encoding: 'utf8' }))

/** Runs the program in the newest Node.js of a version. */
const runIn = (version: string): readonly unknown[] => {
  const name = new Map(Object.entries(nodePackages)).get(`${process.platform}-${process.arch}`)
  if (!name) throw new Error(`There is no Node.js in npm for ${process.platform}-${process.arch}`)
  const fetched = ['exec', '--yes', '--prefer-offline', `--package=${name}@${version}`, '--']
  return run('npm', ...fetched, 'node', ...evaluate)
}

const here = [trainedFresh(), trainedFromBase(), trainedAlong()]

test('a process of its own arrives at the bits of this one', () => {
  expect(run(process.execPath, ...evaluate)).toEqual([process.version, ...here])
})

test.each(asked)('Node.js %s arrives at the same bits', { timeout: 300_000 }, (version) => {
  const [ran, ...hashes] = runIn(version)
  expect(ran).toMatch(new RegExp(`^v${version.replaceAll('.', '\\.')}\\b`))
  expect(hashes).toEqual(here)
})
