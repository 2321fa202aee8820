import { pipeline } from 'node:stream/promises'
import {
  Busboy,
  type BusboyEvents,
  type BusboyFileStream,
  type BusboyInstance,
} from '@fastify/busboy'
import type { BlobDraft } from './blob-store.ts'
import { readerOf } from './body-reader.ts'
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
import { Refusal } from './refusal.ts'
import { storageFault } from './storage-fault.ts'

/** Bytes that the frame of a form may add to its file. */
const FRAME = 2 ** 20

/** Reads a form whose files go into drafts as they come. */
export const readForm: ReadForm = async (request, blobs, most) => {
  const refusal = tooLarge(most)
  if (Number(request.headers.get('content-length')) > most + FRAME) throw refusal
  const body = readerOf(request)
  const fields = new Map<string, unknown>()
  const drafts: BlobDraft[] = []
  const files: BusboyFileStream[] = []
  const receiving: Promise<void>[] = []
  let failure: Error | undefined
  const drop = async (): Promise<void> => {
    await Promise.all(drafts.map((draft) => draft.drop()))
  }

  const receive = async (name: string, file: BusboyFileStream, filename: string): Promise<void> => {
    const draft = await blobs.draft()
    drafts.push(draft)
    for await (const chunk of file) await draft.write(chunk)
    fields.set(name, receivedFile(draft, filename, file.bytesRead))
  }
  try {
    const parser = parserOf(request, most)
    const stop = (error: Error): void => {
      failure ??= error
      parser.destroy(error)
    }
    const onFile: BusboyEvents['file'] = (name, file, filename) => {
      if (name === undefined) stop(new Error('A file has no field'))
      files.push(file)
      file.once('limit', () => stop(refusal))
      receiving.push(receive(name, file, filename ?? '').catch(stop))
    }
    const onField: BusboyEvents['field'] = (name, value, _isNameCut, isCut) => {
      if (isCut) stop(refusal)
      if (name === undefined) stop(new Error('A value has no field'))
      fields.set(name, value)
    }
    parser.on('file', onFile)
    parser.on('field', onField)
    parser.once('partsLimit', () => stop(refusal))
    await pipeline(body.pieces, parser)
    await Promise.all(receiving)
    // A form that has been read to its end tells nobody that it is destroyed.
    if (failure) throw failure
  } catch (error) {
    body.discard()
    for (const file of files) file.destroy()
    await Promise.all(receiving)
    await drop()
    if (error instanceof Refusal || storageFault(error)) throw error
    throw unreadable()
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
