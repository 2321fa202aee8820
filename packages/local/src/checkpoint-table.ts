import { FineTuningJobMetrics } from '@finetune/models'
import * as t from 'io-ts'
import { decoded, type Store } from './store.ts'

export const checkpointTable = `
  CREATE TABLE job_checkpoint (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    model TEXT NOT NULL,
    step INTEGER NOT NULL,
    metrics TEXT NOT NULL
  ) STRICT`

const Row = t.type({
  id: t.string,
  job: t.string,
  created_at: t.number,
  model: t.string,
  step: t.number,
  metrics: t.string,
})

/** What a job kept of its model on the way. */
export interface CheckpointRow extends Omit<t.TypeOf<typeof Row>, 'metrics'> {
  readonly metrics: FineTuningJobMetrics
}

/** Which checkpoints of a job to list, newest first. */
export interface CheckpointListing {
  /** The checkpoint before the first one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** The checkpoints of jobs. */
export interface CheckpointTable {
  readonly insert: (row: CheckpointRow) => void
  readonly page: (job: string, listing: CheckpointListing) => readonly CheckpointRow[]
  readonly find: (id: string) => CheckpointRow | undefined
  readonly remove: (id: string) => void
}

const COLUMNS = Object.keys(Row.props).join(', ')

export const createCheckpointTable = (store: Store): CheckpointTable => {
  const rows = (rest: string, ...values: (string | number)[]): readonly CheckpointRow[] =>
    store
      .all(Row, `SELECT ${COLUMNS} FROM job_checkpoint ${rest}`, ...values)
      .map((row) => ({ ...row, metrics: decoded(FineTuningJobMetrics, JSON.parse(row.metrics)) }))
  return {
    insert: ({ id, job, created_at, model, step, metrics }) => {
      store.run(
        `INSERT INTO job_checkpoint (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
        ...[id, job, created_at, model, step, JSON.stringify(metrics)],
      )
    },
    page: (job, { after = '', limit }) =>
      rows(
        `WHERE job = ?1 AND position <
           ifnull((SELECT position FROM job_checkpoint WHERE id = ?2), 9e18)
         ORDER BY position DESC LIMIT ?3`,
        ...[job, after, limit],
      ),
    find: (id) => rows('WHERE id = ?', id)[0],
    remove: (id) => {
      store.run('DELETE FROM job_checkpoint WHERE id = ?', id)
    },
  }
}
