import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { explain } from '@finetune/models'
import * as t from 'io-ts'
import { createId } from './id.ts'

const SCHEMA_VERSION = '2'

/** The database. What one resource remembers is in tables of its own, beside its code. */
export interface Store {
  /** `org-` and 24 characters, the same for ever in one data folder. */
  readonly organization: string
  /** Runs one statement and answers how many rows it changed. */
  readonly run: (sql: string, ...values: SQLInputValue[]) => number
  readonly get: <A>(row: t.Type<A>, sql: string, ...values: SQLInputValue[]) => A | undefined
  readonly all: <A>(row: t.Type<A>, sql: string, ...values: SQLInputValue[]) => readonly A[]
  /** All of it or nothing; on disk when it returns. */
  readonly transaction: <A>(work: () => A) => A
  readonly close: () => void
}

/**
 * Opens the database at a path, or one in memory. Throws when another process has it open, and when
 * it was made by a version with other tables.
 */
export const openStore = (path: string | undefined, tables: readonly string[]): Store => {
  const database = open(path ?? ':memory:')
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const run: Store['run'] = (sql, ...values) => Number(prepare(sql).run(...values).changes)
  const all: Store['all'] = (row, sql, ...values) =>
    prepare(sql)
      .all(...values)
      .map((columns) => decoded(row, { ...columns }))
  const get: Store['get'] = (row, sql, ...values) => all(row, sql, ...values)[0]
  const transaction: Store['transaction'] = (work) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      database.exec('ROLLBACK')
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

  const organization = transaction(() => {
    database.exec('CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)')
    const version = setting('schema', () => {
      for (const table of tables) database.exec(table)
      return SCHEMA_VERSION
    })
    if (version !== SCHEMA_VERSION) {
      throw new Error(`${path} has schema ${version}, this version knows ${SCHEMA_VERSION}.`)
    }
    return setting('organization', () => createId('org'))
  })

  return { organization, run, get, all, transaction, close: () => database.close() }
}

/** A value that our own rows hold; another one is a fault of ours or a damaged database. */
export const decoded = <A>(codec: t.Type<A>, value: unknown): A => {
  const result = codec.decode(value)
  if (result._tag === 'Right') return result.right
  throw new Error(`The database holds an unexpected value: ${explain(result.left).join('; ')}`)
}

const Setting = t.type({ value: t.string })

/** The lock keeps a second process off the folder, and falls with the process that holds it. */
const open = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    return database
  } catch (cause) {
    database.close()
    throw new Error(`${path} cannot be opened; is another server using it?`, { cause })
  }
}
