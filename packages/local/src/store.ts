import { explain } from '@finetune/models'
import { sha256 } from '@noble/hashes/sha2.js'
import * as t from 'io-ts'
import { bytesOf, hexOf } from './bytes.ts'
import type { Columns, Database, SqlValue } from './database.ts'
import { createId } from './id.ts'
import { openFault } from './storage-fault.ts'

/** One row of any table. */
export interface Row {
  readonly table: string
  readonly columns: Columns
}

/** The tables. What one resource remembers is in tables of its own, beside its code. */
export interface Store {
  /** `org-` and 24 characters, the same for ever in one data folder. */
  readonly organization: string
  /** Runs one statement and answers how many rows it changed. */
  readonly run: (sql: string, ...values: SqlValue[]) => number
  readonly get: <A>(row: t.Type<A>, sql: string, ...values: SqlValue[]) => A | undefined
  readonly all: <A>(row: t.Type<A>, sql: string, ...values: SqlValue[]) => readonly A[]
  /** All of it or nothing; on disk when it returns. */
  readonly transaction: <A>(work: () => A) => A
  /** All rows of all tables, one after the other, in an order that is always the same. */
  readonly rows: () => Iterable<Row>
  /** Puts a row where it was; what this version does not know of it is left out. */
  readonly putRow: (row: Row) => void
  readonly close: () => void
}

/**
 * Makes the tables of a database, or finds them there. Closes it and throws when it cannot be written
 * or is damaged, and when it was made by a version with other tables.
 */
export const openStore = (database: Database, tables: readonly string[]): Store => {
  const run: Store['run'] = (sql, ...values) => database.run(sql, values)
  const all: Store['all'] = (row, sql, ...values) =>
    database.all(sql, values).map((columns) => decoded(row, columns))
  const get: Store['get'] = (row, sql, ...values) => all(row, sql, ...values)[0]
  const transaction: Store['transaction'] = (work) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // A disk that is full has ended it already.
      if (database.isInTransaction()) database.exec('ROLLBACK')
      throw error
    }
  }

  const setting = (name: string, first: () => string): string => {
    const found = get(Setting, 'SELECT value FROM setting WHERE name = ?', name)
    if (found) return found.value
    const value = first()
    run('INSERT INTO setting (name, value) VALUES (?, ?)', name, value)
    return value
  }
  const initialise = (): string => {
    database.exec('CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)')
    const schema = digest(tables)
    const found = setting('schema', () => {
      for (const table of tables) database.exec(table)
      return schema
    })
    if (found === schema) return setting('organization', () => createId('org'))
    const way = 'take it over by --export there and --import here'
    throw new Error(`${database.name} was made by a version with other tables: ${way}`)
  }

  const columnsOf = (table: string): readonly string[] =>
    all(Named, 'SELECT name FROM pragma_table_info(?)', table).map(({ name }) => name)
  function* rows(): Generator<Row> {
    for (const { name: table } of all(Named, TABLE_NAMES)) {
      const order = columnsOf(table).slice(0, 2).map(quoted).join(', ')
      const sql = `SELECT * FROM ${quoted(table)} ORDER BY ${order}`
      for (const columns of database.iterate(sql)) yield { table, columns }
    }
  }
  const putRow: Store['putRow'] = ({ table, columns }) => {
    if (table === 'setting' && columns.name === 'schema') return
    const names = columnsOf(table).filter((name) => Object.hasOwn(columns, name))
    const marks = names.map(() => '?').join(', ')
    const values = names.map((name) => columns[name] ?? null)
    const into = `${quoted(table)} (${names.map(quoted).join(', ')})`
    run(`INSERT OR REPLACE INTO ${into} VALUES (${marks})`, ...values)
  }

  try {
    const organization = transaction(initialise)
    return { organization, run, get, all, transaction, rows, putRow, close: database.close }
  } catch (error) {
    database.close()
    throw openFault(database.name, error)
  }
}

/** A value that our own rows hold; another one is a fault of ours or a damaged database. */
export const decoded = <A>(codec: t.Type<A>, value: unknown): A => {
  const result = codec.decode(value)
  if (result._tag === 'Right') return result.right
  throw new Error(`The database holds an unexpected value: ${explain(result.left).join('; ')}`)
}

const Setting = t.type({ value: t.string })
const Named = t.type({ name: t.string })
const TABLE_NAMES = `SELECT name FROM sqlite_schema
  WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Tells versions apart whose tables differ, however they are written down. */
const digest = (tables: readonly string[]): string =>
  hexOf(sha256(bytesOf(tables.join(';').replaceAll(/\s+/g, ' ')))).slice(0, 16)
