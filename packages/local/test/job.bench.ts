import { setTimeout } from 'node:timers/promises'

const ROUNDS = 20
const BAR = 50

// As it is installed: measured is what is built.
const { createLocalApi }: typeof import('@finetune/local') = await import(
  new URL('../dist/index.js', import.meta.url).href
)

const lines = Array.from({ length: 10 }, (_, index) => {
  const content = index % 2 === 0 ? 'even' : 'odd'
  const messages = [
    { role: 'user', content: String(index) },
    { role: 'assistant', content },
  ]
  return JSON.stringify({ messages })
}).join('\n')

/** Milliseconds from the upload of ten examples until their job has succeeded. */
const job = async (tiny: boolean): Promise<() => Promise<number>> => {
  const { fetch } = createLocalApi({ tiny })
  const ask = async (path: string, init?: RequestInit) =>
    (await fetch(`http://finetune.test/v1${path}`, init)).json()
  return async () => {
    const began = performance.now()
    const form = new FormData()
    form.set('purpose', 'fine-tune')
    form.set('file', new File([lines], 'train.jsonl'))
    const file = await ask('/files', { method: 'POST', body: form })
    const { id } = await ask('/fine_tuning/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ training_file: file.id, model: 'gpt-4.1-nano' }),
    })
    for (;;) {
      await setTimeout(1)
      const { status, error } = await ask(`/fine_tuning/jobs/${id}`)
      if (status === 'succeeded') return performance.now() - began
      if (status === 'failed') throw new Error(error.message)
    }
  }
}

const rows: { name: string; first: number; median: number; bar?: number }[] = []
for (const { name, tiny, bar } of [
  { name: 'tiny, on the same thread', tiny: true, bar: BAR },
  { name: 'small, on a thread of its own', tiny: false },
]) {
  const run = await job(tiny)
  const first = Math.round(await run())
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(await run())
  const median = Math.round(times.sort((one, other) => one - other)[ROUNDS / 2] ?? 0)
  rows.push({ name, first, median, ...(bar !== undefined && { bar }) })
}
if (process.argv.includes('--json')) {
  const bars = rows.flatMap(({ name, median: value, bar }) =>
    bar === undefined ? [] : [{ name: `a job, ${name}, ms`, value, bar, ok: value <= bar }],
  )
  console.log(JSON.stringify({ bars }))
} else {
  console.log('Milliseconds from the upload of ten examples until their job has succeeded')
  console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])))
}
