import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, createManualClock } from '@finetune/local'
import { Upload, UploadPart } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { createClient, uploadFile } from '../../client/src/index.ts'
import { startServer } from './process.ts'
import { requestsOf } from './requests.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-upload-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const bytesOf = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 7) % 256)

const setUp = (data?: string) => {
  const clock = createManualClock(1_758_145_013_000)
  const api = createLocalApi(data === undefined ? { clock } : { clock, data })
  const requests = requestsOf(api.fetch)
  const { post } = requests
  const describe = { purpose: 'fine-tune', filename: 'big.jsonl', mime_type: 'text/jsonl' }
  return {
    ...requests,
    clock,
    api,
    createUpload: (bytes: number, rest = {}) => post('/uploads', { ...describe, bytes, ...rest }),
    addPart: (id: string, content: Uint8Array<ArrayBuffer>) => {
      const body = new FormData()
      body.set('data', new File([content], 'part'))
      const url = `http://finetune.test/v1/uploads/${id}/parts`
      return api.fetch(url, { method: 'POST', body })
    },
    complete: (id: string, part_ids: readonly string[], rest = {}) =>
      post(`/uploads/${id}/complete`, { part_ids, ...rest }),
    cancelUpload: (id: string) => post(`/uploads/${id}/cancel`),
  }
}
const decoded = async (codec: typeof Upload | typeof UploadPart, answer: Promise<Response>) => {
  const value = await (await answer).json()
  expect(codec.is(value), JSON.stringify(value)).toBe(true)
  return value
}

const memory = setUp()
afterAll(memory.api.close)
const { createUpload, addPart, complete, cancelUpload, get, refusal } = memory

test('parts become one file in the order that completing tells', async () => {
  const [one, two] = [bytesOf(100_000, 1), bytesOf(70_000, 2)]
  const whole = new Uint8Array([...two, ...one])
  const upload = await decoded(Upload, createUpload(whole.length))
  expect(upload).toEqual({
    id: expect.stringMatching(/^upload_[0-9a-f]{32}$/),
    object: 'upload',
    bytes: 170_000,
    created_at: 1_758_145_013,
    filename: 'big.jsonl',
    purpose: 'fine-tune',
    status: 'pending',
    expires_at: 1_758_148_613,
  })
  const first = await decoded(UploadPart, addPart(upload.id, one))
  expect(first).toEqual({
    id: expect.stringMatching(/^part_[0-9a-f]{32}$/),
    object: 'upload.part',
    created_at: 1_758_145_013,
    upload_id: upload.id,
  })
  const second = await decoded(UploadPart, addPart(upload.id, two))
  const md5 = createHash('md5').update(whole).digest('hex')
  const done = await decoded(Upload, complete(upload.id, [second.id, first.id], { md5 }))
  expect(done).toEqual({
    ...upload,
    status: 'completed',
    file: {
      id: expect.stringMatching(/^file-/),
      object: 'file',
      bytes: 170_000,
      created_at: 1_758_145_013,
      filename: 'big.jsonl',
      purpose: 'fine-tune',
      status: 'processed',
      status_details: null,
      expires_at: null,
    },
  })
  expect(await (await get(`/files/${done.file.id}`)).json()).toEqual(done.file)
  const content = await (await get(`/files/${done.file.id}/content`)).arrayBuffer()
  expect(new Uint8Array(content)).toEqual(whole)
})

test('what does not add up is refused, and can be mended', async () => {
  const upload = await decoded(Upload, createUpload(6))
  const one = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 1)))
  const two = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 2)))
  const refused = { status: 400, type: 'invalid_request_error', code: null }
  expect(await refusal(complete(upload.id, [one.id]))).toEqual({
    ...refused,
    message: 'The parts hold 3 bytes, but the upload was created with 6',
    param: 'part_ids',
  })
  for (const id of ['part_x', one.id]) {
    expect(await refusal(complete(upload.id, [one.id, id]))).toEqual({
      ...refused,
      message: `No such UploadPart object: ${id}`,
      param: 'part_ids',
    })
  }
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e'
  expect(await refusal(complete(upload.id, [one.id, two.id], { md5 }))).toMatchObject({
    message: expect.stringMatching(/^The MD5 of the parts is [0-9a-f]{32}, not d41d8/),
    param: 'md5',
  })
  expect((await complete(upload.id, [one.id, two.id])).status).toBe(200)
})

