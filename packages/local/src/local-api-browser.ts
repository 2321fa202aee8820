import { md5 } from '@noble/hashes/legacy.js'
import { memoryFolder } from './data-folder.ts'
import { openDatabase } from './database-browser.ts'
import { readForm } from './form-browser.ts'
import { type ApiOptions, type LocalApi, openApi, settingsOf } from './local-api.ts'
import type { Platform } from './platform.ts'
import { profiles } from './profile.ts'
import { startTrainingThread } from './training-thread-browser.ts'

/** What an API in a page is. */
export interface LocalApiOptions extends ApiOptions {
  /** A page has no folders: everything is in its memory. */
  readonly data?: never
}

const browser: Platform = { readForm, startTrainingThread, createMd5: md5.create }

/**
 * The fine-tuning API in this page: it trains small models for real, in a Web Worker, and everything is
 * gone with the page. `fetch` rejects when SQLite cannot be loaded, and tries again when it is called again.
 */
export const createLocalApi = ({ data, ...options }: LocalApiOptions = {}): LocalApi => {
  if (data !== undefined) throw new RangeError('data: a page has no folders')
  const settings = settingsOf(options, browser)
  let opened: Promise<LocalApi> | undefined
  const open = (): Promise<LocalApi> => {
    opened ??= openDatabase()
      .then((database) => openApi(memoryFolder(database), settings))
      .catch((error) => {
        opened = undefined
        throw error
      })
    return opened
  }
  // Each request tells it.
  open().catch(() => undefined)
  return {
    basePath: profiles[settings.as].basePath,
    fetch: async (input, init) => (await open()).fetch(input, init),
    fail: settings.faults.add,
    close: async () => (await open()).close(),
  }
}
