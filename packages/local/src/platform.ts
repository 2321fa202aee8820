import type { ReadForm } from './form.ts'
import type { StartTrainingThread } from './training-thread.ts'

/** What Node.js and a page have each a way of their own for. */
export interface Platform {
  readonly readForm: ReadForm
  readonly startTrainingThread: StartTrainingThread
  /** Takes bytes piece by piece; nothing may follow the digest. */
  readonly createMd5: () => {
    readonly update: (bytes: Uint8Array) => unknown
    readonly digest: () => Uint8Array
  }
}
