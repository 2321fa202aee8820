import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BlobStore, createDiskBlobs } from './blob-store.ts'
import { permissionTable } from './checkpoint-permission.ts'
import { checkpointTable } from './checkpoint-table.ts'
import { fileTable } from './file-table.ts'
import { jobEventTable } from './job-event-table.ts'
import { jobTables } from './job-table.ts'
import { createMemoryBlobs } from './memory-blobs.ts'
import { modelTable } from './model.ts'
import { openStore, type Store } from './store.ts'
import { uploadTables } from './upload-table.ts'
import { webhookTable } from './webhook.ts'

/** What each resource remembers. */
const TABLES = [
  fileTable,
  uploadTables,
  modelTable,
  jobTables,
  jobEventTable,
  checkpointTable,
  permissionTable,
  webhookTable,
]

export const DATABASE = 'finetune.sqlite'

/** All that an API keeps. */
export interface DataFolder {
  readonly store: Store
  readonly blobs: BlobStore
}

/**
 * Opens a folder, which is made where missing, or memory where there is none. Throws when it cannot be
 * used, such as when another process has it open.
 */
export const openDataFolder = (path: string | undefined): DataFolder => {
  if (path === undefined) return { store: openStore(undefined, TABLES), blobs: createMemoryBlobs() }
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : { message: String(cause) }
    throw new Error(`${path} cannot be used as a folder: ${message}`, { cause })
  }
  return { store: openStore(join(path, DATABASE), TABLES), blobs: createDiskBlobs(path) }
}
