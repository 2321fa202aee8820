import { DatabaseSync } from 'node:sqlite'
import { type Database, remembered } from './database.ts'
import { openFault } from './storage-fault.ts'

/** Opens a file, or memory where there is none. Throws when another process has it open. */
export const openDatabase = (path?: string): Database => {
  const database = open(path ?? ':memory:')
  const prepare = remembered((sql) => database.prepare(sql))
  return {
    name: path ?? 'The database',
    exec: (sql) => database.exec(sql),
    run: (sql, values) => Number(prepare(sql).run(...values).changes),
    all: (sql, values) =>
      prepare(sql)
        .all(...values)
        .map((columns) => ({ ...columns })),
    *iterate(sql) {
      for (const columns of database.prepare(sql).iterate()) yield { ...columns }
    },
    isInTransaction: () => database.isTransaction,
    close: () => database.close(),
  }
}

/** Throws where others keep their tables. */
const expectOurs = (database: DatabaseSync, path: string): void => {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => name)
  if (names.length === 0 || names.includes('setting')) return
  throw new Error(`${path} is the database of another program: it was left as it is`)
}

/** The lock keeps a second process off the folder, and falls with the process that holds it. */
const open = (path: string): DatabaseSync => {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    expectOurs(database, path)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    return database
  } catch (error) {
    database?.close()
    throw openFault(path, error)
  }
}
