import type { BlobStore } from './blob-store.ts'
import { permissionTable } from './checkpoint-permission.ts'
import { checkpointTable } from './checkpoint-table.ts'
import type { Database } from './database.ts'
import { fileTable } from './file-table.ts'
import { jobEventTable } from './job-event-table.ts'
import { jobTables } from './job-table.ts'
import { createMemoryBlobs } from './memory-blobs.ts'
import { modelTable } from './model.ts'
import { openStore, type Store } from './store.ts'
import { uploadTables } from './upload-table.ts'
import { webhookTable } from './webhook.ts'

/** What each resource remembers. */
export const TABLES = [
  fileTable,
  uploadTables,
  modelTable,
  jobTables,
  jobEventTable,
  checkpointTable,
  permissionTable,
  webhookTable,
]

/** All that an API keeps. */
export interface DataFolder {
  readonly store: Store
  readonly blobs: BlobStore
  /** Whether it outlives this process. */
  readonly isDurable: boolean
}

/** All of it in memory; gone with the process, or with the page. */
export const memoryFolder = (database: Database): DataFolder => ({
  store: openStore(database, TABLES),
  blobs: createMemoryBlobs(),
  isDurable: false,
})
