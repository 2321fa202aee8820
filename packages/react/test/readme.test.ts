import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { bindPromise, createClient, files, fineTuningJobs } from '@finetune/client'
import { transform } from 'esbuild'
import { afterAll, expect, inject, test } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const programs = [...readme.matchAll(/```tsx ?(\w*)\n(.*?)```/gs)].map(
  ([, kind = '', program = '']) => ({ kind: kind || 'page', program }),
)
const folder = new URL('./readme.tmp/', import.meta.url)
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true }))

const baseURL = inject('api')
const api = bindPromise(createClient({ baseURL }), { files, fineTuningJobs })

/** Runs a program of the README in plain Node.js, on the built packages, and more after it. */
const run = async (kind: string, more: string): Promise<string> => {
  const program = programs.find((one) => one.kind === kind)?.program ?? ''
  const { code } = await transform(program, { loader: 'tsx', jsx: 'automatic', format: 'esm' })
  const file = fileURLToPath(new URL(`${kind}.mjs`, folder))
  writeFileSync(file, `${code}\n${more}`)
  const env = { PATH: process.env.PATH, OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: baseURL }
  return execFileSync(process.execPath, [file], { encoding: 'utf8', env })
}

const startJob = async (): Promise<string> => {
  const line = JSON.stringify({ prompt: 'one ->', completion: ' odd' })
  const file = new File([Array(16).fill(line).join('\n')], 'numbers.jsonl')
  const { id } = await api.files.upload({ body: { file, purpose: 'fine-tune' } })
  const body = { training_file: id, model: 'davinci-002' }
  return (await api.fineTuningJobs.create({ body })).id
}

test('the programs of the README compile', () => {
  expect(programs.map(({ kind }) => kind)).toEqual(['page', 'server', 'proxy'])
  for (const { kind, program } of programs) {
    writeFileSync(new URL(`${kind}.tsx`, folder), program)
  }
  const config = { extends: '../../../../tsconfig.json', include: ['*.tsx'] }
  writeFileSync(new URL('tsconfig.json', folder), JSON.stringify(config))
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json')
  const said = execFileSync(process.execPath, [tsc.replace('package.json', 'bin/tsc')], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(said).toBe('')
})

test('the server of the README renders a job, and sends along neither key nor address', async () => {
  const id = await startJob()
  const printed = await run(
    'server',
    `const { html, state } = await render('${id}')
     console.log(html)
     console.log(JSON.stringify(state))`,
  )
  const [html, state = ''] = printed.split('\n')
  expect(html).toBe('<p>davinci-002</p>')
  expect(JSON.parse(state).queries[0].queryKey).toEqual([
    'finetune',
    'api',
    'fine-tuning-jobs',
    'detail',
    id,
  ])
  expect(printed).not.toContain('sk-canary')
  expect(printed).not.toContain(baseURL)
})

test('the proxy of the README lets a user reach a job of theirs, and nobody else', async () => {
  const id = await startJob()
  const printed = await run(
    'proxy',
    `const ask = async (cookie) => {
       const headers = { cookie }
       const request = new Request('https://app.example/v1/fine_tuning/jobs/${id}', { headers })
       return (await proxy(request)).status
     }
     console.log(await ask('user=ann'), await ask(''))
     owners.set('${id}', 'ann')
     console.log(await ask('user=ann'), await ask('user=bob'))
     const list = async (cookie) => {
       const headers = { cookie }
       const request = new Request('https://app.example/v1/fine_tuning/jobs', { headers })
       return (await (await proxy(request)).json()).data.map((job) => job.id)
     }
     console.log((await list('user=ann')).join(), (await list('user=bob')).length)`,
  )
  expect(printed).toBe(`404 401\n200 404\n${id} 0\n`)
})
