import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, expect, inject, test } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const programs = [...readme.matchAll(/```ts ?(\w*)\n(.*?)```/gs)].map(
  ([, kind = '', program = '']) => ({ kind, program }),
)

/** What a page sees: its own server is the Worker, which calls the rest of the world. */
const PAGE = `
import worker from './worker.mts'
const world = globalThis.fetch
globalThis.location = new URL('https://app.example/')
globalThis.fetch = (input, init) => {
  const request = new Request(input, init)
  if (!request.url.startsWith(location.origin)) return world(request)
  request.headers.set('cookie', 'user=ann')
  return worker.fetch(request, process.env)
}
`
const folder = new URL('./readme.tmp/', import.meta.url)
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (program: string) => {
  mkdirSync(folder, { recursive: true })
  for (const { kind, program } of programs) {
    if (kind === 'worker') writeFileSync(new URL('worker.mts', folder), program)
  }
  writeFileSync(new URL('program.mts', folder), program)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@finetune/source', 'program.mts'],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: inject('api'),
      },
    },
  )
  return stdout.trimEnd().split('\n')
}

for (const [index, { kind, program }] of programs.entries()) {
  const expected = [...program.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line)
  test.runIf(kind !== 'worker')(
    `program ${index + 1} of the README prints what it says`,
    async () => {
      expect(expected).not.toEqual([])
      expect(await run(kind === 'page' ? PAGE + program : program)).toEqual(expected)
    },
  )
}
