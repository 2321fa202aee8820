// The same race where no code can be made at run time: inside workerd, timed from outside, because
// its clock stands still while a request is answered. `node packages/models/test/decode-workerd.bench.ts`
import { fileURLToPath } from 'node:url'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { rolldown } from 'rolldown'

const ROUNDS = 15
const bundle = await rolldown({
  input: fileURLToPath(new URL('./decode-worker.ts', import.meta.url)),
  platform: 'browser',
})
const { output } = await bundle.generate({ format: 'esm' })
const workerd = new Miniflare(
  convertV4MiniflareOptions({
    modules: true,
    script: output[0].code,
    compatibilityDate: '2025-01-01',
  }),
)

/** Milliseconds that so many calls take, with the way there and back. */
const timed = async (name: string, calls: number): Promise<number> => {
  const start = performance.now()
  const answer = await workerd.dispatchFetch(
    `http://worker/?${new URLSearchParams({ name, calls: String(calls) })}`,
  )
  await answer.text()
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** Calls of one request, so that each takes some 50 ms. */
const CALLS: Readonly<Record<string, number>> = {
  'ft10 by hand': 400_000,
  'ft10 ours': 400_000,
  'ft10 io-ts': 8_000,
  'jobs100 by hand': 8_000,
  'jobs100 ours': 8_000,
  'jobs100 io-ts': 300,
}
const times: Record<string, number[]> = {}
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = Object.keys(CALLS).sort(() => Math.random() - 0.5)
    const way = median([await timed('', 0), await timed('', 0), await timed('', 0)])
    for (const name of names) {
      const calls = CALLS[name] ?? 0
      const time = ((await timed(name, calls)) - way) / calls
      // The first rounds are still compiling.
      if (round > 2) times[name] = [...(times[name] ?? []), time]
    }
  }
} finally {
  await workerd.dispose()
}

const timeOf = (name: string): number => median(times[name] ?? [])
console.table(
  Object.fromEntries(
    ['ft10', 'jobs100'].map((name) => [
      name,
      {
        'times a hand-written predicate': (
          timeOf(`${name} ours`) / timeOf(`${name} by hand`)
        ).toFixed(2),
        'times faster than io-ts': (timeOf(`${name} io-ts`) / timeOf(`${name} ours`)).toFixed(1),
      },
    ]),
  ),
)
