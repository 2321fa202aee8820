import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const programsOf = (page: string): readonly string[] =>
  [...readFileSync(new URL(page, import.meta.url), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, program = '']) => program,
  )

const run = (program: string): string => {
  const file = new URL(`./readme-${process.pid}.tmp.mts`, import.meta.url)
  writeFileSync(file, program)
  try {
    return execFileSync(process.execPath, ['--conditions=@finetune/source', file.pathname], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    })
  } finally {
    rmSync(file)
  }
}

/** What the comments of a program say that it prints. */
const promised = (program: string): readonly string[] =>
  [...program.matchAll(/ \/\/ → (.*)$/gm)].map(([, line = '']) => line)

test.for([
  ['README.md', '../README.md', 3],
  ['MIGRATING.md', '../../../MIGRATING.md', 3],
] as const)('the programs in %s run as they stand, and print what they say', ([, page, count]) => {
  const programs = programsOf(page)
  expect(programs).toHaveLength(count)
  for (const program of programs) {
    expect(promised(program).length).toBeGreaterThan(0)
    expect(run(program).trimEnd().split('\n')).toEqual(promised(program))
  }
})
