import type { FileContent } from '@finetune/models'
import type { BlobDraft, BlobStore } from './blob-store.ts'
import { Refusal } from './refusal.ts'

export const MOST_PARTS = 100
/** Bytes of a field that is no file. */
export const MOST_FIELD = 2 ** 16

/** Fields that hold a file, whether or not they give it a name. */
const FILE_FIELDS = ['file', 'data']

/** A file that has come in: a draft until it is kept. */
export interface ReceivedFile extends FileContent {
  readonly keep: BlobDraft['keep']
}

/** The fields of a form, not yet decoded. */
export interface Form {
  readonly fields: Readonly<Record<string, unknown>>
  /** Forgets the files that have not been kept. */
  readonly drop: () => Promise<void>
}

/** Reads a form whose files, of so many bytes at most, go into drafts. */
export type ReadForm = (request: Request, blobs: BlobStore, most: number) => Promise<Form>

export const tooLarge = (most: number): Refusal =>
  new Refusal(413, `Maximum content size limit (${most}) exceeded`)

export const unreadable = (): Refusal => new Refusal(400, 'Could not parse multipart form')

export const isFileField = (name: string | undefined): boolean =>
  name !== undefined && FILE_FIELDS.includes(name)

export const receivedFile = (draft: BlobDraft, name: string, size: number): ReceivedFile => ({
  name: unescaped(name) || 'file',
  size,
  arrayBuffer: async () => (await draft.read()).buffer,
  keep: draft.keep,
})

/** Browsers write the characters that would end a quoted name so. */
const unescaped = (name: string): string =>
  name.replaceAll(/%(0A|0D|22)/gi, (code) => decodeURIComponent(code))

/** `expires_after[seconds]` is a number within an object. */
export const nested = (
  fields: Iterable<readonly [string, unknown]>,
): Readonly<Record<string, unknown>> => {
  const flat: (readonly [string, unknown])[] = []
  const deep = new Map<string, [string, unknown][]>()
  for (const [name, value] of fields) {
    const [, outer, inner] = name.match(/^(\w+)\[(\w+)\]$/) ?? []
    if (outer === undefined || inner === undefined) flat.push([name, value])
    else deep.set(outer, [...(deep.get(outer) ?? []), [inner, numberIfAny(value)]])
  }
  const objects = [...deep].map(([name, entries]) => [name, Object.fromEntries(entries)] as const)
  return Object.fromEntries([...flat, ...objects])
}

const numberIfAny = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
