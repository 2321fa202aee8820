import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('the program in the README runs as it stands, on the built packages', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const [, program = ''] = readme.match(/```ts\n(.*?)```/s) ?? []
  const file = new URL('./readme.tmp.mts', import.meta.url)
  writeFileSync(file, program)
  try {
    const printed = execFileSync(process.execPath, [file.pathname], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    })
    const lines = printed.trimEnd().split('\n')
    expect(lines.at(0)).toMatch(/^Created fine-tuning job: ftjob-/)
    expect(lines.at(-2)).toBe('The job has successfully completed')
    expect(lines.at(-1)).toBe(' odd')
  } finally {
    rmSync(file)
  }
})
