import type { Example } from '@finetune/trainer'
import { bytesOf } from './bytes.ts'
import { chatExamples } from './dataset-chat.ts'
import { DatasetFault } from './dataset-fault.ts'
import { preferenceOf } from './dataset-preference.ts'
import { taskOf } from './dataset-reinforcement.ts'
import { pythonJsonError } from './python-json.ts'
import { pythonRepr } from './python-repr.ts'

/** How the lines of a dataset are written. */
export type DatasetFormat = 'completion' | 'chat' | 'preference' | 'reinforcement'

/** One line of a dataset. */
export interface DatasetLine {
  readonly value: Readonly<Record<string, unknown>>
  /** Which example it is, counted from 1: blank lines are none. */
  readonly number: number
  /** Which line it is, counted from 1. */
  readonly line: number
}

const NEWLINE = 10
const COMPLETION_KEYS = ['prompt', 'completion'] as const

/**
 * Reads a dataset: UTF-8, one JSON object a line; blank lines are skipped. Throws a
 * {@link DatasetFault} at the first line that is none.
 */
export function* readLines(content: Uint8Array): Generator<DatasetLine, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let number = 0
  let line = 0
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(NEWLINE, start)
    const end = newline < 0 ? content.length : newline
    const bytes = content.subarray(start, end)
    start = end + 1
    line++
    const text = textOf(decoder, bytes)?.trim()
    if (text === undefined) {
      throw new DatasetFault(`Example ${number + 1} is not UTF-8 (line ${line})`)
    }
    if (text !== '') yield lineOf(text, ++number, line)
  }
  if (number === 0) throw new DatasetFault('The file holds no examples')
}

/** `undefined` for bytes that are no text. */
const textOf = (decoder: TextDecoder, bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The lengths of the examples that a line gives; throws where it does not fit the format. */
export const tokensOf = (format: DatasetFormat, line: DatasetLine): readonly number[] => {
  if (format === 'preference') {
    const { prompt, preferred, rejected } = preferenceOf(line)
    return [Math.max(lengthOf(prompt + preferred), lengthOf(prompt + rejected))]
  }
  if (format === 'reinforcement') return [lengthOf(taskOf(line).prompt)]
  return examplesOf(format, line).map(({ prompt, completion }) => lengthOf(prompt + completion))
}

/** A token is a byte, and one more ends the text. */
const lengthOf = (text: string): number => bytesOf(text).length + 1

const examplesOf = (format: DatasetFormat, line: DatasetLine): readonly Example[] =>
  format === 'chat' ? chatExamples(line) : [completionExample(line)]

/** What a whole dataset gives to learn from, of conversations or of prompts and completions. */
export const readExamples = (format: DatasetFormat, content: Uint8Array): Example[] =>
  [...readLines(content)].flatMap((line) => examplesOf(format, line))

const completionExample = ({ value, number, line }: DatasetLine): Example => {
  const fieldOf = (key: 'prompt' | 'completion'): string => {
    const text = value[key]
    if (typeof text === 'string') return text
    const problem = `Example ${number} has a ${pythonRepr(key)} that is not a string (line ${line})`
    throw new DatasetFault(problem)
  }
  for (const key of COMPLETION_KEYS) {
    if (key in value) continue
    throw new DatasetFault(`Example ${number} is missing key ${pythonRepr(key)} (line ${line})`)
  }
  return { prompt: fieldOf('prompt'), completion: fieldOf('completion') }
}

const lineOf = (text: string, number: number, line: number): DatasetLine => {
  const parsed = parse(text)
  if ('reason' in parsed) {
    const problem = `line contains invalid json: ${parsed.reason} (line ${line})`
    throw new DatasetFault(`Example ${number} cannot be parsed. Error: ${problem}`)
  }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DatasetFault(`Example ${number} is not a dictionary (line ${line})`)
  }
  return { value: { ...value }, number, line }
}

const parse = (text: string): { readonly value: unknown } | { readonly reason: string } => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { reason: pythonJsonError(text) ?? 'Expecting value: line 1 column 1 (char 0)' }
  }
}
