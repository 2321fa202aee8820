import type { Either } from 'fp-ts/Either'

/** One step of a job, as its result file tells it. A cell that the file leaves empty is absent. */
export interface ResultRow {
  readonly step: number
  /** Tokens seen so far, over all epochs. */
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
 * Reads the `compiled_results.csv` of a legacy fine-tune. Columns are found by name, in any order;
 * an empty cell, `-1` (Azure) and `NaN` are missing values.
 */
export const parseResults = (
  source: string | Uint8Array,
): Either<ResultsError, readonly ResultRow[]> => {
  const lines = textOf(source).split(/\r?\n/)
  const columns = (lines[0] ?? '').split(',').map((name) => name.trim())
  if (!columns.includes('step')) return left(1, 'no column named step')

  const rows: ResultRow[] = []
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue
    const cells = line.split(',')
    if (cells.length !== columns.length) {
      return left(index + 1, `expected ${columns.length} cells, got ${cells.length}`)
    }
    const row: Record<string, number> & { step: number } = { step: Number.NaN }
    for (const [at, name] of columns.entries()) {
      const cell = (cells[at] ?? '').trim()
      if (cell === '' || cell.toLowerCase() === 'nan') continue
      const value = Number(cell)
      if (!Number.isFinite(value)) return left(index + 1, `${name}: expected a number`)
      if (value !== -1) row[name] = value
    }
    if (!Number.isInteger(row.step)) return left(index + 1, 'step: expected a whole number')
    rows.push(row)
  }
  return { _tag: 'Right', right: rows }
}

const left = (line: number, reason: string): Either<ResultsError, never> => ({
  _tag: 'Left',
  left: { _tag: 'ResultsError', message: `line ${line}: ${reason}`, line },
})

const textOf = (source: string | Uint8Array): string => {
  const text = typeof source === 'string' ? source : utf8(source)
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** A result file is ASCII: any other byte is refused as no number or no column later on. */
const utf8 = (bytes: Uint8Array): string => {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text
}
