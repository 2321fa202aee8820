import type { BlobDraft } from './blob-store.ts'
import {
  isFileField,
  MOST_FIELD,
  MOST_PARTS,
  nested,
  type ReadForm,
  receivedFile,
  tooLarge,
  unreadable,
} from './form.ts'
import { piecesOf } from './pieces.ts'

/** Reads a form as the browser does: as a whole. */
export const readForm: ReadForm = async (request, blobs, most) => {
  const form = await request.formData().catch(() => {
    throw unreadable()
  })
  const entries = [...form]
  const isTooLarge = entries.some(([name, value]) =>
    isFile(name, value) ? sizeOf(value) > most : sizeOf(value) > MOST_FIELD,
  )
  if (entries.length > MOST_PARTS || isTooLarge) throw tooLarge(most)

  const drafts: BlobDraft[] = []
  const fields = new Map<string, unknown>()
  for (const [name, value] of entries) {
    if (!isFile(name, value)) {
      fields.set(name, value)
      continue
    }
    const draft = await blobs.draft()
    drafts.push(draft)
    const file = new Blob([value])
    for await (const piece of piecesOf(file.stream())) await draft.write(piece)
    fields.set(name, receivedFile(draft, value instanceof File ? value.name : '', file.size))
  }
  const drop = async (): Promise<void> => {
    await Promise.all(drafts.map((draft) => draft.drop()))
  }
  return { fields: nested(fields), drop }
}

const isFile = (name: string, value: FormDataEntryValue): boolean =>
  value instanceof File || isFileField(name)

/** In bytes. */
const sizeOf = (value: FormDataEntryValue): number => new Blob([value]).size
