import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLocalApi } from '@finetune/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noDisk, outputOf, run, runOnDisk, started } from './process.ts'
import { dataset, requestsOf } from './requests.ts'

const root = await mkdtemp(join(tmpdir(), 'finetune-storage-'))
const whole = join(root, 'whole')
beforeAll(async () => {
  const api = createLocalApi({ data: whole })
  await requestsOf(api.fetch).upload(dataset(10))
  await api.close()
})
afterAll(() => rm(root, { recursive: true, force: true }))

const DATABASE = 'finetune.sqlite'

/** A copy of a folder with a file in it, with something wrong. */
const broken = async (name: string, breaking: (folder: string) => Promise<unknown>) => {
  const folder = join(root, name)
  await cp(whole, folder, { recursive: true })
  await breaking(folder)
  return folder
}
const foreign = async (folder: string) => {
  await rm(join(folder, DATABASE))
  const database = new DatabaseSync(join(folder, DATABASE))
  database.exec('CREATE TABLE cat (name TEXT)')
  database.close()
}
const aFileFor = (name: string) => async (folder: string) => {
  await rm(join(folder, name), { recursive: true, force: true })
  await writeFile(join(folder, name), 'x')
}

const faults: readonly [
  name: string,
  breaking: (folder: string) => Promise<unknown>,
  message: RegExp,
][] = [
  ['is cut short', (folder) => truncate(join(folder, DATABASE), 5000), /sqlite is damaged, or is/],
  ['is empty', (folder) => truncate(join(folder, DATABASE)), /has lost its finetune\.sqlite: what/],
  ['is gone', (folder) => rm(join(folder, DATABASE)), /has lost its finetune\.sqlite: what else/],
  ['is of others', foreign, /sqlite is the database of another program: it was left as it is\n$/],
  [
    'is a folder',
    async (folder) => {
      await rm(join(folder, DATABASE))
      await mkdir(join(folder, DATABASE))
    },
    /sqlite cannot be read or written\n$/,
  ],
  ['has a file for its files', aFileFor('files'), /files cannot be used as a folder: ENOTDIR/],
  ['has a file for its drafts', aFileFor('drafts'), /drafts cannot be used as a folder: ENOTDIR/],
]

test.for(faults)(
  'a folder whose database %s is told in a line, and left as it is',
  async ([name, breaking, message]) => {
    const folder = await broken(name.replaceAll(' ', '-'), breaking)
    const read = async () =>
      Promise.all(
        (await readdir(folder, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name: file }) => join(parentPath, file))
          .sort()
          .map(async (path) => [path, await readFile(path, 'base64')]),
      )
    const before = await read()
    const { stdout, stderr, code } = await outputOf(run('--port', '0', '--data', folder))
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
    expect(await read()).toEqual(before)
  },
)

if (noDisk) console.warn(noDisk)

/** A folder that is a disk of 16 MiB to the command alone. */
const disk = async (name: string) => {
  const folder = join(root, name)
  await mkdir(folder)
  return folder
}
const FULL = {
  status: 507,
  message: 'The disk of the server is full: nothing was kept',
  type: 'server_error',
  param: null,
  code: null,
}

test.skipIf(noDisk)('a disk that cannot be written is told in a line', async () => {
  const folder = await disk('read-only')
  const script = `cp -r '${whole}' '${folder}/data' && mount -o remount,ro '${folder}'`
  for (const [data, message] of [
    ['data', /sqlite cannot be read or written\n$/],
    ['new', /new cannot be used as a folder: E/],
  ] as const) {
    const child = runOnDisk(folder, script, '--port', '0', '--data', join(folder, data))
    const { stdout, stderr, code } = await outputOf(child)
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
  }
})

test.skipIf(noDisk)(
  'a disk that fills up refuses what is small too, and a job waits until there is room',
  async () => {
    const folder = await disk('full')
    const options = ['--port', '0', '--tiny', '--data', join(folder, 'data')]
    const child = runOnDisk(folder, 'true', ...options)
    const server = await started(child)
    const { upload, create, finish, until, form, refusal, get } = server
    const inside = `/proc/${server.pid}/root${folder}`
    const fill = join(inside, 'fill')
    const file = await upload(dataset(20))
    const { id } = await create({ training_file: file.id, model: 'ada', n_epochs: 100 })
    await until(id, 'Completed epoch 1/100')
    const said = once(child.stderr, 'data')
    // As much as there is room for; the rest is refused.
    await writeFile(fill, new Uint8Array(2 ** 24)).catch(() => undefined)
    expect(String(await said)).toBe(`${FULL.message}\n`)

    const small = new File(['{}'], 'small.jsonl')
    expect(await refusal(form({ purpose: 'fine-tune', file: small }))).toEqual(FULL)
    expect((await (await get('/files')).json()).data).toEqual([file])
    expect((await server.retrieve(id)).status).toBe('running')

    await rm(fill)
    const { status, events = [] } = await finish(id)
    expect(status).toBe('succeeded')
    const epochs = events.filter(({ message }) => message.startsWith('Completed epoch'))
    expect(epochs).toHaveLength(100)
    const { stderr, code } = await server.end('SIGTERM')
    expect(stderr).toMatch(/^(?:The disk of the server is full: nothing was kept\n)*$/)
    expect(code).toBe(0)
  },
)
