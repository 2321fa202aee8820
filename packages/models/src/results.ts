import type { Either, Left } from 'fp-ts/Either'

/** One step of a job, as its result file tells it. A cell that the file leaves empty is absent. */
export interface ResultRow {
  readonly step: number
  /** Tokens seen so far, over all epochs. Legacy files alone, as all of these up to the next note. */
  readonly elapsed_tokens?: number
  /** Examples seen so far, over all epochs. */
  readonly elapsed_examples?: number
  readonly training_loss?: number
  /** Share of completions that were right to the last token, 0 to 1. */
  readonly training_sequence_accuracy?: number
  /** Share of completion tokens that were right, 0 to 1. */
  readonly training_token_accuracy?: number
  readonly validation_loss?: number
  readonly validation_sequence_accuracy?: number
  readonly validation_token_accuracy?: number
  /** Modern files alone, as all of these. */
  readonly train_loss?: number
  /** Share of completion tokens that were right, 0 to 1. */
  readonly train_accuracy?: number
  readonly valid_loss?: number
  readonly valid_mean_token_accuracy?: number
  /** Any other column, such as `classification/accuracy` or `classification/f1.0`. */
  readonly [column: string]: number | undefined
}

/** Why a text is no result file. */
export interface ResultsError {
  readonly _tag: 'ResultsError'
  readonly message: string
  /** 1 is the header. */
  readonly line: number
}

/**
 * Reads the result file of a job: `compiled_results.csv` of a legacy fine-tune or `step_metrics.csv`
 * of a fine-tuning job, which newer servers encode as base64. Columns are found by name, in any order;
 * an empty cell, `-1` (Azure) and `NaN` are missing values.
 */
export const parseResults = (
  source: string | Uint8Array,
): Either<ResultsError, readonly ResultRow[]> => {
  const text = plainOf(textOf(source))
  const rows: ResultRow[] = []
  let read: ((line: string) => ResultRow | string) | undefined
  let number = 0
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).trimEnd()
    start = end < 0 ? text.length + 1 : end + 1
    number += 1
    if (read === undefined) {
      const columns = columnsOf(line)
      if (!columns.includes('step')) return left(number, 'no column named step')
      read = rowReader(columns)
    } else if (line !== '') {
      const row = read(line)
      if (typeof row === 'string') return left(number, row)
      rows.push(row)
    }
  }
  return { _tag: 'Right', right: rows }
}

const columnsOf = (header: string): readonly string[] =>
  header.split(',').map((name) => name.trim())

/** Reads a line as a row, or says why it is none. */
const rowReader =
  (columns: readonly string[]) =>
  (line: string): ResultRow | string => {
    const cells = line.split(',')
    if (cells.length !== columns.length) {
      return `expected ${columns.length} cells, got ${cells.length}`
    }
    const row: Record<string, number> & { step: number } = { step: Number.NaN }
    for (const [at, name] of columns.entries()) {
      const cell = (cells[at] ?? '').trim()
      if (cell === '' || cell.toLowerCase() === 'nan') continue
      const value = Number(cell)
      if (!Number.isFinite(value)) return `${name}: expected a number`
      if (value !== -1) row[name] = value
    }
    return Number.isInteger(row.step) ? row : 'step: expected a whole number'
  }

const left = (line: number, reason: string): Left<ResultsError> => ({
  _tag: 'Left',
  left: { _tag: 'ResultsError', message: `line ${line}: ${reason}`, line },
})

/** A result file is ASCII: any other byte is refused as no number or no column later on. */
const textOf = (source: string | Uint8Array): string => {
  let text = ''
  if (typeof source === 'string') text = source
  else {
    for (let start = 0; start < source.length; start += 8192) {
      text += String.fromCharCode(...source.subarray(start, start + 8192))
    }
  }
  return text.replace(/^(\ufeff|\u00ef\u00bb\u00bf)/, '')
}

/**
 * The CSV itself. Only what cannot be a CSV and decodes to one counts as base64: a decoder that is
 * less strict turns a plain file into noise.
 */
const plainOf = (text: string): string => {
  const encoded = text.trim()
  const isBase64 = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
  if (!isBase64) return text
  const decoded = textOf(base64(encoded))
  const [header = ''] = decoded.split('\n', 1)
  return columnsOf(header).includes('step') ? decoded : text
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const base64 = (text: string): Uint8Array => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let from = 0, to = 0; from < text.length; from += 4, to += 3) {
    let bits = 0
    for (let at = 0; at < 4; at += 1) {
      bits = (bits << 6) | Math.max(0, ALPHABET.indexOf(text[from + at] ?? 'A'))
    }
    bytes[to] = bits >> 16
    bytes[to + 1] = bits >> 8
    bytes[to + 2] = bits
  }
  return bytes
}
