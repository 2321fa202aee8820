import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalApi } from '@finetune/local'
import fc from 'fast-check'
import { function as F, taskEither as TE } from 'fp-ts'
import { afterAll, expect, test } from 'vitest'
import { createClient, downloadFile, fineTunes, uploadFile } from '../src/index.ts'
import { createUploadServer } from './upload-server.ts'

const local = createLocalApi()
afterAll(() => local.close())
const client = createClient({ baseURL: 'http://local/v1', fetch: local.fetch })

test('a stream arrives whole, however it is cut and into whatever parts it goes', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 20, max: 100 }), async (pieces, partSize) => {
      const server = createUploadServer()
      const to = createClient({ baseURL: 'http://uploads/v1', fetch: server.fetch })
      const whole = pieces.flatMap((piece) => [...piece])
      const file = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (const piece of pieces) controller.enqueue(piece)
          controller.close()
        },
      })
      const upload = { file, size: whole.length, purpose: 'fine-tune' }
      const result = await uploadFile(to, upload, { partSize })()
      if (result._tag === 'Left') throw new Error(result.left.message)
      expect([...(server.files.get(result.right.id) ?? [])]).toEqual(whole)
      expect(file.locked).toBe(true)
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('a file is read no faster than it leaves, and told so', async () => {
  const server = createServer((request) => request.pause()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const to = createClient({ baseURL: `http://127.0.0.1:${port}/v1`, timeout: 500 })
  const file = new Blob(Array(128).fill(new Uint8Array(2 ** 20)))
  let told = 0
  const onProgress = ({ sent = 0 }) => {
    told = sent
  }
  const result = await uploadFile(to, { file, purpose: 'fine-tune' }, { onProgress })()
  server.closeAllConnections()
  server.close()
  expect(result).toMatchObject({ left: { _tag: 'Ambiguous' } })
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(32 * 2 ** 20)
})

test('uploads and downloads leave no listener on the signal they share', async () => {
  const { signal } = new AbortController()
  const file = new Blob(['{"prompt":"a","completion":"b"}'])
  const uploaded = await uploadFile(client, { file, purpose: 'fine-tune' }, { signal })()
  if (uploaded._tag === 'Left') throw new Error(uploaded.left.message)
  const server = createUploadServer()
  const parts = createClient({ baseURL: 'http://uploads/v1', fetch: server.fetch })
  await uploadFile(parts, { file, purpose: 'fine-tune' }, { signal, threshold: 0 })()
  for (const read of [true, false]) {
    const download = await downloadFile(client, uploaded.right.id, { signal })()
    if (download._tag === 'Left') throw new Error(download.left.message)
    if (read) await new Response(download.right.body).text()
    else await download.right.body.cancel()
  }
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('an upload composes with what comes after it', async () => {
  const file = new File(
    Array.from({ length: 16 }, (_, n) => `{"prompt":"${n} ->","completion":" ${n % 2}"}\n`),
    'numbers.jsonl',
  )
  const started = F.pipe(
    uploadFile(client, { file, purpose: 'fine-tune' }),
    TE.chainW(({ id }) => client(fineTunes.create, { body: { training_file: id } })),
    TE.map(({ status }) => status),
  )
  expect(await started()).toEqual({ _tag: 'Right', right: 'pending' })
})
