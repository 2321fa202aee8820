import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DataFolder, memoryFolder, TABLES } from './data-folder.ts'
import { openDatabase } from './database-node.ts'
import { createDiskBlobs } from './disk-blobs.ts'
import { openStore } from './store.ts'

export const DATABASE = 'finetune.sqlite'

/**
 * Opens a folder, which is made where missing, or memory where there is none. Throws when it cannot be
 * used, such as when another process has it open.
 */
export const openDataFolder = (path: string | undefined): DataFolder => {
  if (path === undefined) return memoryFolder(openDatabase())
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : { message: String(cause) }
    throw new Error(`${path} cannot be used as a folder: ${message}`, { cause })
  }
  const store = openStore(openDatabase(join(path, DATABASE)), TABLES)
  return { store, blobs: createDiskBlobs(path), isDurable: true }
}
