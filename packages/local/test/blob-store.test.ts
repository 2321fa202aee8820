import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { startServer } from './process.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-blobs-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Of each file; 536870912 is what the API takes at most. */
const SIZE = Number(process.env.UPLOAD_BYTES ?? 2 ** 26)
const PIECE = randomBytes(2 ** 16)

const FRAME = [
  '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n' +
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n',
  '\r\n--b--\r\n',
] as const

/** Begins an upload; `finish` sends so many bytes and answers what came of it. */
const beginUpload = (baseURL: string) => {
  const sent = request(`${baseURL}/files`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  sent.write(FRAME[0])
  const send = async (size: number) => {
    for (let rest = size; rest > 0; rest -= PIECE.length) {
      if (!sent.write(PIECE.subarray(0, rest))) await once(sent, 'drain')
    }
  }
  const finish = async (size: number) => {
    const answered = once(sent, 'response')
    await send(size)
    sent.end(FRAME[1])
    const [response] = await answered
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    return JSON.parse(text)
  }
  return { sent, send, finish }
}

const peakOf = async (pid: number | undefined): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(status.match(/VmHWM:\s+(\d+)/)?.[1]) / 1024
}

test.runIf(process.platform === 'linux')(
  'four large files at once, up and down, are not held in memory',
  async () => {
    const server = await startServer('--data', join(folder, 'large'))
    const uploads = [1, 2, 3, 4].map(() => beginUpload(server.baseURL).finish(SIZE))
    const hash = createHash('sha256')
    for (let rest = SIZE; rest > 0; rest -= PIECE.length) hash.update(PIECE.subarray(0, rest))
    const expected = hash.digest('hex')
    for (const file of await Promise.all(uploads)) {
      expect(file.bytes).toBe(SIZE)
      const content = createHash('sha256')
      const { body } = await server.get(`/files/${file.id}/content`)
      for await (const chunk of body ?? []) content.update(chunk)
      expect(content.digest('hex')).toBe(expected)
    }
    const peak = await peakOf(server.pid)
    console.log(`peak of the server: ${Math.round(peak)} MiB for 4 × ${SIZE / 2 ** 20} MiB`)
    expect(peak).toBeLessThan(200)
    await server.end('SIGTERM')
  },
)

/** Waits until drafts have come or gone. */
const untilDrafts = async (data: string, count: number) => {
  while ((await readdir(join(data, 'drafts')).catch(() => [])).length !== count)
    await setImmediate()
}

test('nothing is kept of an upload whose sender goes, or whose server is killed', async () => {
  const data = join(folder, 'killed')
  const first = await startServer('--data', data)
  const left = beginUpload(first.baseURL)
  await left.send(2 ** 20)
  await untilDrafts(data, 1)
  left.sent.on('error', () => undefined).destroy()
  await untilDrafts(data, 0)

  const kept = await beginUpload(first.baseURL).finish(100)
  const killed = beginUpload(first.baseURL)
  killed.sent.on('error', () => undefined)
  await killed.send(2 ** 20)
  await untilDrafts(data, 1)
  await first.end('SIGKILL')

  const second = await startServer('--data', data)
  expect((await (await second.get('/files')).json()).data).toEqual([kept])
  expect(await readdir(join(data, 'files'))).toEqual([kept.id])
  await untilDrafts(data, 0)
  await second.end('SIGTERM')
})
