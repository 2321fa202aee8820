import { createHash } from 'node:crypto'
import { openDataFolder } from './data-folder-node.ts'
import { readForm } from './form-node.ts'
import { type ApiOptions, type LocalApi, openApi, settingsOf } from './local-api.ts'
import type { Platform } from './platform.ts'
import { startTrainingThread } from './training-thread-node.ts'

/** Where an API keeps what it is given, and what it is. */
export interface LocalApiOptions extends ApiOptions {
  /**
   * Folder that holds everything; made where missing. What is acknowledged is on disk, and a job
   * goes on after a crash. Without it everything is in memory. In a browser there is none.
   */
  readonly data?: string
}

const node: Platform = { readForm, startTrainingThread, createMd5: () => createHash('md5') }

/**
 * The fine-tuning API in this process: it trains small models for real, on a thread of its own.
 * Throws when the data folder cannot be opened, such as when another process has it open.
 */
export const createLocalApi = ({ data, ...options }: LocalApiOptions = {}): LocalApi => {
  const settings = settingsOf(options, node)
  return openApi(openDataFolder(data), settings)
}
