/** What a column holds. */
export type SqlValue = null | number | bigint | string | Uint8Array

/** A row of a table, as columns. */
export type Columns = Readonly<Record<string, SqlValue>>

/** An open SQLite database: the one of Node.js, or one in WebAssembly in a page. */
export interface Database {
  /** Its path, or another name, for messages. */
  readonly name: string
  /** Runs statements that take no values and answer nothing. */
  readonly exec: (sql: string) => void
  /** Runs one statement and answers how many rows it changed. */
  readonly run: (sql: string, values: readonly SqlValue[]) => number
  readonly all: (sql: string, values: readonly SqlValue[]) => readonly object[]
  /** One row after the other. */
  readonly iterate: (sql: string) => Iterable<Columns>
  readonly isInTransaction: () => boolean
  readonly close: () => void
}

/** What has been made of a text once. */
export const remembered = <A>(make: (text: string) => A): ((text: string) => A) => {
  const made = new Map<string, A>()
  return (text) => {
    const known = made.get(text) ?? make(text)
    made.set(text, known)
    return known
  }
}
