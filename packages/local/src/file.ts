import { type files, OpenAIFile } from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { createId } from './id.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'
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
    status_details TEXT
  ) STRICT`

/** What a file may be uploaded for. */
const UPLOAD_PURPOSES = ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals']

const COLUMNS = "id, 'file' AS object, bytes, created_at, filename, purpose, status, status_details"

/** The files of this data folder. */
export interface Files {
  /** The file, deleted ones included: jobs go on listing them. */
  readonly find: (id: string) => OpenAIFile | undefined
  /** Keeps the content; {@link insert} then makes it a file, in the caller's transaction. */
  readonly keep: (
    filename: string,
    purpose: OpenAIFile['purpose'],
    content: Uint8Array,
  ) => Promise<OpenAIFile>
  readonly insert: (file: OpenAIFile) => void
  /** Marks a file as unusable, and says why. */
  readonly fail: (id: string, reason: string) => void
  /** Removes contents that a crash has left without a file. */
  readonly sweep: () => Promise<void>
}

/** Where the content of a file is kept. */
export const fileBlob = (id: string): string => `files/${id}`

export const createFiles = (store: Store, blobs: BlobStore, clock: Clock): Files => ({
  find: (id) => store.get(OpenAIFile, `SELECT ${COLUMNS} FROM file WHERE id = ?`, id),
  keep: async (filename, purpose, content) => {
    const id = createId('file')
    await blobs.write(fileBlob(id), content)
    return {
      id,
      object: 'file',
      bytes: content.byteLength,
      created_at: unixSeconds(clock),
      filename,
      purpose,
      status: 'processed',
      status_details: null,
    }
  },
  insert: ({ id, bytes, created_at, filename, purpose }) => {
    store.run(
      `INSERT INTO file (id, bytes, created_at, filename, purpose, status)
       VALUES (?, ?, ?, ?, ?, 'processed')`,
      ...[id, bytes, created_at, filename, purpose],
    )
  },
  fail: (id, reason) => {
    const sql = `UPDATE file SET status = 'error', status_details = ?
                 WHERE id = ? AND status != 'deleted'`
    store.run(sql, reason, id)
  },
  sweep: async () => {
    for (const id of await blobs.list('files')) {
      const live = store.get(
        OpenAIFile,
        `SELECT ${COLUMNS} FROM file WHERE id = ? AND status != 'deleted'`,
        id,
      )
      if (!live) await blobs.remove(fileBlob(id))
    }
  },
})

export const fileHandlers = (
  store: Store,
  blobs: BlobStore,
  known: Files,
): Handlers<typeof files> => {
  const find = (id: string): OpenAIFile => {
    const file = known.find(id)
    if (file && file.status !== 'deleted') return file
    throw new Refusal(404, `No such File object: ${id}`, { param: 'id' })
  }
  const content = async (id: string): Promise<Uint8Array> =>
    (await blobs.read(fileBlob(id))) ?? Promise.reject(new Error(`The content of ${id} is gone`))

  return {
    list: ({ query }) => ({
      object: 'list',
      data: [
        ...store.all(
          OpenAIFile,
          `SELECT ${COLUMNS} FROM file WHERE status != 'deleted' AND purpose = ifnull(?, purpose)
           ORDER BY position`,
          query?.purpose ?? null,
        ),
      ],
    }),
    upload: async ({ body }) => {
      if (!UPLOAD_PURPOSES.includes(body.purpose)) {
        const purposes = pythonRepr(UPLOAD_PURPOSES)
        const message = `${pythonRepr(body.purpose)} is not one of ${purposes} - 'purpose'`
        throw new Refusal(400, message, { param: 'purpose' })
      }
      const bytes = new Uint8Array(await body.file.arrayBuffer())
      const file = await known.keep(body.file.name || 'file', body.purpose, bytes)
      store.transaction(() => known.insert(file))
      return { ...file, status: 'uploaded' }
    },
    retrieve: ({ id }) => find(id),
    content: async ({ id }) => ({ filename: find(id).filename, content: await content(id) }),
    delete: async ({ id }) => {
      find(id)
      store.transaction(() => store.run("UPDATE file SET status = 'deleted' WHERE id = ?", id))
      await blobs.remove(fileBlob(id))
      return { id, object: 'file', deleted: true }
    },
  }
}
