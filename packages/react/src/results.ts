import type { ClientError } from '@finetune/client'
import { files, parseResults, type ResultRow, type StepMetrics } from '@finetune/models'
import type { Looked } from './job-query.ts'
import { nextDelay, stillFor } from './polling.ts'

/** What a job has measured so far. */
export interface Results {
  /** One row a step, in order, from everything that tells of it. */
  readonly metrics: readonly StepMetrics[]
  /** The result file as it is, with every column; empty as long as the server tells none of it. */
  readonly rows: readonly ResultRow[]
  /** False as long as more may follow. */
  readonly complete: boolean
}

export const rowsOf = (content: string | Uint8Array): readonly ResultRow[] => {
  const results = parseResults(content)
  if (results._tag === 'Right') return results.right
  const { message } = results.left
  const { method, path } = files.content
  const error: ClientError = {
    _tag: 'UnexpectedAnswer',
    message: `not a result file: ${message}`,
    method,
    path,
    attempts: 1,
    status: 200,
    reasons: [message],
  }
  throw error
}

/** What a server answers, or undefined where it has no such thing. */
export const orNone = async <A>(asked: Promise<A>): Promise<A | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

const isNotFound = (error: unknown): boolean => Reflect.get(Object(error), 'status') === 404

/** Milliseconds between two looks at the measurements of a server that tells them live. */
const LIVE_INTERVAL = 1_000

export const resultsDelay = (query: Looked<Results>): number | false => {
  const { data, error } = query.state
  if (data?.complete) return false
  const delay = nextDelay(undefined, stillFor(data ?? query), error)
  return data && data.rows.length > 0 && !error ? LIVE_INTERVAL : delay
}
