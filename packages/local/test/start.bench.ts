import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const ROUNDS = 15
const BAR = 250

const folder = mkdtempSync(join(tmpdir(), 'finetune-start-'))

/** Milliseconds until a process says something. */
const start = async (...args: readonly string[]): Promise<number> => {
  const began = performance.now()
  const child = spawn(process.execPath, ['--no-warnings', ...args])
  await once(child.stdout, 'data')
  const took = performance.now() - began
  child.kill('SIGKILL')
  await once(child, 'close')
  return took
}

const contenders = {
  'node alone': () => start('-e', 'console.log(1)'),
  'in memory': () => start(BIN, '--port', '0'),
  'a new folder': (round: number) => start(BIN, '--port', '0', '--data', join(folder, `${round}`)),
  'after kill -9': () => start(BIN, '--port', '0', '--data', join(folder, '0')),
}
const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]))
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, contender] of Object.entries(contenders)) {
    times.get(name)?.push(await contender(round))
  }
}
rmSync(folder, { recursive: true })

const rows = [...times].map(([name, values]) => {
  const sorted = values.sort((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  return { name, fastest: at(0), median: at(0.5) }
})
if (process.argv.includes('--json')) {
  const bars = rows.slice(1).map(({ name, median }) => {
    return { name: `start to listening, ${name}, ms`, value: median, bar: BAR, ok: median <= BAR }
  })
  console.log(JSON.stringify({ bars }))
} else {
  console.log('Milliseconds until it listens')
  console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])))
}