test('an upload that is over takes nothing more', async () => {
  const upload = await decoded(Upload, createUpload(3))
  const part = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 1)))
  const cancelled = await decoded(Upload, cancelUpload(upload.id))
  expect(cancelled).toEqual({ ...upload, status: 'cancelled' })
  for (const [act, answer] of [
    ['add a part to', addPart(upload.id, bytesOf(3, 1))],
    ['complete', complete(upload.id, [part.id])],
    ['cancel', cancelUpload(upload.id)],
  ] as const) {
    expect(await refusal(answer)).toMatchObject({
      status: 400,
      message: `Cannot ${act} an upload ${upload.id} that already has status "cancelled".`,
    })
  }
})

test('an upload is completed once, however often it is asked at the same time', async () => {
  const upload = await decoded(Upload, createUpload(3, { purpose: 'batch' }))
  const part = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 1)))
  const answers = await Promise.all([1, 2, 3, 4].map(() => complete(upload.id, [part.id])))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
  const { data } = await (await get('/files?purpose=batch')).json()
  expect(data).toHaveLength(1)
})

test('an upload expires an hour after it was created', async () => {
  const upload = await decoded(Upload, createUpload(3))
  const part = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 1)))
  memory.clock.advance(3_599_999)
  expect((await addPart(upload.id, bytesOf(3, 1))).status).toBe(200)
  memory.clock.advance(1)
  expect(await refusal(complete(upload.id, [part.id]))).toMatchObject({
    status: 400,
    message: `Cannot complete an upload ${upload.id} that already has status "expired".`,
  })
})

test.for([
  [{ bytes: 0 }, "0 is less than the minimum of 1 - 'bytes'"],
  [{ bytes: 8 * 2 ** 30 + 1 }, "8589934593 is greater than the maximum of 8589934592 - 'bytes'"],
  [{ purpose: 'x' }, /^'x' is not one of \['fine-tune', .*\] - 'purpose'$/],
  [{ bytes: '3' }, "'3' is not of type 'integer' - 'bytes'"],
  [
    { expires_after: { anchor: 'created_at', seconds: 1 } },
    "1 is less than the minimum of 3600 - 'expires_after.seconds'",
  ],
] as const)('an upload with %j is refused', async ([rest, message]) => {
  const answer = await refusal(createUpload(3, rest))
  expect(answer.status).toBe(400)
  expect(answer.message).toMatch(message)
})

test('unknown uploads are not found', async () => {
  for (const answer of [addPart('upload_x', bytesOf(1, 1)), complete('upload_x', [])]) {
    expect(await refusal(answer)).toMatchObject({
      status: 404,
      message: 'No such Upload object: upload_x',
      param: 'upload_id',
    })
  }
})

test('a part of more than 64 MiB is refused', async () => {
  const upload = await decoded(Upload, createUpload(2 ** 27))
  const large = new Uint8Array(2 ** 26 + 1)
  expect(await refusal(addPart(upload.id, large))).toMatchObject({
    status: 413,
    message: 'Maximum content size limit (67108864) exceeded',
  })
  expect((await addPart(upload.id, large.subarray(1))).status).toBe(200)
})

test('a file of an upload expires as the upload asked', async () => {
  const { createUpload, addPart, complete, get, clock, api } = setUp()
  const expires_after = { anchor: 'created_at', seconds: 7200 }
  const upload = await decoded(Upload, createUpload(3, { expires_after }))
  const part = await decoded(UploadPart, addPart(upload.id, bytesOf(3, 1)))
  const { file } = await decoded(Upload, complete(upload.id, [part.id]))
  expect(file.expires_at).toBe(file.created_at + 7200)
  clock.advance(7_200_000)
  expect((await get(`/files/${file.id}`)).status).toBe(404)
  await api.close()
})

