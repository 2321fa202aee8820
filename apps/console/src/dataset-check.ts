import { explain, TrainingExample } from '@finetune/models'
import { digest } from './digest.ts'
import { type Spot, spotOf, syntaxSpot } from './json-column.ts'
import { linesOf } from './json-lines.ts'

/** What the lines of a dataset are. */
export type DatasetKind = 'completion' | 'chat' | 'preference' | 'reinforcement'

/** A line that is no example. */
export interface DatasetFault extends Spot {
  /** From 1 on. */
  readonly line: number
}

/** What was found in a dataset. */
export interface DatasetReport {
  /** That of its first example. */
  readonly kind?: DatasetKind
  readonly examples: number
  /** The first of them; `faultCount` is of all. */
  readonly faults: readonly DatasetFault[]
  readonly faultCount: number
  /** Examples that are the same as one before. */
  readonly duplicates: number
  /** The line of the first of them. */
  readonly firstDuplicate?: number
  /** Examples that the other dataset has as well. */
  readonly overlap: number
  /** How many examples are shorter than 32, 64, 128 … bytes, and no shorter than half of that. */
  readonly lengths: readonly number[]
  readonly bytes: number
  readonly longest: { readonly bytes: number; readonly line: number }
}

const MOST_FAULTS = 100
/** Bytes below which an example counts as one of the shortest. */
export const SHORTEST = 32

/**
 * Reads a dataset, an example a line, without holding it in memory. `known` are the digests of another
 * dataset, which should have none of its examples; those of this one are answered.
 */
export const checkDataset = async (
  file: Blob,
  known: ReadonlySet<number> = new Set(),
  onRead: (bytes: number) => void = () => undefined,
): Promise<{ readonly report: DatasetReport; readonly digests: ReadonlySet<number> }> => {
  const faults: DatasetFault[] = []
  const digests = new Set<number>()
  const lengths: number[] = []
  let [faultCount, examples, duplicates, overlap, size] = [0, 0, 0, 0, 0]
  let longest = { bytes: 0, line: 0 }
  let kind: DatasetKind | undefined
  let firstDuplicate: number | undefined

  for await (const { number: line, bytes } of linesOf(file, onRead)) {
    const read = readLine(bytes, kind)
    if (read === undefined) continue
    if ('reason' in read) {
      faultCount += 1
      if (faults.length < MOST_FAULTS) faults.push({ line, ...read })
      continue
    }
    kind ??= read.kind
    examples += 1
    size += bytes.length
    if (bytes.length > longest.bytes) longest = { bytes: bytes.length, line }
    const bin = Math.max(0, Math.floor(Math.log2(bytes.length / SHORTEST)) + 1)
    lengths[bin] = (lengths[bin] ?? 0) + 1
    const key = digest(read.text)
    if (digests.has(key)) {
      duplicates += 1
      firstDuplicate ??= line
    }
    if (known.has(key)) overlap += 1
    digests.add(key)
  }
  if (examples + faultCount === 0) {
    faultCount = 1
    faults.push({ line: 1, column: 1, reason: 'the file holds no example' })
  }
  return {
    digests,
    report: {
      ...(kind && { kind }),
      ...(firstDuplicate && { firstDuplicate }),
      examples,
      faults,
      faultCount,
      duplicates,
      overlap,
      lengths: Array.from(lengths, (count) => count ?? 0),
      bytes: size,
      longest,
    },
  }
}

/** The example of a line, why it is none, or nothing where the line is blank. */
const readLine = (
  bytes: Uint8Array,
  expected: DatasetKind | undefined,
): { readonly kind: DatasetKind; readonly text: string } | Spot | undefined => {
  const text = textOf(bytes)
  if (text === undefined) return { column: 1, reason: 'no UTF-8' }
  if (text.trim() === '') return undefined
  const value = parse(text)
  if (value === undefined) return syntaxSpot(text)
  const decoded = TrainingExample.decode(value)
  if (decoded._tag === 'Left') return spotOf(text, explain(decoded.left)[0] ?? 'no example')
  const kind = kindOf(decoded.right)
  if (expected !== undefined && kind !== expected) {
    return { column: 1, reason: `expected ${NAMES[expected]}, as before, got ${NAMES[kind]}` }
  }
  return { kind, text: JSON.stringify(value) }
}

const NAMES: Readonly<Record<DatasetKind, string>> = {
  completion: 'a prompt and a completion',
  chat: 'a conversation with an answer',
  preference: 'a preferred and a rejected answer',
  reinforcement: 'a conversation without an answer',
}

const kindOf = (example: TrainingExample): DatasetKind => {
  if ('completion' in example) return 'completion'
  if ('preferred_output' in example) return 'preference'
  return example.messages.at(-1)?.role === 'assistant' ? 'chat' : 'reinforcement'
}

const decoder = new TextDecoder('utf-8', { fatal: true })
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
