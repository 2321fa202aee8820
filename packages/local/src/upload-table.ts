import { nullable } from '@finetune/models'
import * as t from 'io-ts'
import { type Clock, unixSeconds } from './clock.ts'
import type { Store } from './store.ts'

export const uploadTables = `
  CREATE TABLE upload (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    file_life INTEGER,
    file TEXT
  ) STRICT;
  CREATE TABLE upload_part (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    upload TEXT NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX upload_part_upload ON upload_part (upload)`

const Row = t.type({
  id: t.string,
  bytes: t.number,
  created_at: t.number,
  filename: t.string,
  purpose: t.string,
  status: t.union([
    t.literal('pending'),
    t.literal('completed'),
    t.literal('cancelled'),
    t.literal('expired'),
  ]),
  expires_at: t.number,
  /** Seconds after which the file is to expire. */
  file_life: nullable(t.number),
  file: nullable(t.string),
})
/** An upload as it is kept: its file by id. */
export interface UploadRow extends t.TypeOf<typeof Row> {}

const Part = t.type({ id: t.string, bytes: t.number })
/** A part that has come. */
export interface PartRow extends t.TypeOf<typeof Part> {}

/** The rows of uploads and their parts. A pending upload expires by itself. */
export interface UploadTable {
  readonly find: (id: string) => UploadRow | undefined
  readonly insert: (row: UploadRow) => void
  readonly end: (id: string, status: UploadRow['status'], file?: string) => void
  readonly parts: (upload: string) => readonly PartRow[]
  readonly addPart: (upload: string, part: PartRow) => void
  /** Those that have expired and whose row does not say so yet. */
  readonly expired: () => readonly UploadRow[]
}

/** `?1` is the time. */
const SELECT = `SELECT id, bytes, created_at, filename, purpose, expires_at, file_life, file,
  iif(status = 'pending' AND expires_at <= ?1, 'expired', status) AS status FROM upload`

export const createUploadTable = (store: Store, clock: Clock): UploadTable => ({
  find: (id) => store.get(Row, `${SELECT} WHERE id = ?2`, unixSeconds(clock), id),
  insert: ({ id, bytes, created_at, filename, purpose, status, expires_at, file_life }) => {
    store.run(
      `INSERT INTO upload (id, bytes, created_at, filename, purpose, status, expires_at, file_life)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, bytes, created_at, filename, purpose, status, expires_at, file_life],
    )
  },
  end: (id, status, file) => {
    store.run('UPDATE upload SET status = ?, file = ? WHERE id = ?', status, file ?? null, id)
  },
  parts: (upload) =>
    store.all(Part, 'SELECT id, bytes FROM upload_part WHERE upload = ? ORDER BY position', upload),
  addPart: (upload, { id, bytes }) => {
    store.run('INSERT INTO upload_part (id, upload, bytes) VALUES (?, ?, ?)', id, upload, bytes)
  },
  expired: () =>
    store.all(
      Row,
      `${SELECT} WHERE upload.status = 'pending' AND expires_at <= ?1 ORDER BY position`,
      unixSeconds(clock),
    ),
})
