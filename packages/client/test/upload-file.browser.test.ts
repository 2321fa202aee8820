import { expect, test } from 'vitest'
import { createClient, type UploadProgress, uploadFile } from '../src/index.ts'

test('a page is told what has left for its own server, as it leaves', async () => {
  const client = createClient({ baseURL: `${location.origin}/v1` })
  const file = new File(Array(256).fill(new Uint8Array(2 ** 20)), 'large.jsonl')
  const seen: UploadProgress[] = []
  const result = await uploadFile(
    client,
    { file, purpose: 'fine-tune' },
    { onProgress: (progress) => seen.push(progress) },
  )()
  // What serves this page takes no files.
  expect(result).toMatchObject({ left: { _tag: 'Refused', status: 404 } })
  const sent = seen.map((progress) => progress.sent)
  expect(sent[0]).toBe(undefined)
  expect(sent.slice(1)).toEqual(sent.slice(1).toSorted((one, other) => Number(one) - Number(other)))
  expect(sent.at(-1)).toBe(file.size)
  expect(sent.length).toBeGreaterThan(2)
})

test('a page that leaves is obeyed at once', async () => {
  const client = createClient({ baseURL: `${location.origin}/v1` })
  const controller = new AbortController()
  const running = uploadFile(
    client,
    { file: new Blob([new Uint8Array(64 * 2 ** 20)]), purpose: 'fine-tune' },
    { signal: controller.signal, onProgress: ({ sent }) => sent && controller.abort() },
  )()
  expect(await running).toMatchObject({ left: { _tag: 'Aborted' } })
})
