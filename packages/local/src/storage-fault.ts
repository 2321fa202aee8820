/** Why something could not be kept. */
export interface StorageFault {
  readonly status: 500 | 507
  readonly message: string
}

type Codes = readonly (string | number)[]

/** What the system and SQLite call a disk that is full. */
const FULL: Codes = ['ENOSPC', 'EDQUOT', 'EFBIG', 13]
/** What they call one that cannot be written, or read. */
const CLOSED: Codes = ['EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 8, 10, 14]
const CORRUPT: Codes = [11, 26]

/** Says what is wrong with the disk or the database; `undefined` for an error of another kind. */
export const storageFault = (error: unknown): StorageFault | undefined => {
  const code = codeOf(error)
  if (FULL.includes(code)) {
    return { status: 507, message: 'The disk of the server is full: nothing was kept' }
  }
  if (CLOSED.includes(code)) {
    return { status: 500, message: 'The server cannot use its data folder: nothing was kept' }
  }
  if (CORRUPT.includes(code)) {
    return { status: 500, message: 'The database of the server is damaged' }
  }
  return undefined
}

/** The primary code of SQLite, or the name that the system gives. */
const codeOf = (error: unknown): string | number => {
  if (!(error instanceof Error)) return ''
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What SQLite calls a database that another process holds. */
const BUSY: Codes = [5, 6]

/** Says in a line why a database cannot be opened. What is on the disk is as it was. */
export const openFault = (path: string, cause: unknown): Error => {
  const code = codeOf(cause)
  if (BUSY.includes(code)) {
    return new Error(`${path} cannot be opened; is another server using it?`, { cause })
  }
  if (CORRUPT.includes(code)) {
    return new Error(`${path} is damaged, or is no database: it was left as it is`, { cause })
  }
  if (FULL.includes(code)) return new Error(`${path} cannot be opened: the disk is full`, { cause })
  if (CLOSED.includes(code)) return new Error(`${path} cannot be read or written`, { cause })
  return cause instanceof Error ? cause : new Error(String(cause))
}
