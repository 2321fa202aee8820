import { FineTuneEvent, Hyperparams, nullable } from '@finetune/models'
import * as t from 'io-ts'
import { type Clock, unixSeconds } from './clock.ts'
import { decoded, type Store } from './store.ts'

export const fineTuneTables = `
  CREATE TABLE fine_tune (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    model TEXT NOT NULL,
    base TEXT NOT NULL,
    fine_tuned_model TEXT,
    status TEXT NOT NULL,
    hyperparams TEXT NOT NULL,
    suffix TEXT,
    training_file TEXT NOT NULL,
    validation_file TEXT,
    result_file TEXT,
    queue_number INTEGER
  ) STRICT;
  CREATE TABLE fine_tune_event (
    fine_tune TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (fine_tune, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE fine_tune_result (
    fine_tune TEXT NOT NULL,
    step INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (fine_tune, step)
  ) STRICT, WITHOUT ROWID`

const Row = t.type({
  id: t.string,
  created_at: t.number,
  updated_at: t.number,
  model: t.string,
  /** The base model at the bottom of `model`. */
  base: t.string,
  fine_tuned_model: nullable(t.string),
  status: t.string,
  hyperparams: t.string,
  suffix: nullable(t.string),
  training_file: t.string,
  validation_file: nullable(t.string),
  result_file: nullable(t.string),
  /** How many jobs were ahead when that was last told; `null` until the job is queued. */
  queue_number: nullable(t.number),
})

/** A job as it is kept: files by id, and no events. */
export interface FineTuneRow extends Omit<t.TypeOf<typeof Row>, 'hyperparams'> {
  readonly hyperparams: Hyperparams
}

type Changeable = Partial<
  Pick<FineTuneRow, 'status' | 'hyperparams' | 'fine_tuned_model' | 'result_file' | 'queue_number'>
>

/** The jobs, their events and the lines of their result files. */
export interface FineTuneTable {
  readonly insert: (row: FineTuneRow) => void
  readonly find: (id: string) => FineTuneRow | undefined
  /** Oldest first. */
  readonly all: () => readonly FineTuneRow[]
  /** Those that still have something to do, oldest first. */
  readonly unfinished: () => readonly FineTuneRow[]
  /** Changes a job and the time it was updated at. */
  readonly update: (id: string, change: Changeable) => void
  readonly addEvent: (id: string, message: string, level?: 'info' | 'error') => void
  /** The events from a position on, which counts from 0. */
  readonly events: (id: string, from?: number) => readonly FineTuneEvent[]
  /** Keeps the line of a step; `false` when the step has one already. */
  readonly addResult: (id: string, step: number, line: string) => boolean
  readonly results: (id: string) => readonly string[]
}

const COLUMNS = Object.keys(Row.props).join(', ')
const Line = t.type({ line: t.string })

export const createFineTuneTable = (store: Store, clock: Clock): FineTuneTable => {
  const rows = (where: string, ...values: string[]): readonly FineTuneRow[] =>
    store
      .all(Row, `SELECT ${COLUMNS} FROM fine_tune ${where} ORDER BY position`, ...values)
      .map((row) => ({ ...row, hyperparams: decoded(Hyperparams, JSON.parse(row.hyperparams)) }))
  const columnsOf = <A extends { readonly hyperparams?: Hyperparams }>(row: A) => ({
    ...row,
    ...(row.hyperparams && { hyperparams: JSON.stringify(row.hyperparams) }),
  })

  return {
    insert: (row) => {
      const columns = columnsOf(row)
      const names = Object.keys(columns)
      const values = Object.values(columns)
      const marks = names.map(() => '?').join(', ')
      store.run(`INSERT INTO fine_tune (${names.join(', ')}) VALUES (${marks})`, ...values)
    },
    find: (id) => rows('WHERE id = ?', id)[0],
    all: () => rows(''),
    unfinished: () => rows("WHERE status IN ('pending', 'running')"),
    update: (id, change) => {
      const columns = { ...columnsOf(change), updated_at: unixSeconds(clock) }
      const assignments = Object.keys(columns).map((name) => `${name} = ?`)
      const sql = `UPDATE fine_tune SET ${assignments.join(', ')} WHERE id = ?`
      store.run(sql, ...Object.values(columns), id)
    },
    addEvent: (id, message, level = 'info') => {
      store.run(
        `INSERT INTO fine_tune_event (fine_tune, position, created_at, level, message)
         SELECT ?1, count(*), ?2, ?3, ?4 FROM fine_tune_event WHERE fine_tune = ?1`,
        ...[id, unixSeconds(clock), level, message],
      )
    },
    events: (id, from = 0) =>
      store.all(
        FineTuneEvent,
        `SELECT 'fine-tune-event' AS object, created_at, level, message FROM fine_tune_event
         WHERE fine_tune = ? AND position >= ? ORDER BY position`,
        ...[id, from],
      ),
    addResult: (id, step, line) =>
      store.run(
        'INSERT OR IGNORE INTO fine_tune_result (fine_tune, step, line) VALUES (?, ?, ?)',
        ...[id, step, line],
      ) > 0,
    results: (id) =>
      store
        .all(Line, 'SELECT line FROM fine_tune_result WHERE fine_tune = ? ORDER BY step', id)
        .map(({ line }) => line),
  }
}
