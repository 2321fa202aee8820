import type { ExpiresAfter, files, OpenAIFile } from '@finetune/models'
import { type BlobStore, orRemove } from './blob-store.ts'
import { checkRange, checkWord } from './check.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { createFileTable, type FileTable } from './file-table.ts'
import { createId } from './id.ts'
import { pageOf } from './page.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

/** What a file may be uploaded for. */
const UPLOAD_PURPOSES = ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals']

/** Seconds that a file which expires is kept. */
const SHORTEST_LIFE = 3600
const LONGEST_LIFE = 2_592_000

const LONGEST_PAGE = 10_000

/** What is known of a file before its content has a place. */
export interface NewFile {
  readonly filename: string
  readonly purpose: OpenAIFile['purpose']
  /** Bytes of the content. */
  readonly size: number
  readonly expires_after?: ExpiresAfter | undefined
}

/** The files of this data folder. */
export interface Files extends Pick<FileTable, 'find' | 'list' | 'insert'> {
  /** Has the content put under a name; {@link insert} then makes it a file, in the caller's transaction. */
  readonly take: (file: NewFile, put: (blob: string) => Promise<void>) => Promise<OpenAIFile>
  /** The same, of content that is there as a whole. */
  readonly keep: (
    filename: string,
    purpose: OpenAIFile['purpose'],
    content: Uint8Array,
  ) => Promise<OpenAIFile>
  /** Marks a file as unusable, and says why. */
  readonly fail: (id: string, reason: string) => void
  /** Makes it gone for those who ask; jobs go on with what they hold. */
  readonly remove: (id: string) => Promise<void>
  /** Removes the files whose time is over. */
  readonly expire: () => Promise<void>
  /** Removes contents that a crash has left without a file. */
  readonly sweep: () => Promise<void>
}

/** Where the content of a file is kept. */
export const fileBlob = (id: string): string => `files/${id}`

export const createFiles = (store: Store, blobs: BlobStore, clock: Clock): Files => {
  const table = createFileTable(store, clock)
  const take: Files['take'] = async ({ filename, purpose, size, expires_after }, put) => {
    const id = createId('file')
    await put(fileBlob(id))
    const created_at = unixSeconds(clock)
    return {
      id,
      object: 'file',
      bytes: size,
      created_at,
      filename,
      purpose,
      status: 'processed',
      status_details: null,
      ...(expires_after && { expires_at: created_at + expires_after.seconds }),
    }
  }
  const remove: Files['remove'] = async (id) => {
    store.transaction(() => table.setStatus(id, 'deleted'))
    await blobs.remove(fileBlob(id))
  }
  return {
    find: table.find,
    list: table.list,
    insert: table.insert,
    take,
    keep: (filename, purpose, content) =>
      take({ filename, purpose, size: content.byteLength }, (blob) => blobs.write(blob, content)),
    fail: (id, reason) => table.setStatus(id, 'error', reason),
    remove,
    expire: async () => {
      for (const { id } of table.expired()) await remove(id)
    },
    sweep: async () => {
      for (const id of await blobs.list('files')) {
        if ((table.find(id)?.status ?? 'deleted') === 'deleted') await blobs.remove(fileBlob(id))
      }
    },
  }
}

/** Refuses what no file can be uploaded for, or for as long. */
export const checkNewFile = ({
  purpose,
  expires_after,
}: Pick<NewFile, 'purpose' | 'expires_after'>): void => {
  checkWord('purpose', purpose, UPLOAD_PURPOSES)
  checkWord('expires_after.anchor', expires_after?.anchor, ['created_at'])
  checkRange('expires_after.seconds', expires_after?.seconds, SHORTEST_LIFE, LONGEST_LIFE)
}

/** A file as its own endpoints tell it: since 2025, `expires_at` is there and mostly `null`. */
export const toldFile = (file: OpenAIFile): OpenAIFile => ({
  ...file,
  expires_at: file.expires_at ?? null,
})

export const fileHandlers = (
  store: Store,
  blobs: BlobStore,
  known: Files,
): Handlers<typeof files> => {
  const find = (id: string, param = 'id'): OpenAIFile => {
    const file = known.find(id)
    if (file && (file.status !== 'deleted' || param === 'after')) return file
    throw new Refusal(404, `No such File object: ${id}`, { param })
  }

  return {
    list: ({ query = {} }) => {
      const { purpose, order = 'desc', after, limit = LONGEST_PAGE } = query
      checkWord('order', order, ['asc', 'desc'])
      checkRange('limit', limit, 1, LONGEST_PAGE)
      if (after !== undefined) find(after, 'after')
      const isOldestFirst = order === 'asc'
      const listed = known.list({ purpose, isOldestFirst, after, limit: limit + 1 })
      return pageOf(listed.map(toldFile), limit)
    },
    upload: async ({ body: { file, purpose, expires_after } }) => {
      checkNewFile({ purpose, expires_after })
      const { name: filename, size, keep } = file
      const taken = await known.take({ filename, purpose, size, expires_after }, keep)
      await orRemove(blobs, fileBlob(taken.id), () => store.transaction(() => known.insert(taken)))
      return toldFile(taken)
    },
    retrieve: ({ id }) => toldFile(find(id)),
    content: async ({ id }) => {
      const { filename } = find(id)
      const content = await blobs.stream(fileBlob(id))
      if (content) return { filename, content }
      throw new Error(`The content of ${id} is gone`)
    },
    delete: async ({ id }) => {
      find(id)
      await known.remove(id)
      return { id, object: 'file', deleted: true }
    },
  }
}
