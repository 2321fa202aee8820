import { OpenAIFile } from '@finetune/models'
import { type Clock, unixSeconds } from './clock.ts'
import type { SqlValue } from './database.ts'
import type { Store } from './store.ts'

export const fileTable = `
  CREATE TABLE file (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL,
    status_details TEXT,
    expires_at INTEGER
  ) STRICT`

/** Which files to list, and how. */
export interface FileListing {
  readonly purpose: string | undefined
  /** Newest first otherwise. */
  readonly isOldestFirst: boolean
  /** The file before the first one; it may be deleted meanwhile. */
  readonly after: string | undefined
  readonly limit: number
}

/** The rows of files. A file that has expired counts as deleted at once. */
export interface FileTable {
  /** The file, deleted ones included: jobs go on listing them. */
  readonly find: (id: string) => OpenAIFile | undefined
  readonly list: (listing: FileListing) => readonly OpenAIFile[]
  readonly insert: (file: OpenAIFile) => void
  readonly setStatus: (id: string, status: 'deleted' | 'error', details?: string) => void
  /** Those that have expired and whose row does not say so yet. */
  readonly expired: () => readonly OpenAIFile[]
}

/** `?1` is the time. */
const STATUS = "iif(expires_at <= ?1, 'deleted', file.status)"
const SELECT = `SELECT id, 'file' AS object, bytes, created_at, filename, purpose,
  ${STATUS} AS status, status_details, expires_at FROM file`
const LISTED = `${STATUS} != 'deleted' AND purpose = ifnull(?2, purpose)`
const CURSOR = '(SELECT position FROM file WHERE id = ?3)'

const OLDEST_FIRST = `${LISTED} AND position > ifnull(${CURSOR}, 0) ORDER BY position LIMIT ?4`
const NEWEST_FIRST = `${LISTED} AND position < ifnull(${CURSOR}, 9e18)
  ORDER BY position DESC LIMIT ?4`

export const createFileTable = (store: Store, clock: Clock): FileTable => ({
  find: (id) => rows(store, clock, 'id = ?2', id)[0],
  list: ({ purpose, isOldestFirst, after, limit }) => {
    const where = isOldestFirst ? OLDEST_FIRST : NEWEST_FIRST
    return rows(store, clock, where, purpose ?? null, after ?? null, limit)
  },
  insert: ({ id, bytes, created_at, filename, purpose, expires_at = null }) => {
    store.run(
      `INSERT INTO file (id, bytes, created_at, filename, purpose, status, expires_at)
       VALUES (?, ?, ?, ?, ?, 'processed', ?)`,
      ...[id, bytes, created_at, filename, purpose, expires_at],
    )
  },
  setStatus: (id, status, details) => {
    const sql = `UPDATE file SET status = ?, status_details = ifnull(?, status_details)
                 WHERE id = ? AND status != 'deleted'`
    store.run(sql, status, details ?? null, id)
  },
  expired: () => rows(store, clock, "expires_at <= ?1 AND file.status != 'deleted'"),
})

/** The files of a condition; the time to expire is absent where there is none. */
const rows = (
  store: Store,
  clock: Clock,
  where: string,
  ...values: SqlValue[]
): readonly OpenAIFile[] =>
  store
    .all(OpenAIFile, `${SELECT} WHERE ${where}`, unixSeconds(clock), ...values)
    .map(({ expires_at = null, ...file }) => (expires_at === null ? file : { ...file, expires_at }))
