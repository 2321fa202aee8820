import {
  FineTuningJobError,
  Hyperparams,
  Integration,
  isTerminal,
  Method,
  nullable,
} from '@finetune/models'
import * as t from 'io-ts'
import { type Clock, unixSeconds } from './clock.ts'
import { JobStep } from './job-step.ts'
import { decoded, type Store } from './store.ts'

export const jobTables = `
  CREATE TABLE job (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    object TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER,
    estimated_finish INTEGER,
    model TEXT NOT NULL,
    base TEXT NOT NULL,
    fine_tuned_model TEXT,
    status TEXT NOT NULL,
    error TEXT NOT NULL,
    method TEXT NOT NULL,
    hyperparams TEXT NOT NULL,
    seed INTEGER,
    suffix TEXT,
    integrations TEXT NOT NULL,
    metadata TEXT NOT NULL,
    training_file TEXT NOT NULL,
    validation_file TEXT,
    result_file TEXT,
    queue_number INTEGER
  ) STRICT;
  CREATE TABLE job_step (
    job TEXT NOT NULL,
    step INTEGER NOT NULL,
    measured TEXT NOT NULL,
    PRIMARY KEY (job, step)
  ) STRICT, WITHOUT ROWID`

/** What a legacy job asks for besides its method. */
const LegacyHyperparams = t.intersection([
  t.type({ prompt_loss_weight: t.number }),
  t.partial({
    compute_classification_metrics: t.boolean,
    classification_n_classes: t.number,
    classification_positive_class: t.string,
    classification_betas: t.array(t.number),
  }),
])
export type LegacyHyperparams = t.TypeOf<typeof LegacyHyperparams>

const Plain = t.type({
  id: t.string,
  /** The word of the API that the job was made through. */
  object: t.union([t.literal('fine-tune'), t.literal('fine_tuning.job')]),
  created_at: t.number,
  updated_at: t.number,
  finished_at: nullable(t.number),
  estimated_finish: nullable(t.number),
  model: t.string,
  /** The base model at the bottom of `model`. */
  base: t.string,
  fine_tuned_model: nullable(t.string),
  /** In the words of the modern API. */
  status: t.string,
  /** `null` of a legacy job: it follows from what is learnt. */
  seed: nullable(t.number),
  suffix: nullable(t.string),
  training_file: t.string,
  validation_file: nullable(t.string),
  result_file: nullable(t.string),
  /** How many jobs were ahead when that was last told; `null` until the files are validated. */
  queue_number: nullable(t.number),
})

/** What is kept as JSON. */
const Written = t.type({
  error: FineTuningJobError,
  method: Method,
  /** `null` of a modern job. */
  hyperparams: nullable(LegacyHyperparams),
  integrations: t.array(Integration),
  metadata: nullable(t.record(t.string, t.string)),
})
const WRITTEN = Object.keys(Written.props)
const COLUMNS = [...Object.keys(Plain.props), ...WRITTEN].join(', ')

/** A job of either API as it is kept: files by id, and no events. */
export interface JobRow extends t.TypeOf<typeof Plain>, t.TypeOf<typeof Written> {}

type Changeable = Partial<
  Pick<
    JobRow,
    | 'status'
    | 'method'
    | 'error'
    | 'fine_tuned_model'
    | 'result_file'
    | 'queue_number'
    | 'finished_at'
    | 'estimated_finish'
  >
>

/** Which jobs to list, newest first. */
export interface JobListing {
  readonly object: JobRow['object']
  /** The job before the first one. */
  readonly after: string | undefined
  readonly limit: number
  /** What their metadata has; `null` for jobs without any. */
  readonly metadata: Readonly<Record<string, string>> | null | undefined
}

/** The jobs of both APIs, and what their steps measured. */
export interface JobTable {
  readonly insert: (row: JobRow) => void
  readonly find: (id: string) => JobRow | undefined
  /** Whether it has come to its end, or was never there. */
  readonly isOver: (id: string) => boolean
  /** Those of one API, oldest first. */
  readonly all: (object: JobRow['object']) => readonly JobRow[]
  readonly page: (listing: JobListing) => readonly JobRow[]
  /** Those that are not over, oldest first. */
  readonly unfinished: () => readonly JobRow[]
  /** Changes a job and the time it was updated at. */
  readonly update: (id: string, change: Changeable) => void
  /** Keeps what a step measured; `false` when it is kept already. */
  readonly addStep: (id: string, step: JobStep) => boolean
  readonly hasStep: (id: string, step: number) => boolean
  readonly steps: (id: string) => readonly JobStep[]
  readonly lastStep: (id: string) => JobStep | undefined
}

