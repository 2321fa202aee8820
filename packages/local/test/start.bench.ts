import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const ROUNDS = 15
const BARS = { listens: 250, answers: 300 }

const folder = mkdtempSync(join(tmpdir(), 'finetune-start-'))
const killed = join(folder, 'killed')

/** Milliseconds until a process has said something, and until something has been done with that. */
const start = async (
  args: readonly string[],
  use: (said: string) => Promise<unknown> = async () => undefined,
): Promise<number> => {
  const began = performance.now()
  const child = spawn(process.execPath, ['--no-warnings', ...args])
  const [said] = await once(child.stdout, 'data')
  await use(String(said).trim())
  const took = performance.now() - began
  child.kill('SIGKILL')
  await once(child, 'close')
  return took
}
const serve = (...args: readonly string[]) => [BIN, '--port', '0', ...args]

const startJob = async (baseURL: string): Promise<void> => {
  const lines = Array.from(
    { length: 200 },
    (_, index) => `{"prompt": "${index} ->", "completion": " a"}`,
  )
  const form = new FormData()
  form.set('purpose', 'fine-tune')
  form.set('file', new File([lines.join('\n')], 'train.jsonl'))
  const file: { id: string } = await (
    await fetch(`${baseURL}/files`, { method: 'POST', body: form })
  ).json()
  const body = JSON.stringify({ training_file: file.id, model: 'ada', n_epochs: 10_000 })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${baseURL}/fine-tunes`, { method: 'POST', body, headers })
  await setTimeout(2000)
}
await start(serve('--data', killed), startJob)

const isRunning = async (baseURL: string): Promise<void> => {
  const { data } = await (await fetch(`${baseURL}/fine-tunes`)).json()
  if (data[0]?.status !== 'running') throw new Error('The job does not go on.')
}

const contenders = {
  'node alone': { run: () => start(['-e', 'console.log(1)']) },
  'listens, in memory': { run: () => start(serve()), bar: BARS.listens },
  'listens, in a new folder': {
    run: (round: number) => start(serve('--data', join(folder, `${round}`))),
    bar: BARS.listens,
  },
  'answers after kill -9, a job goes on': {
    run: () => start(serve('--data', killed), isRunning),
    bar: BARS.answers,
  },
}
const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]))
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, contender] of Object.entries(contenders)) {
    times.get(name)?.push(await contender.run(round))
  }
}
rmSync(folder, { recursive: true })

const rows = Object.entries(contenders).map(([name, contender]) => {
  const sorted = (times.get(name) ?? []).sort((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  const [fastest, median] = [at(0), at(0.5)]
  return { name, fastest, median, bar: 'bar' in contender ? contender.bar : undefined }
})
if (process.argv.includes('--json')) {
  const bars = rows.flatMap(({ name, median: value, bar }) =>
    bar === undefined ? [] : [{ name: `${name}, ms`, value, bar, ok: value <= bar }],
  )
  console.log(JSON.stringify({ bars }))
} else {
  console.log('Milliseconds from the start of the process until it')
  console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])))
}
