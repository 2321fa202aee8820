import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, exportData, importData } from '@finetune/local'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { outputOf, run, startServer } from './process.ts'
import { dataset, requestsOf } from './requests.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-transfer-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const data = join(folder, 'data')

const linesOf = async (path: string) => {
  const lines: string[] = []
  for await (const line of exportData(path)) lines.push(line)
  return lines
}
beforeAll(async () => {
  const api = createLocalApi({ data })
  const { upload, create, finish, post } = requestsOf(api.fetch)
  const file = await upload(dataset(30), 'träning.jsonl')
  await upload(
    Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256),
    'bytes.bin',
  )
  await upload('', 'empty.jsonl')
  await finish((await create({ training_file: file.id, model: 'ada', n_epochs: 1 })).id)
  await create({ training_file: file.id, model: 'davinci', n_epochs: 50 })
  await post('/uploads', { purpose: 'batch', filename: 'a', bytes: 9, mime_type: 'text/plain' })
  await api.close()
})

test('what is exported and imported is the same, and is exported the same again', async () => {
  const exported = await linesOf(data)
  for (const line of exported) expect(() => JSON.parse(line)).not.toThrow()
  const copy = join(folder, 'copy')
  await importData(copy, exported)
  expect(await linesOf(copy)).toEqual(exported)
})