const Row = t.UnknownRecord
const Status = t.type({ status: t.string })
const Measured = t.type({ measured: t.string })

export const createJobTable = (store: Store, clock: Clock): JobTable => {
  const rows = (rest: string, ...values: (string | number)[]): readonly JobRow[] =>
    store.all(Row, `SELECT ${COLUMNS} FROM job ${rest}`, ...values).map(rowOf)
  const steps = (where: string, ...values: (string | number)[]): readonly JobStep[] =>
    store
      .all(Measured, `SELECT measured FROM job_step WHERE ${where} `, ...values)
      .map(({ measured }) => decoded(JobStep, JSON.parse(measured)))

  return {
    insert: (row) => {
      const columns = columnsOf(row)
      const names = Object.keys(columns)
      const marks = names.map(() => '?').join(', ')
      store.run(
        `INSERT INTO job (${names.join(', ')}) VALUES (${marks})`,
        ...Object.values(columns),
      )
    },
    find: (id) => rows('WHERE id = ?', id)[0],
    isOver: (id) => {
      const found = store.get(Status, 'SELECT status FROM job WHERE id = ?', id)
      return !found || isTerminal(found.status)
    },
    all: (object) => rows('WHERE object = ? ORDER BY position', object),
    page: ({ object, after, limit, metadata }) => {
      const pairs = Object.entries(metadata ?? {})
      const matches = pairs.map(
        () => 'AND EXISTS (SELECT 1 FROM json_each(metadata) WHERE key = ? AND value = ?)',
      )
      return rows(
        `WHERE object = ? AND position < ifnull((SELECT position FROM job WHERE id = ?), 9e18)
         ${metadata === null ? "AND metadata = 'null'" : ''} ${matches.join(' ')}
         ORDER BY position DESC LIMIT ?`,
        ...[object, after ?? '', ...pairs.flat(), limit],
      )
    },
    unfinished: () =>
      rows("WHERE status NOT IN ('succeeded', 'failed', 'cancelled') ORDER BY position"),
    update: (id, change) => {
      const columns = columnsOf({ ...change, updated_at: unixSeconds(clock) })
      const assignments = Object.keys(columns).map((name) => `${name} = ?`)
      const sql = `UPDATE job SET ${assignments.join(', ')} WHERE id = ?`
      store.run(sql, ...Object.values(columns), id)
    },
    // An event has the report, and nobody asks for it again.
    addStep: (id, { report: _, ...step }) =>
      store.run(
        'INSERT OR IGNORE INTO job_step (job, step, measured) VALUES (?, ?, ?)',
        ...[id, step.step, JSON.stringify(step)],
      ) > 0,
    hasStep: (id, step) => steps('job = ? AND step = ?', id, step).length > 0,
    steps: (id) => steps('job = ? ORDER BY step', id),
    lastStep: (id) => steps('job = ? ORDER BY step DESC LIMIT 1', id)[0],
  }
}

const rowOf = (columns: Readonly<Record<string, unknown>>): JobRow => {
  const read = WRITTEN.map((name) => [name, JSON.parse(String(columns[name]))])
  return { ...decoded(Plain, columns), ...decoded(Written, Object.fromEntries(read)) }
}

const columnsOf = (row: Partial<JobRow>): Record<string, string | number | null> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isPlain = value === null || typeof value !== 'object'
      return [name, isPlain && !WRITTEN.includes(name) ? value : JSON.stringify(value)]
    }),
  )

/** The hyperparams of a legacy job. */
export const hyperparamsOf = ({ method, hyperparams }: JobRow): Hyperparams => {
  const { n_epochs, batch_size, learning_rate_multiplier } =
    method.supervised?.hyperparameters ?? {}
  const open = <A>(value: A | 'auto'): A | null => (value === 'auto' ? null : value)
  return decoded(Hyperparams, {
    n_epochs,
    batch_size: open(batch_size),
    learning_rate_multiplier: open(learning_rate_multiplier),
    ...hyperparams,
  })
}
