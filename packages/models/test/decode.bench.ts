// How fast decoding is, beside other ways to do it: `pnpm bench:decode`. Prints a table, and fails
// when a bar is missed; `--json` prints one line for machines. Times are only ever compared within
// one round, which runs everything in another order.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FineTune, FineTuningJob, listOf } from '../src/index.ts'
import {
  isFineTuneByHand,
  isFineTuneListByHand,
  isFineTuningJobListByHand,
} from './decode-by-hand.ts'
import { type Case, cases, fineTuneOf } from './decode-data.ts'
import { arktype, type Deciders, typebox, valibot, zod } from './decode-peers.ts'
import { plainOf } from './plain.ts'
import { chanceOf } from './sample.ts'

const ROUNDS = 41
/** Of one sample. */
const MILLISECONDS = 3

const decoders = {
  FineTune,
  FineTuneList: listOf(FineTune),
  FineTuningJobList: listOf(FineTuningJob),
}
const plain = {
  FineTune: plainOf(decoders.FineTune),
  FineTuneList: plainOf(decoders.FineTuneList),
  FineTuningJobList: plainOf(decoders.FineTuningJobList),
}

const HAND = 'hand-written predicate'
const OURS = 'ours'
const PLAIN = 'io-ts'
const PARSE = 'JSON.parse'

const contenders: Readonly<Record<string, Deciders>> = {
  [HAND]: {
    FineTune: isFineTuneByHand,
    FineTuneList: isFineTuneListByHand,
    FineTuningJobList: isFineTuningJobListByHand,
  },
  [OURS]: {
    FineTune: (value) => decoders.FineTune.decode(value)._tag === 'Right',
    FineTuneList: (value) => decoders.FineTuneList.decode(value)._tag === 'Right',
    FineTuningJobList: (value) => decoders.FineTuningJobList.decode(value)._tag === 'Right',
  },
  [PLAIN]: {
    FineTune: (value) => plain.FineTune.decode(value)._tag === 'Right',
    FineTuneList: (value) => plain.FineTuneList.decode(value)._tag === 'Right',
    FineTuningJobList: (value) => plain.FineTuningJobList.decode(value)._tag === 'Right',
  },
  'zod without eval': zod({ jitless: true }),
  zod: zod({ jitless: false }),
  valibot: valibot(),
  'arktype (eval)': arktype(),
  'typebox (eval)': typebox(),
}

/** One thing to time. */
interface Trial {
  readonly name: string
  readonly run: (index: number) => unknown
  /** Calls in one sample. */
  calls: number
  /** Of one call in microseconds, one a round. */
  readonly times: number[]
}

let sink: unknown
const timed = ({ run }: Trial, calls: number): number => {
  const start = performance.now()
  for (let index = 0; index < calls; index += 1) sink = run(index)
  return ((performance.now() - start) * 1000) / calls
}

const trialOf = (name: string, run: (index: number) => unknown): Trial => ({
  name,
  run,
  calls: 1,
  times: [],
})

