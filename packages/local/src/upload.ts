import type { Upload, uploads } from '@finetune/models'
import { type BlobDraft, type BlobStore, orRemove } from './blob-store.ts'
import { hexOf } from './bytes.ts'
import { checkRange } from './check.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { checkNewFile, type Files, fileBlob, toldFile } from './file.ts'
import { createHexId } from './id.ts'
import { piecesOf } from './pieces.ts'
import type { Platform } from './platform.ts'
import { Refusal } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'
import type { PartRow, UploadRow, UploadTable } from './upload-table.ts'

/** Bytes of all parts of an upload. */
const MOST_BYTES = 8 * 2 ** 30
/** Seconds until an upload expires. */
const LIFE = 3600

/** What uploads need of the rest. */
export interface UploadParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly files: Files
  readonly table: UploadTable
  readonly createMd5: Platform['createMd5']
}

/** Where a part is kept; without a part, where all parts of an upload are. */
const partBlob = (upload: string, part?: string): string =>
  part ? `uploads/${upload}/${part}` : `uploads/${upload}`

export const uploadHandlers = (parts: UploadParts): Handlers<typeof uploads> => {
  const { store, blobs, clock, files, table } = parts
  const told = (id: string): Upload => {
    const { file, file_life: _, ...rest } = find(table, id)
    const found = file === null ? undefined : files.find(file)
    return { object: 'upload', ...rest, ...(found && { file: toldFile(found) }) }
  }

  return {
    create: ({ body: { filename, purpose, bytes, expires_after } }) => {
      checkNewFile({ purpose, expires_after })
      checkRange('bytes', bytes, 1, MOST_BYTES)
      const id = createHexId('upload')
      const created_at = unixSeconds(clock)
      const expires_at = created_at + LIFE
      const file_life = expires_after?.seconds ?? null
      const status = 'pending'
      const row = {
        id,
        bytes,
        created_at,
        filename,
        purpose,
        status,
        expires_at,
        file_life,
      } as const
      store.transaction(() => table.insert({ ...row, file: null }))
      return told(id)
    },
    addPart: async ({ id, body: { data } }) => {
      findPending(table, id, 'add a part to')
      const part = { id: createHexId('part'), bytes: data.size }
      await data.keep(partBlob(id, part.id))
      const add = () => {
        findPending(table, id, 'add a part to')
        checkRange('data', sizeOf(table.parts(id)) + part.bytes, 0, MOST_BYTES)
        table.addPart(id, part)
      }
      await orRemove(blobs, partBlob(id, part.id), () => store.transaction(add))
      return { id: part.id, object: 'upload.part', created_at: unixSeconds(clock), upload_id: id }
    },
    complete: async ({ id, body: { part_ids, md5 } }) => {
      const upload = findPending(table, id, 'complete')
      const chosen = chosenParts(table.parts(id), part_ids)
      checkSize(upload, chosen)
      const draft = await blobs.draft()
      try {
        const sum = await join(parts, id, chosen, draft)
        if (md5 !== undefined && md5.toLowerCase() !== sum) {
          throw new Refusal(400, `The MD5 of the parts is ${sum}, not ${md5}`, { param: 'md5' })
        }
        const file = await files.take(newFileOf(upload), draft.keep)
        const end = () => {
          findPending(table, id, 'complete')
          files.insert(file)
          table.end(id, 'completed', file.id)
        }
        await orRemove(blobs, fileBlob(file.id), () => store.transaction(end))
      } finally {
        await draft.drop()
      }
      await blobs.remove(partBlob(id))
      return told(id)
    },
    cancel: async ({ id }) => {
      store.transaction(() => {
        findPending(table, id, 'cancel')
        table.end(id, 'cancelled')
      })
      await blobs.remove(partBlob(id))
      return told(id)
    },
  }
}

/** Ends the uploads whose time is over. */
export const expireUploads = async ({ store, blobs, table }: UploadParts): Promise<void> => {
  for (const { id } of table.expired()) {
    store.transaction(() => table.end(id, 'expired'))
    await blobs.remove(partBlob(id))
  }
}

/** Removes parts that a crash has left behind. */
export const sweepUploads = async ({ blobs, table }: UploadParts): Promise<void> => {
  for (const id of await blobs.list('uploads')) {
    const isPending = table.find(id)?.status === 'pending'
    const known = isPending ? table.parts(id).map((part) => part.id) : []
    for (const part of await blobs.list(partBlob(id))) {
      if (!known.includes(part)) await blobs.remove(partBlob(id, part))
    }
    if (!isPending) await blobs.remove(partBlob(id))
  }
}

const find = (table: UploadTable, id: string): UploadRow => {
  const row = table.find(id)
  if (row) return row
  throw new Refusal(404, `No such Upload object: ${id}`, { param: 'upload_id' })
}

/** An upload that nothing has ended yet; `act` says what is wanted of it. */
const findPending = (table: UploadTable, id: string, act: string): UploadRow => {
  const row = find(table, id)
  if (row.status === 'pending') return row
  throw new Refusal(400, `Cannot ${act} an upload ${id} that already has status "${row.status}".`)
}

/** The parts of these ids, in this order. */
const chosenParts = (known: readonly PartRow[], ids: readonly string[]): readonly PartRow[] => {
  const byId = new Map(known.map((part) => [part.id, part]))
  return ids.map((id) => {
    const part = byId.get(id)
    if (!part) throw new Refusal(400, `No such UploadPart object: ${id}`, { param: 'part_ids' })
    byId.delete(id)
    return part
  })
}

const checkSize = ({ bytes }: UploadRow, parts: readonly PartRow[]): void => {
  const size = sizeOf(parts)
  if (size === bytes) return
  const message = `The parts hold ${size} bytes, but the upload was created with ${bytes}`
  throw new Refusal(400, message, { param: 'part_ids' })
}

const sizeOf = (parts: readonly PartRow[]): number =>
  parts.reduce((size, { bytes }) => size + bytes, 0)

const newFileOf = ({ filename, purpose, bytes, file_life }: UploadRow) => ({
  filename,
  purpose,
  size: bytes,
  ...(file_life !== null && { expires_after: { anchor: 'created_at', seconds: file_life } }),
})

/** Puts the parts, one after the other, into a draft; answers their MD5. */
const join = async (
  { blobs, table, createMd5 }: UploadParts,
  id: string,
  parts: readonly PartRow[],
  draft: BlobDraft,
): Promise<string> => {
  const hash = createMd5()
  for (const part of parts) {
    const stream = await blobs.stream(partBlob(id, part.id))
    if (!stream) {
      findPending(table, id, 'complete')
      throw new Error(`The content of ${part.id} is gone`)
    }
    for await (const chunk of piecesOf(stream.body)) {
      hash.update(chunk)
      await draft.write(chunk)
    }
  }
  return hexOf(hash.digest())
}
