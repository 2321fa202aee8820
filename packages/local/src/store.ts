import { createHash } from 'node:crypto'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { explain } from '@finetune/models'
import * as t from 'io-ts'
import { createId } from './id.ts'
import { openFault } from './storage-fault.ts'

/** One row of any table. */
export interface Row {
  readonly table: string
  readonly columns: Readonly<Record<string, SQLInputValue>>
}

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
  /** All rows of all tables, one after the other, in an order that is always the same. */
  readonly rows: () => Iterable<Row>
  /** Puts a row where it was; what this version does not know of it is left out. */
  readonly putRow: (row: Row) => void
  readonly close: () => void
}

/**
 * Opens the database at a path, or one in memory. Throws when another process has it open, when it
 * cannot be written or is damaged, and when it was made by a version with other tables.
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
      // A disk that is full has ended it already.
      if (database.isTransaction) database.exec('ROLLBACK')
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
    throw new Error(`${path} was made by a version with other tables: ${way}`)
  }

  const columnsOf = (table: string): readonly string[] =>
    all(Named, 'SELECT name FROM pragma_table_info(?)', table).map(({ name }) => name)
  function* rows(): Generator<Row> {
    for (const { name: table } of all(Named, TABLE_NAMES)) {
      const order = columnsOf(table).slice(0, 2).map(quoted).join(', ')
      const statement = database.prepare(`SELECT * FROM ${quoted(table)} ORDER BY ${order}`)
      for (const columns of statement.iterate()) yield { table, columns: { ...columns } }
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
    return { organization, run, get, all, transaction, rows, putRow, close: () => database.close() }
  } catch (error) {
    database.close()
    throw openFault(path ?? 'The database', error)
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
  createHash('sha256').update(tables.join(';').replaceAll(/\s+/g, ' ')).digest('hex').slice(0, 16)

/** The lock keeps a second process off the folder, and falls with the process that holds it. */
const open = (path: string): DatabaseSync => {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    return database
  } catch (error) {
    database?.close()
    throw openFault(path, error)
  }
}
