import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLocalApi, listen } from '@finetune/local'

const STREAMS = Number(process.env.STREAMS ?? 1000)
const SECONDS = Number(process.env.SECONDS ?? 30)
/** Milliseconds between two events of the job that all streams follow. */
const PACE = 100
const BARS = { p99: 60, growth: 10, left: 0 }
/** The share of the time after which the memory is looked at for the first time. */
const WARM = 0.2

/** Serves a new folder. An event says the millisecond in which it was made: its clock is fast. */
const serve = async (data: string): Promise<void> => {
  const now = () => Date.now() * 1000
  const every = (milliseconds: number, tick: () => void) => {
    const timer = setInterval(tick, milliseconds).unref()
    return () => clearInterval(timer)
  }
  const api = createLocalApi({ data, tiny: true, clock: { now, every } })
  console.log((await listen(api)).baseURL)
}

const call = async (url: string, body: BodyInit): Promise<Record<string, unknown>> => {
  const headers = body instanceof FormData ? {} : { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', body, headers })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.json()
}

const startJob = async (baseURL: string, examples: number, n_epochs: number): Promise<string> => {
  const lines = Array.from({ length: examples }, (_, index) =>
    JSON.stringify({ prompt: `${index} ->`, completion: index % 2 ? ' odd' : ' even' }),
  )
  const form = new FormData()
  form.set('purpose', 'fine-tune')
  form.set('file', new File([lines.join('\n')], 'train.jsonl'))
  const { id: training_file } = await call(`${baseURL}/files`, form)
  const wanted = { training_file, model: 'ada', n_epochs, batch_size: 1 }
  const { id } = await call(`${baseURL}/fine-tunes`, JSON.stringify(wanted))
  return String(id)
}

const EPOCH = /"created_at":(\d+),[^}]*"message":"Completed epoch/g
const epochsIn = (text: string): number[] => [...text.matchAll(EPOCH)].map(([, at]) => Number(at))

const streamOf = async (baseURL: string, id: string, agent: Agent): Promise<IncomingMessage> => {
  const asked = get(`${baseURL}/fine-tunes/${id}/events?stream=true`, { agent })
  const [response]: IncomingMessage[] = await once(asked, 'response')
  if (response?.statusCode !== 200) throw new Error(`a stream is refused: ${response?.statusCode}`)
  return response.setEncoding('utf8')
}

const watch = (pid: number) => ({
  descriptors: readdirSync(`/proc/${pid}/fd`).length,
  memory: Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
})

interface Followers {
  /** Milliseconds from each event to a follower that has it. */
  readonly delays: number[]
  readonly leave: () => void
}

/** Has all of them follow one job. */
const follow = async (baseURL: string, id: string): Promise<Followers> => {
  const agent = new Agent({ keepAlive: false, maxSockets: STREAMS })
  const streams: IncomingMessage[] = []
  const delays: number[] = []
  while (streams.length < STREAMS) {
    const opened = Array.from({ length: Math.min(50, STREAMS - streams.length) }, () =>
      streamOf(baseURL, id, agent),
    )
    for (const stream of await Promise.all(opened)) {
      streams.push(stream)
      stream.on('error', () => undefined)
      stream.on('data', (chunk: string) => {
        const now = Date.now()
        for (const at of epochsIn(chunk)) delays.push(now - at)
      })
    }
  }
  const leave = () => {
    for (const stream of streams) stream.destroy()
    agent.destroy()
  }
  return { delays, leave }
}

/** Starts a job that has an event at the {@link PACE}, while all of them follow it. */
const paced = async (baseURL: string) => {
  for (let examples = 2000; ; ) {
    const id = await startJob(baseURL, examples, 1_000_000)
    const followers = await follow(baseURL, id)
    await setTimeout(2000)
    followers.delays.length = 0
    await setTimeout(5000)
    const pace = (5000 * STREAMS) / followers.delays.length
    const end = async () => {
      followers.leave()
      await call(`${baseURL}/fine-tunes/${id}/cancel`, '{}')
    }
    if (pace > PACE * 0.8 && pace < PACE * 1.25) return { delays: followers.delays, end }
    await end()
    examples = Math.max(1, Math.round((examples * PACE) / pace))
  }
}

const measure = async (baseURL: string, pid: number) => {
  const before = watch(pid)
  const { delays, end } = await paced(baseURL)
  delays.length = 0
  const samples: ReturnType<typeof watch>[] = []
  for (let second = 0; second < SECONDS; second += 1) {
    await setTimeout(1000)
    samples.push(watch(pid))
  }
  await end()
  // Longer than a connection is kept on which nothing comes.
  await setTimeout(7000)
  const after = watch(pid)
  const sorted = Float64Array.from(delays).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  const warm = samples.slice(Math.floor(SECONDS * WARM))
  const mean = (some: typeof samples) =>
    some.reduce((sum, { memory }) => sum + memory, 0) / Math.max(1, some.length)
  const tenth = Math.max(1, Math.floor(warm.length / 10))
  const [early, late] = [mean(warm.slice(0, tenth)), mean(warm.slice(-tenth))]
  return {
    'events received a second': Math.round(delays.length / SECONDS),
    'delay, median, ms': at(0.5),
    'delay, 99 %, ms': at(0.99),
    'delay, longest, ms': at(1 - Number.EPSILON),
    'memory at first, MB': Math.round(early),
    'memory at last, MB': Math.round(late),
    'memory, growth in %': Math.round((late / early - 1) * 1000) / 10,
    'descriptors, most': Math.max(...samples.map(({ descriptors }) => descriptors)),
    'descriptors left open': after.descriptors - before.descriptors,
  }
}

const compare = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-streams-'))
  const self = fileURLToPath(import.meta.url)
  const args = ['--no-warnings', self, 'serve', join(folder, 'data')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await once(child.stdout, 'data')
    const figures = await measure(String(said).trim(), child.pid ?? 0)
    if (process.argv.includes('--json')) {
      const bar = (name: keyof typeof figures, most: number) => {
        return {
          name: `event streams: ${name}`,
          value: figures[name],
          bar: most,
          ok: figures[name] <= most,
        }
      }
      const bars = [
        bar('delay, 99 %, ms', BARS.p99),
        bar('memory, growth in %', BARS.growth),
        bar('descriptors left open', BARS.left),
      ]
      console.log(JSON.stringify({ bars }))
    } else {
      console.log(`${STREAMS} event streams for ${SECONDS} seconds, ten events a second each`)
      console.table(
        Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, { value }])),
      )
    }
  } finally {
    child.kill('SIGKILL')
    await once(child, 'close')
    rmSync(folder, { recursive: true })
  }
}

const [, , role, data = ''] = process.argv
await (role === 'serve' ? serve(data) : compare())
