import { type Columns, type Database, remembered, type SqlValue } from './database.ts'

/** Opens a database in the memory of the page. It is loaded when it is first opened. */
export const openDatabase = async (): Promise<Database> => {
  const { default: load } = await import('@sqlite.org/sqlite-wasm')
  const { oo1, capi } = await load()
  const database = new oo1.DB(':memory:')
  const prepare = remembered((sql) => database.prepare(sql))
  const bound = (sql: string, values: readonly SqlValue[]) => {
    const statement = prepare(sql)
    return values.length > 0 ? statement.bind([...values]) : statement
  }
  function* rows(statement: ReturnType<typeof prepare>) {
    try {
      while (statement.step()) yield statement.get({})
    } finally {
      statement.reset()
    }
  }
  return {
    name: 'The database',
    exec: (sql) => void database.exec(sql),
    run: (sql, values) => {
      bound(sql, values).stepReset()
      return database.changes()
    },
    all: (sql, values) => [...rows(bound(sql, values))],
    *iterate(sql) {
      for (const row of rows(prepare(sql))) yield columnsOf(row)
    },
    isInTransaction: () => capi.sqlite3_get_autocommit(database) === 0,
    close: () => database.close(),
  }
}

/** SQLite answers bytes as the first of these; its types say the others too. */
const columnsOf = (row: Readonly<Record<string, SqlValue | ArrayBuffer | Int8Array>>): Columns =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isOther = value instanceof ArrayBuffer || value instanceof Int8Array
      return [name, isOther ? new Uint8Array(value) : value]
    }),
  )
