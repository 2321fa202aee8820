// Writes pretrained/base.bin, as base64 text, to src/generated/base.ts: so the package needs neither a
// file nor a request at run time.
import { mkdir, readFile, writeFile } from 'node:fs/promises'

const bytes = await readFile(new URL('../pretrained/base.bin', import.meta.url))
const target = new URL('../src/generated/base.ts', import.meta.url)
const text = `// Written by scripts/build-base.mjs from pretrained/base.bin. Do not edit.
export const base =
  '${bytes.toString('base64')}'
`
await mkdir(new URL('.', target), { recursive: true })
await writeFile(target, text)
console.log(`src/generated/base.ts: ${bytes.length} bytes of weights`)
