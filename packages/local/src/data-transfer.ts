import { createHash } from 'node:crypto'
import { access, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { BlobDraft } from './blob-store.ts'
import type { DataFolder } from './data-folder.ts'
import { DATABASE, openDataFolder } from './data-folder-node.ts'
import type { SqlValue } from './database.ts'
import { isJson, type Json } from './json.ts'
import type { Row } from './store.ts'

const FORMAT = 1
/** Bytes of content on one line, and rows that are written at once. */
const PIECE = 3 * 2 ** 14
const BATCH = 1000

/**
 * All that a data folder keeps, as lines of JSON: rows first, then contents by the piece, then a digest.
 * Throws when there is nothing in the folder, and when a server is using it.
 */
export async function* exportData(data: string): AsyncGenerator<string, void> {
  await access(join(data, DATABASE)).catch((cause) => {
    throw new Error(`${data} holds no data`, { cause })
  })
  const { store, blobs } = openDataFolder(data)
  const hash = createHash('sha256')
  const line = (value: Json): string => {
    const text = `${JSON.stringify(value)}\n`
    hash.update(text)
    return text
  }
  try {
    yield line({ finetune: FORMAT })
    for (const { table, columns } of store.rows()) yield line({ table, columns: asJson(columns) })
    for (const blob of await blobs.names()) {
      yield line({ blob })
      const stream = await blobs.stream(blob)
      for await (const chunk of stream?.body ?? []) {
        for (let start = 0; start < chunk.byteLength; start += PIECE) {
          const piece = Buffer.from(chunk.subarray(start, start + PIECE))
          yield line({ piece: piece.toString('base64') })
        }
      }
    }
    yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`
  } finally {
    store.close()
  }
}

/**
 * Fills an empty folder, which is made where missing, with what {@link exportData} told, however
 * it is cut into pieces.
 * All of it is there when the promise is fulfilled, and nothing when it is rejected: when the folder is
 * not empty, or the lines are damaged, incomplete or of tables that do not fit.
 */
export const importData = async (
  path: string,
  text: AsyncIterable<string> | Iterable<string>,
): Promise<void> => {
  const data = resolve(path)
  const there = await readdir(data).catch(() => undefined)
  if (there && there.length > 0) throw new Error(`${data} is not empty`)
  const partial = `${data}.partial`
  await rm(partial, { recursive: true, force: true })
  try {
    await mkdir(dirname(partial), { recursive: true })
    const folder = openDataFolder(partial)
    try {
      await fill(folder, linesOf(text))
    } finally {
      folder.store.close()
    }
    if (there) await rmdir(data)
    await rename(partial, data)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

const fill = async ({ store, blobs }: DataFolder, lines: AsyncIterable<string>): Promise<void> => {
  const hash = createHash('sha256')
  let rows: Row[] = []
  const flush = () => {
    store.transaction(() => rows.forEach(store.putRow))
    rows = []
  }
  let draft: { readonly name: string; readonly content: BlobDraft } | undefined
  let sum: unknown
  try {
    for await (const text of lines) {
      const line = parsed(text)
      if (sum !== undefined) throw new Error('Something follows the end of the data')
      if (line.sha256 !== undefined) sum = line.sha256
      else hash.update(`${text}\n`)

      if (line.finetune !== undefined && line.finetune !== FORMAT) {
        throw new Error(`The data are of format ${line.finetune}; this version knows ${FORMAT}`)
      }
      if (typeof line.table === 'string' && isJson(line.columns)) {
        rows.push({ table: line.table, columns: fromJson(line.columns) })
        if (rows.length >= BATCH) flush()
      }
      if (typeof line.piece === 'string') {
        await draft?.content.write(Buffer.from(line.piece, 'base64'))
      }
      if (typeof line.blob === 'string' || line.sha256 !== undefined) {
        await draft?.content.keep(draft.name)
        draft = undefined
      }
      if (typeof line.blob === 'string') {
        draft = { name: blobName(line.blob), content: await blobs.draft() }
      }
    }
    flush()
  } finally {
    await draft?.content.drop()
  }
  if (sum === undefined) throw new Error('The data end too soon')
  if (sum !== hash.digest('hex')) throw new Error('The data are damaged: their digest is another')
}

async function* linesOf(
  text: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

const parsed = (text: string): Json => {
  try {
    const value: unknown = JSON.parse(text)
    if (isJson(value)) return value
  } catch {}
  throw new Error('The data are damaged: a line is no JSON object')
}

/** A name comes from outside: it stays within the folder. */
const blobName = (name: string): string => {
  if (/^[\w-]+(\/[\w-]+){1,3}$/.test(name)) return name
  throw new Error(`The data are damaged: ${JSON.stringify(name).slice(0, 80)} names no content`)
}

const asJson = (columns: Row['columns']): Json =>
  Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    ]),
  )

const fromJson = (columns: Json): Row['columns'] =>
  Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, columnOf(value)]))

const columnOf = (value: unknown): SqlValue => {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value
  if (isJson(value) && typeof value.base64 === 'string') return Buffer.from(value.base64, 'base64')
  throw new Error('The data are damaged: a row holds what no row can')
}
