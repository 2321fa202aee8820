// Uploads and downloads so many mebibytes, and prints the most memory this process ever took:
// node upload-memory.ts <base URL> <whole | parts | stream | download> <MiB>
import { mkdtempSync, openAsBlob, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createClient, downloadFile, uploadFile } from '../src/index.ts'

const [, , baseURL = '', way = '', megabytes = ''] = process.argv
const size = Number(megabytes) * 2 ** 20
const folder = mkdtempSync(join(tmpdir(), 'finetune-upload-'))
const client = createClient({ baseURL })

const work = async () => {
  if (way === 'download') {
    const download = await downloadFile(client, 'file-1')()
    if (download._tag === 'Left') throw new Error(download.left.message)
    let bytes = 0
    for await (const chunk of download.right.body) bytes += chunk.length
    return { bytes, told: bytes }
  }
  const path = join(folder, 'large.jsonl')
  writeFileSync(path, '')
  truncateSync(path, size)
  const zeros = Readable.from(
    (function* () {
      const chunk = Buffer.alloc(2 ** 16)
      for (let left = size; left > 0; left -= chunk.length) yield chunk
    })(),
  )
  const file = way === 'stream' ? Readable.toWeb(zeros) : await openAsBlob(path)
  let told = 0
  const uploaded = await uploadFile(
    client,
    { file: file as Blob | ReadableStream<Uint8Array>, size, purpose: 'fine-tune' },
    {
      threshold: way === 'parts' ? 0 : 2 ** 40,
      onProgress: ({ sent = 0 }) => {
        told = sent
      },
    },
  )()
  if (uploaded._tag === 'Left') throw new Error(uploaded.left.message)
  return { bytes: uploaded.right.bytes, told }
}

const done = await work().finally(() => rmSync(folder, { recursive: true }))
const [, peak = ''] = readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+) kB/) ?? []
console.log(JSON.stringify({ ...done, peak: Number(peak) / 1000 }))
