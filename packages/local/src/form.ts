import { pipeline } from 'node:stream/promises'
import {
  Busboy,
  type BusboyEvents,
  type BusboyFileStream,
  type BusboyInstance,
} from '@fastify/busboy'
import type { FileContent } from '@finetune/models'
import type { BlobDraft, BlobStore } from './blob-store.ts'
import { readerOf } from './body-reader.ts'
import { Refusal } from './refusal.ts'
import { storageFault } from './storage-fault.ts'

/** Bytes that the frame of a form may add to its file. */
const FRAME = 2 ** 20
const MOST_PARTS = 100
const MOST_FIELD = 2 ** 16

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

/** Reads a form whose files, of so many bytes at most, go into drafts as they come. */
export const readForm = async (request: Request, blobs: BlobStore, most: number): Promise<Form> => {
  const tooLarge = new Refusal(413, `Maximum content size limit (${most}) exceeded`)
  if (Number(request.headers.get('content-length')) > most + FRAME) throw tooLarge
  const body = readerOf(request.body)
  const fields = new Map<string, unknown>()
  const drafts: BlobDraft[] = []
  const files: BusboyFileStream[] = []
  const receiving: Promise<void>[] = []
  const drop = async (): Promise<void> => {
    await Promise.all(drafts.map((draft) => draft.drop()))
  }

  const receive = async (name: string, file: BusboyFileStream, filename: string): Promise<void> => {
    const draft = await blobs.draft()
    drafts.push(draft)
    for await (const chunk of file) await draft.write(chunk)
    fields.set(name, receivedFile(draft, unescaped(filename), file.bytesRead))
  }
  try {
    const parser = parserOf(request, most)
    const stop = (error: Error) => void parser.destroy(error)
    const onFile: BusboyEvents['file'] = (name, file, filename) => {
      if (name === undefined) stop(new Error('A file has no field'))
      files.push(file)
      file.once('limit', () => stop(tooLarge))
      receiving.push(receive(name, file, filename ?? '').catch(stop))
    }
    const onField: BusboyEvents['field'] = (name, value, _isNameCut, isCut) => {
      if (isCut) stop(tooLarge)
      if (name === undefined) stop(new Error('A value has no field'))
      fields.set(name, value)
    }
    parser.on('file', onFile)
    parser.on('field', onField)
    parser.once('partsLimit', () => stop(tooLarge))
    await pipeline(body.pieces, parser)
    await Promise.all(receiving)
  } catch (error) {
    body.discard()
    for (const file of files) file.destroy()
    await Promise.all(receiving)
    await drop()
    if (error instanceof Refusal || storageFault(error)) throw error
    throw new Refusal(400, 'Could not parse multipart form')
  }
  return { fields: nested(fields), drop }
}

const parserOf = (request: Request, most: number): BusboyInstance =>
  new Busboy({
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    preservePath: true,
    isPartAFile: (name, _type, filename) => filename !== undefined || isFileField(name),
    limits: {
      fileSize: most,
      fieldSize: MOST_FIELD,
      headerSize: MOST_FIELD,
      parts: MOST_PARTS,
    },
  })

const isFileField = (name: string | undefined): boolean =>
  name !== undefined && FILE_FIELDS.includes(name)

const receivedFile = (draft: BlobDraft, name: string, size: number): ReceivedFile => ({
  name: name || 'file',
  size,
  arrayBuffer: async () => (await draft.read()).buffer,
  keep: draft.keep,
})

/** Browsers write the characters that would end a quoted name so. */
const unescaped = (name: string): string =>
  name.replaceAll(/%(0A|0D|22)/gi, (code) => decodeURIComponent(code))

/** `expires_after[seconds]` is a number within an object. */
const nested = (fields: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> => {
  const flat: [string, unknown][] = []
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