test('an upload goes on after a restart, and nothing of it is left when it is over', async () => {
  const data = join(folder, 'restart')
  const before = setUp(data)
  const upload = await decoded(Upload, before.createUpload(6))
  const cancelled = await decoded(Upload, before.createUpload(6))
  const one = await decoded(UploadPart, before.addPart(upload.id, bytesOf(3, 1)))
  await before.addPart(cancelled.id, bytesOf(3, 1))
  await before.cancelUpload(cancelled.id)
  await before.api.close()

  const after = setUp(data)
  const two = await decoded(UploadPart, after.addPart(upload.id, bytesOf(3, 2)))
  const { file } = await decoded(Upload, after.complete(upload.id, [one.id, two.id]))
  const content = await (await after.get(`/files/${file.id}/content`)).arrayBuffer()
  expect(new Uint8Array(content)).toEqual(new Uint8Array([...bytesOf(3, 1), ...bytesOf(3, 2)]))
  expect(await readdir(join(data, 'uploads'))).toEqual([])
  expect(await readdir(join(data, 'drafts'))).toEqual([])

  const expiring = await decoded(Upload, after.createUpload(3))
  await after.addPart(expiring.id, bytesOf(3, 1))
  after.clock.advance(3_600_000)
  await expect.poll(() => readdir(join(data, 'uploads'))).toEqual([])
  await after.api.close()
})

test('the client uploads a file in parts', async () => {
  const client = createClient({
    apiKey: 'any',
    baseURL: 'http://finetune.test/v1',
    fetch: memory.api.fetch,
  })
  const file = new File([bytesOf(300_000, 5)], 'train.jsonl')
  const result = await uploadFile(
    client,
    { file, purpose: 'fine-tune' },
    { threshold: 1, partSize: 100_000 },
  )()
  expect(result).toMatchObject({ _tag: 'Right', right: { bytes: 300_000 } })
})

/** Of a run by hand: 1,000 and more. */
const KILLS = Number(process.env.KILLS ?? 5)

test('what is acknowledged of an upload outlives kill -9 at any moment', async () => {
  const data = join(folder, 'killed')
  const kept: string[] = []
  let upload: { id: string } | undefined
  let parts: string[] = []
  let asked: string | undefined
  for (let kill = 0; kill < KILLS; kill += 1) {
    const server = await startServer('--data', data)
    const listed = (await (await server.get('/files')).json()).data
    // An upload whose completion was not answered is completed, or can be.
    if (upload && asked !== undefined) {
      const answer = await server.post(`/uploads/${upload.id}/complete`, { part_ids: parts })
      expect(answer.status, await answer.clone().text()).toBeOneOf([200, 400])
      const after = (await (await server.get('/files')).json()).data
      expect(after).toHaveLength(kept.length + 1)
      kept.push(after[0].id)
      upload = undefined
      asked = undefined
    } else {
      expect(listed).toHaveLength(kept.length)
    }
    for (const { id } of (await (await server.get('/files')).json()).data) {
      expect(await server.text(`/files/${id}/content`)).toBe('abcabcabcabc')
    }

    const timer = setTimeout(() => server.end('SIGKILL'), Math.random() * 200)
    try {
      for (;;) {
        if (!upload) {
          parts = []
          const body = { purpose: 'batch', filename: 'a', bytes: 12, mime_type: 'text/plain' }
          upload = await (await server.post('/uploads', body)).json()
        }
        while (parts.length < 4) {
          const body = new FormData()
          body.set('data', new File(['abc'], 'a'))
          const url = `${server.baseURL}/uploads/${upload?.id}/parts`
          parts.push((await (await fetch(url, { method: 'POST', body })).json()).id)
        }
        asked = upload?.id
        const path = `/uploads/${upload?.id}/complete`
        const done = await (await server.post(path, { part_ids: parts })).json()
        kept.push(done.file.id)
        upload = undefined
        asked = undefined
      }
    } catch {
      clearTimeout(timer)
      await server.end('SIGKILL')
    }
  }
  const last = await startServer('--data', data)
  const { data: files } = await (await last.get('/files')).json()
  const known = files.map(({ id }: { id: string }) => id).sort()
  const there = await readdir(join(data, 'files')).catch(() => [])
  expect(there.sort()).toEqual(known)
  expect(await readdir(join(data, 'drafts')).catch(() => [])).toEqual([])
  await last.end('SIGTERM')
})