const shuffled = <A>(values: readonly A[]): A[] =>
  values
    .map((value) => ({ value, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value)

/** Times everything in turn, in another order each round. */
const race = (trials: readonly Trial[]): void => {
  for (const trial of trials) {
    for (let spent = 0; spent < 40_000; trial.calls = Math.ceil(trial.calls * 1.5)) {
      spent += timed(trial, trial.calls) * trial.calls
    }
    trial.calls = Math.max(1, Math.ceil((MILLISECONDS * 1000) / timed(trial, trial.calls)))
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const trial of shuffled(trials)) trial.times.push(timed(trial, trial.calls))
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** How many times as long one takes as the other. */
const ratio = (trials: readonly Trial[], one: string, other: string): number => {
  const timesOf = (name: string) => trials.find((trial) => trial.name === name)?.times ?? []
  const others = timesOf(other)
  return median(timesOf(one).map((time, round) => time / (others[round] ?? Number.NaN)))
}

const decodeTrials = ({ name, kind, texts, good }: Case): Trial[] => {
  const values = texts.map((text): unknown => JSON.parse(text))
  const trials = Object.entries(contenders).map(([contender, deciders]) => {
    const decide = deciders[kind]
    if (values.some((value) => decide(value) !== good)) {
      throw new Error(`${contender} is of another opinion on ${name}`)
    }
    return trialOf(contender, (index) => decide(values[index % values.length]))
  })
  return [...trials, trialOf(PARSE, (index) => JSON.parse(texts[index % texts.length] ?? ''))]
}

/** Decoding what was just parsed, as every answer is. */
const parseTrials = ({ kind, texts }: Case): Trial[] => {
  const parse = (index: number): unknown => JSON.parse(texts[index % texts.length] ?? '')
  return [
    trialOf(PARSE, parse),
    ...[HAND, OURS, PLAIN].map((name) => {
      const decide = contenders[name]?.[kind]
      return trialOf(name, (index) => decide?.(parse(index)))
    }),
  ]
}

/** Bytes that one call allocates. */
const bytesOf = (run: (index: number) => unknown): number => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const calls = 5_000
  for (let index = 0; index < 50_000; index += 1) sink = run(index)
  const samples = Array.from({ length: 7 }, () => {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < calls; index += 1) sink = run(index)
    return (process.memoryUsage().heapUsed - before) / calls
  })
  return median(samples)
}

interface Bar {
  readonly name: string
  readonly value: number
  readonly bar: number
  readonly ok: boolean
}
const bars: Bar[] = []
const rounded = (value: number): number => Number(value.toPrecision(3))
const atMost = (name: string, value: number, bar: number) =>
  bars.push({ name, value: rounded(value), bar, ok: value <= bar })
const atLeast = (name: string, value: number, bar: number) =>
  bars.push({ name, value: rounded(value), bar, ok: value >= bar })

const isJson = process.argv.includes('--json')
const names = [...Object.keys(contenders), PARSE]
const decodeTable: Record<string, Record<string, number>> = {}
const parseTable: Record<string, Record<string, number>> = {}
for (const name of names) decodeTable[name] = {}
for (const name of [PARSE, HAND, OURS, PLAIN]) parseTable[name] = {}

for (const one of cases) {
  const trials = decodeTrials(one)
  race(trials)
  for (const name of names) {
    Object.assign(decodeTable[name] ?? {}, { [one.name]: rounded(ratio(trials, name, HAND)) })
  }
  if (one.good) {
    atMost(`${one.name}: times a hand-written predicate`, ratio(trials, OURS, HAND), 1.25)
    atLeast(`${one.name}: times faster than io-ts`, ratio(trials, PLAIN, OURS), 20)
  } else if (one.name.includes('1000 last')) {
    atLeast(`${one.name}: times faster than io-ts`, ratio(trials, PLAIN, OURS), 8)
  }
}

for (const one of cases.filter(({ name }) => /^(ft10|ftList1000|jobs100)$/.test(name))) {
  const trials = parseTrials(one)
  race(trials)
  for (const { name } of trials) {
    Object.assign(parseTable[name] ?? {}, { [one.name]: rounded(ratio(trials, name, PARSE)) })
  }
  atMost(`${one.name}: parsed and decoded, times JSON.parse`, ratio(trials, OURS, PARSE), 1.1)
}

const kept = Array.from({ length: 32 }, (_, seed) => fineTuneOf(chanceOf(seed), 10))
atMost(
  'ft10: bytes a decode',
  bytesOf((index) => FineTune.decode(kept[index % kept.length])),
  64,
)

if (isJson) console.log(JSON.stringify({ bars }))
else {
  console.log('Decoding, times a hand-written predicate:')
  console.table(decodeTable)
  console.log('Parsing and decoding, times JSON.parse alone:')
  console.table(parseTable)
  console.table(Object.fromEntries(bars.map(({ name, ...rest }) => [name, rest])))
}
if (bars.some(({ ok }) => !ok)) process.exitCode = 1
if (sink === contenders) throw new Error('the optimiser may not leave the work out')
