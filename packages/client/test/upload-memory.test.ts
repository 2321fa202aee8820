import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Mebibytes: `UPLOAD_MIB=2048` on demand. */
const SIZE = Number(process.env.UPLOAD_MIB ?? 512)
/**
 * Megabytes of memory at the most, by the system's own count. A download at the speed of loopback is
 * garbage faster than it is collected: a bare `fetch` on Node.js 26 takes 160 to 180.
 */
const BARS = { whole: 160, parts: 160, stream: 160, download: 320 }

/** The one file in a form, as it comes: what is after its head and before the last boundary. */
const contentOf = async (request: IncomingMessage, take: (bytes: Buffer) => void) => {
  const [, boundary = ''] = request.headers['content-type']?.match(/boundary=(.+)/) ?? []
  const tail = `\r\n--${boundary}--`.length + 2
  let inFile = false
  let held = Buffer.alloc(0)
  for await (const chunk of request) {
    held = Buffer.concat([held, chunk])
    if (!inFile) {
      const file = held.indexOf('filename=')
      const start = file < 0 ? -1 : held.indexOf('\r\n\r\n', file)
      if (start < 0) continue
      inFile = true
      held = held.subarray(start + 4)
    }
    if (held.length > tail) {
      take(held.subarray(0, -tail))
      held = held.subarray(-tail)
    }
  }
  if (!held.toString().startsWith(`\r\n--${boundary}--`)) throw new Error('not the end of a form')
}

let bytes = 0
let sum = createHash('md5')
let lengths: (string | undefined)[] = []
/** Takes files and keeps nothing of them but their size and sum. */
const server = createServer(async (request, response) => {
  const json = (body: unknown) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  const file = () => ({ id: 'file-1', object: 'file', bytes, created_at: 1, filename: 'a' })
  const path = request.url ?? ''
  if (path.endsWith('/content')) {
    const chunk = Buffer.alloc(2 ** 20)
    response.setHeader('content-length', SIZE * chunk.length)
    for (let sent = 0; sent < SIZE; sent += 1) {
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end()
  } else if (path === '/v1/files' || path.endsWith('/parts')) {
    lengths.push(request.headers['content-length'])
    await contentOf(request, (chunk) => {
      bytes += chunk.length
      sum.update(chunk)
    })
    if (path === '/v1/files') json({ ...file(), purpose: 'fine-tune' })
    else json({ id: `p${lengths.length}`, object: 'upload.part', created_at: 1, upload_id: 'u' })
  } else {
    const sent = JSON.parse((await request.toArray()).join('') || '{}')
    const isWrong = path.endsWith('/complete') && sent.md5 !== sum.copy().digest('hex')
    if (isWrong) response.statusCode = 400
    json({
      id: 'upload_1',
      object: 'upload',
      bytes,
      created_at: 1,
      expires_at: 2,
      filename: 'a',
      purpose: 'fine-tune',
      status: 'completed',
      ...(path.endsWith('/complete') && { file: { ...file(), purpose: 'fine-tune' } }),
    })
  }
})
const folder = mkdtempSync(join(tmpdir(), 'finetune-memory-'))
const program = join(folder, 'program.mjs')
beforeAll(async () => {
  // As JavaScript, for reading TypeScript takes memory of its own.
  const bundle = await rolldown({
    input: fileURLToPath(new URL('upload-memory.ts', import.meta.url)),
    platform: 'node',
    resolve: { conditionNames: ['@finetune/source', 'node', 'import', 'default'] },
  })
  await bundle.write({ file: program, format: 'esm' })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const run = async (way: string) => {
  bytes = 0
  sum = createHash('md5')
  lengths = []
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const { stdout } = await promisify(execFile)(process.execPath, [program, base, way, `${SIZE}`])
  const result: { bytes: number; told: number; peak: number } = JSON.parse(stdout)
  console.log(`${way}: ${SIZE} MiB with ${result.peak.toFixed(0)} MB of memory`)
  return result
}

for (const [way, bar] of Object.entries(BARS)) {
  const isCounted = process.platform === 'linux'
  test.runIf(isCounted)(
    `${way}: a large file takes little memory, and is told to its end`,
    async () => {
      const { bytes: done, told, peak } = await run(way)
      expect(done).toBe(SIZE * 2 ** 20)
      expect(told).toBe(done)
      if (way !== 'download') expect(bytes).toBe(done)
      expect(lengths).not.toContain(undefined)
      expect(peak).toBeLessThan(bar)
    },
    300_000,
  )
}
