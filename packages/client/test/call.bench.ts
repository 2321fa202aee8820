// What a call costs beside the network: node packages/client/test/call.bench.ts [--json]
//
// Every contender asks for the same fine-tune, over a `fetch` that answers at once and over loopback.
// One process, contenders in turn, medians; the figures are ratios to ky.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import OpenAI from 'openai'
import { createClient, fineTunes } from '../src/index.ts'

const JOB = JSON.stringify({
  object: 'fine-tune',
  id: 'ft-1',
  hyperparams: {
    n_epochs: 4,
    batch_size: 8,
    prompt_loss_weight: 0.01,
    learning_rate_multiplier: 0.1,
  },
  organization_id: 'org-1',
  model: 'curie',
  training_files: [
    {
      object: 'file',
      id: 'file-1',
      purpose: 'fine-tune',
      filename: 'train.jsonl',
      bytes: 1_000,
      created_at: 1_690_000_000,
      status: 'processed',
      status_details: null,
    },
  ],
  validation_files: [],
  result_files: [],
  created_at: 1_690_000_000,
  updated_at: 1_690_000_100,
  status: 'running',
  fine_tuned_model: null,
  events: Array.from({ length: 10 }, (_, index) => ({
    object: 'fine-tune-event',
    level: 'info',
    message: `Completed epoch ${index}/10`,
    created_at: 1_690_000_000 + index,
  })),
})
const HEADERS = { 'content-type': 'application/json' }
const KEY = 'sk-bench'

const server = createServer((_, response) => response.writeHead(200, HEADERS).end(JOB))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const loopback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
const stub: typeof fetch = async () => new Response(JOB, { headers: HEADERS })

type Contenders = Readonly<Record<string, () => Promise<unknown>>>

const contendersOf = (baseURL: string, fetch: typeof globalThis.fetch): Contenders => {
  const url = `${baseURL}/fine-tunes/ft-1`
  const headers = { authorization: `Bearer ${KEY}` }
  const client = createClient({ apiKey: KEY, baseURL, fetch })
  const openai = new OpenAI({ apiKey: KEY, baseURL, fetch })
  return {
    ours: client(fineTunes.retrieve, { id: 'ft-1' }),
    ky: () => ky(url, { headers, fetch }).json(),
    fetch: async () => (await fetch(url, { headers })).json(),
    openai: () => openai.get('/fine-tunes/ft-1'),
    ...(fetch === globalThis.fetch && {
      ofetch: () => ofetch(url, { headers }),
      axios: async () => (await axios.get(url, { headers })).data,
    }),
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** Microseconds a call, of each contender. */
const measure = async (contenders: Contenders, rounds: number, calls: number) => {
  const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    const turns = Object.entries(contenders)
    const first = round % turns.length
    for (const [name, call] of [...turns.slice(first), ...turns.slice(0, first)]) {
      const began = performance.now()
      for (let count = 0; count < calls; count += 1) await call()
      // The first rounds warm up.
      if (round >= 5) times.get(name)?.push(((performance.now() - began) * 1000) / calls)
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]))
}

const stubbed = await measure(contendersOf('http://stub/v1', stub), 45, 200)
const real = await measure(contendersOf(loopback, globalThis.fetch), 25, 100)
server.close()
server.closeAllConnections()

const ratio = (times: Readonly<Record<string, number>>, name: string) =>
  Math.round(((times[name] ?? 0) / (times.ky ?? 1)) * 100) / 100

if (process.argv.includes('--json')) {
  const ours = ratio(stubbed, 'ours')
  const openai = ratio(stubbed, 'openai')
  const bars = [
    { name: 'call over a stubbed fetch, × ky', value: ours, bar: 1.15, ok: ours <= 1.15 },
    { name: 'the same, against openai', value: ours, bar: openai, ok: ours <= openai },
  ]
  console.log(JSON.stringify({ bars }))
} else {
  const rows = [...new Set([...Object.keys(stubbed), ...Object.keys(real)])].map((name) => [
    name,
    {
      'stub, µs': Math.round(stubbed[name] ?? Number.NaN),
      'stub, × ky': ratio(stubbed, name),
      'loopback, µs': Math.round(real[name] ?? Number.NaN),
      'loopback, × ky': ratio(real, name),
    },
  ])
  console.table(Object.fromEntries(rows))
}
