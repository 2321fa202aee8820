import { FineTuneEvent, type FineTuningJobEvent, nullable } from '@finetune/models'
import * as t from 'io-ts'
import { type Clock, unixSeconds } from './clock.ts'
import { createId } from './id.ts'
import { decoded, type Store } from './store.ts'

export const jobEventTable = `
  CREATE TABLE job_event (
    job TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (job, position)
  ) STRICT, WITHOUT ROWID`

/** What is said of a job. */
export interface Said {
  readonly message: string
  /** `info` where absent. */
  readonly level?: 'info' | 'warn' | 'error'
  /** `message` where absent. */
  readonly type?: 'message' | 'metrics'
  /** `{}` where absent. */
  readonly data?: Readonly<Record<string, unknown>> | null
}

/** Which events of a job to list, newest first. */
export interface EventListing {
  /** The event before the first one. */
  readonly after: string | undefined
  readonly limit: number
}

/** The events of jobs. */
export interface JobEventTable {
  readonly add: (job: string, said: readonly Said[]) => void
  /** As the legacy API tells them: oldest first, from a position on, which counts from 0. */
  readonly legacy: (job: string, from?: number) => readonly FineTuneEvent[]
  readonly page: (job: string, listing: EventListing) => readonly FineTuningJobEvent[]
  readonly has: (job: string, id: string) => boolean
  readonly isSaid: (job: string, message: string) => boolean
}

interface LegacyRead {
  readonly job: string
  readonly from: number
  readonly events: readonly FineTuneEvent[]
}

const Row = t.type({
  id: t.string,
  created_at: t.number,
  level: t.string,
  message: t.string,
  type: t.string,
  data: t.string,
})
const Data = nullable(t.UnknownRecord)

export const createJobEventTable = (store: Store, clock: Clock): JobEventTable => {
  /** All who follow a job read the same whenever it changes. */
  let latest: LegacyRead | undefined
  const isThere = (sql: string, ...values: string[]) =>
    store.get(t.UnknownRecord, sql, ...values) !== undefined
  return {
    add: (job, said) => {
      latest = undefined
      for (const { message, level = 'info', type = 'message', data = {} } of said) {
        store.run(
          `INSERT INTO job_event (job, position, id, created_at, level, message, type, data)
         SELECT ?1, ifnull(max(position), -1) + 1, ?2, ?3, ?4, ?5, ?6, ?7
         FROM job_event WHERE job = ?1`,
          ...[job, createId('ftevent'), unixSeconds(clock), level, message, type],
          JSON.stringify(data),
        )
      }
    },
    legacy: (job, from = 0) => {
      if (latest?.job === job && latest.from === from) return latest.events
      const events = store.all(
        FineTuneEvent,
        `SELECT 'fine-tune-event' AS object, created_at, level, message FROM job_event
       WHERE job = ? AND position >= ? ORDER BY position`,
        ...[job, from],
      )
      latest = { job, from, events }
      return events
    },
    page: (job, { after, limit }) =>
      store
        .all(
          Row,
          `SELECT id, created_at, level, message, type, data FROM job_event
         WHERE job = ?1 AND position < ifnull((SELECT position FROM job_event WHERE id = ?2), 9e18)
         ORDER BY position DESC LIMIT ?3`,
          ...[job, after ?? '', limit],
        )
        .map((row) => ({
          object: 'fine_tuning.job.event',
          ...row,
          data: decoded(Data, JSON.parse(row.data)),
        })),
    has: (job, id) => isThere('SELECT 1 FROM job_event WHERE job = ? AND id = ?', job, id),
    isSaid: (job, message) =>
      isThere('SELECT 1 FROM job_event WHERE job = ? AND message = ? LIMIT 1', job, message),
  }
}
