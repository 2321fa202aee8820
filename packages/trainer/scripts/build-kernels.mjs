// Compiles kernels/*.ts (AssemblyScript) to WebAssembly and writes it, as base64 text, to
// src/generated/kernels.ts: so the package needs neither a file nor a request at run time.
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const baseDir = fileURLToPath(new URL('..', import.meta.url))
const target = new URL('../src/generated/kernels.ts', import.meta.url)

const options = [
  'kernels/index.ts',
  ...['--baseDir', baseDir, '--outFile', 'kernels.wasm'],
  ...['--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
]

/** @type {Uint8Array | undefined} */
let wasm
const { error, stderr } = await asc.main(options, {
  writeFile: (name, contents) => {
    if (name === 'kernels.wasm' && contents instanceof Uint8Array) wasm = contents
  },
})
if (error || !wasm) {
  console.error(stderr.toString())
  throw error ?? new Error('The compiler wrote no kernels.wasm.')
}

const text = `// Written by scripts/build-kernels.mjs from kernels/*.ts. Do not edit.
export const kernels =
  '${Buffer.from(wasm).toString('base64')}'
`
await mkdir(new URL('.', target), { recursive: true })
await writeFile(target, text)
console.log(`src/generated/kernels.ts: ${wasm.length} bytes of WebAssembly`)