test('an imported model answers, and an imported job goes on', async () => {
  const copy = join(folder, 'going-on')
  await mkdir(copy)
  await importData(copy, exportData(data))
  const [original, imported] = [createLocalApi({ data }), createLocalApi({ data: copy })]
  const answers = await Promise.all(
    [original, imported].map(async (api) => {
      const { get, complete, cancel, text } = requestsOf(api.fetch)
      const { data: jobs } = await (await get('/fine-tunes')).json()
      const ask = { model: jobs[0].fine_tuned_model, prompt: 'apple a ->', temperature: 0 }
      const { choices } = await complete(ask)
      expect(['pending', 'running']).toContain(jobs[1].status)
      await cancel(jobs[1].id)
      const files = await text('/files')
      return [choices, files]
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  await Promise.all([original.close(), imported.close()])
})

test('what is damaged, cut short or foreign is refused, and nothing of it is left', async () => {
  const lines = await linesOf(data)
  const target = join(folder, 'refused')
  const first = lines[1] ?? ''
  for (const [wrong, message] of [
    [lines.slice(0, -1), 'The data end too soon'],
    [[], 'The data end too soon'],
    [[...lines.slice(0, 2), ...lines.slice(3)], 'The data are damaged: their digest is another'],
    [[...lines.slice(0, 3), 'no JSON\n', ...lines.slice(3)], 'a line is no JSON object'],
    [[...lines, first], 'Something follows the end of the data'],
    [['{"finetune":2}\n'], 'The data are of format 2; this version knows 1'],
    [[...lines.slice(0, 3), '{"blob":"../evil"}'], '"../evil" names no content'],
    [[...lines.slice(0, 3), '{"blob":"/etc/passwd"}'], '"/etc/passwd" names no content'],
    [['{"table":"file","columns":{"id":true}}'], 'a row holds what no row can'],
    [['{"table":"file\\"; DROP TABLE file;--","columns":{"id":"x"}}', ...lines], /./],
  ] as const) {
    await expect(importData(target, wrong), String(message)).rejects.toThrow(message)
  }
  expect(await readdir(folder)).not.toContain('refused')
  expect(await readdir(folder)).not.toContain('refused.partial')
})

test('the command exports and imports, into an empty folder only', async () => {
  const file = join(folder, 'state.ndjson')
  const copy = join(folder, 'by-command')
  const command = async (...args: string[]) => outputOf(run(...args))
  expect(await command('--data', data, '--export', file)).toMatchObject({ stderr: '', code: 0 })
  expect(await command('--data', copy, '--import', file)).toMatchObject({ stderr: '', code: 0 })
  expect(await linesOf(copy)).toEqual((await readFile(file, 'utf8')).match(/.*\n/g))
  for (const [args, message] of [
    [['--data', copy, '--import', file], /is not empty\n$/],
    [['--data', join(folder, 'none'), '--export', file], /holds no data\n$/],
    [['--data', copy, '--export', join(folder, 'none', 'x')], /ENOENT/],
    [['--import', file], /^--import needs the folder/],
    [['--data', join(folder, 'other'), '--import', join(folder, 'none')], /ENOENT/],
  ] as const) {
    const { stderr, code } = await command(...args)
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect(code).toBe(1)
  }
  const server = await startServer('--data', copy)
  const { stderr } = await command('--data', copy, '--export', file)
  expect(stderr).toMatch(/is another server using it\?\n$/)
  await server.end('SIGTERM')
})

test.for([
  ['text that is no database', 'This is no database, but it is long enough to be one. '.repeat(99)],
  ['a database with a broken page', undefined],
] as const)('%s is told, and left as it is', async ([, text]) => {
  const broken = join(folder, text === undefined ? 'page' : 'text')
  await importData(broken, exportData(data))
  const path = join(broken, 'finetune.sqlite')
  const content = text === undefined ? await readFile(path) : Buffer.from(text)
  if (text === undefined) content.fill(0xff, 100, 4096)
  await writeFile(path, content)
  const { stdout, stderr, code } = await outputOf(run('--port', '0', '--data', broken))
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
  expect(stderr).toMatch(
    /^\S+finetune\.sqlite is damaged, or is no database: it was left as it is\n$/,
  )
  expect(Buffer.compare(await readFile(path), content)).toBe(0)
})

test('tables of another version are told, and a folder that is a file', async () => {
  const other = join(folder, 'other-version')
  await importData(other, exportData(data))
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(other, 'finetune.sqlite'))
  database.exec("UPDATE setting SET value = '1' WHERE name = 'schema'")
  database.close()
  const { stderr, code } = await outputOf(run('--port', '0', '--data', other))
  expect(stderr).toMatch(/was made by a version with other tables: take it over by --export there/)
  expect(code).toBe(1)

  const file = join(folder, 'a-file')
  await writeFile(file, 'x')
  const refused = await outputOf(run('--port', '0', '--data', file))
  expect(refused.stderr).toMatch(/a-file cannot be used as a folder: EEXIST[^\n]*\n$/)
  expect(refused.code).toBe(1)
})

/** Starts a server that may write no file beyond so many KiB. */
const startBounded = async (kibibytes: number, path: string) => {
  const command = run('--port', '0', '--data', path)
  const { spawnargs } = command
  command.kill('SIGKILL')
  const quoted = spawnargs.map((word) => `'${word}'`).join(' ')
  const child = spawn('sh', ['-c', `trap '' XFSZ; ulimit -f ${kibibytes * 2}; exec ${quoted}`])
  const [said] = await new Promise<Buffer[]>((resolve) => {
    child.stdout.once('data', (chunk) => resolve([chunk]))
  })
  const output = outputOf(child)
  return { baseURL: String(said).trim(), child, output }
}

test.skipIf(process.platform === 'win32')(
  'a disk that is full refuses an upload, keeps nothing of it, and goes on with less',
  async () => {
    const full = join(folder, 'full')
    const { baseURL, child, output } = await startBounded(1024, full)
    const { upload, form, refusal, get } = requestsOf(fetch, baseURL)
    onTestFinished(() => void child.kill('SIGKILL'))
    const small = await upload(dataset(10))
    const large = new File([new Uint8Array(2 ** 21)], 'large.bin')
    expect(await refusal(form({ purpose: 'fine-tune', file: large }))).toEqual({
      status: 507,
      message: 'The disk of the server is full: nothing was kept',
      type: 'server_error',
      param: null,
      code: null,
    })
    // On the same connection: what is left of a body that is refused does not spoil it.
    expect(await refusal(form({ purpose: 'fine-tune', file: large }))).toMatchObject({
      status: 507,
    })
    expect(await readdir(join(full, 'drafts'))).toEqual([])
    expect(await readdir(join(full, 'files'))).toEqual([small.id])
    const after = await upload(dataset(11))
    expect((await (await get('/files')).json()).data).toEqual([after, small])
    child.kill('SIGTERM')
    expect(await output).toMatchObject({ stderr: '', code: 0 })
  },
)
