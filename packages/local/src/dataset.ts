import type { Example } from '@finetune/trainer'
import { pythonJsonError } from './python-json.ts'
import { pythonRepr } from './python-repr.ts'

/** Thrown for a file that is no dataset, in the words of the API. */
export class DatasetFault extends Error {}

const NEWLINE = 10
const KEYS = ['prompt', 'completion'] as const

/**
 * Reads a dataset: UTF-8, one JSON object with the texts `prompt` and `completion` a line; blank
 * lines are skipped. Throws a {@link DatasetFault} at the first line that is none.
 */
export function* readDataset(content: Uint8Array): Generator<Example, void> {
  const decoder = new TextDecoder()
  let number = 0
  let line = 0
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(NEWLINE, start)
    const end = newline < 0 ? content.length : newline
    const text = decoder.decode(content.subarray(start, end)).trim()
    start = end + 1
    line++
    if (text !== '') yield exampleOf(text, ++number, line)
  }
  if (number === 0) throw new DatasetFault('Invalid file format. The file holds no examples')
}

const exampleOf = (text: string, number: number, line: number): Example => {
  const where = `Invalid file format. Example ${number}`
  const parsed = parse(text)
  if ('reason' in parsed) {
    const problem = `line contains invalid json: ${parsed.reason} (line ${line})`
    throw new DatasetFault(`${where} cannot be parsed. Error: ${problem}`)
  }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DatasetFault(`${where} is not a dictionary (line ${line})`)
  }
  for (const key of KEYS) {
    if (!(key in value)) {
      throw new DatasetFault(`${where} is missing key ${pythonRepr(key)} (line ${line})`)
    }
  }
  return {
    prompt: textOf('prompt' in value && value.prompt, 'prompt', where, line),
    completion: textOf('completion' in value && value.completion, 'completion', where, line),
  }
}

const parse = (text: string): { readonly value: unknown } | { readonly reason: string } => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { reason: pythonJsonError(text) ?? 'Expecting value: line 1 column 1 (char 0)' }
  }
}

const textOf = (value: unknown, key: string, where: string, line: number): string => {
  if (typeof value === 'string') return value
  throw new DatasetFault(`${where} has a ${pythonRepr(key)} that is not a string (line ${line})`)
}
