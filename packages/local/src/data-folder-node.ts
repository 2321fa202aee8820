import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type DataFolder, memoryFolder, TABLES } from './data-folder.ts'
import { openDatabase } from './database-node.ts'
import { createDiskBlobs } from './disk-blobs.ts'
import { openStore } from './store.ts'

export const DATABASE = 'finetune.sqlite'

/** Where contents lie below the folder. */
const CONTENTS = ['drafts', 'files', 'jobs', 'models', 'uploads']

/**
 * Opens a folder, which is made where missing, or memory where there is none. Throws when it cannot be
 * used, such as when another process has it open.
 */
export const openDataFolder = (path: string | undefined): DataFolder => {
  if (path === undefined) return memoryFolder(openDatabase())
  usable(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }))
  const contents = CONTENTS.flatMap((name) => listed(join(path, name)))
  if (contents.length > 0 && !sizeOf(join(path, DATABASE))) {
    throw new Error(`${path} has lost its ${DATABASE}: what else is in it was left as it is`)
  }
  const store = openStore(openDatabase(join(path, DATABASE)), TABLES)
  return { store, blobs: createDiskBlobs(path), isDurable: true }
}

const listed = (path: string): readonly string[] =>
  sizeOf(path) === undefined ? [] : usable(path, () => readdirSync(path))

/** Bytes of a file; `undefined` where nothing has this name. */
const sizeOf = (path: string): number | undefined =>
  usable(path, () => statSync(path, { throwIfNoEntry: false })?.size)

const usable = <A>(path: string, work: () => A): A => {
  try {
    return work()
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : { message: String(cause) }
    throw new Error(`${path} cannot be used as a folder: ${message}`, { cause })
  }
}
