import { checkDataset, type DatasetReport } from './dataset-check.ts'

/** The files to be checked. */
export interface DatasetFiles {
  readonly training: File
  readonly validation?: File
}

/** What the worker tells: how far it is, and at the end what it found. */
export type DatasetNews =
  | { readonly type: 'progress'; readonly read: number; readonly total: number }
  | {
      readonly type: 'done'
      readonly training: DatasetReport
      readonly validation?: DatasetReport
    }

/** Milliseconds between two words on the progress. */
const INTERVAL = 50

const tell = (news: DatasetNews): void => self.postMessage(news)

self.addEventListener('message', async ({ data }: MessageEvent<DatasetFiles>) => {
  const { training, validation } = data
  const total = training.size + (validation?.size ?? 0)
  let told = 0
  const onRead = (before: number) => (bytes: number) => {
    if (performance.now() - told < INTERVAL) return
    told = performance.now()
    tell({ type: 'progress', read: before + bytes, total })
  }
  const first = await checkDataset(training, undefined, onRead(0))
  const second =
    validation && (await checkDataset(validation, first.digests, onRead(training.size)))
  tell({ type: 'done', training: first.report, ...(second && { validation: second.report }) })
})
