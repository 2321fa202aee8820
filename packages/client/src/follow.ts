import { isTerminal } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import { left } from './answer.ts'
import type { ClientError } from './client-error.ts'
import {
  type AnyEvent,
  type FollowCursor,
  forgets,
  type Listing,
  namer,
  newsOf,
  remember,
  START,
} from './follow-cursor.ts'
import { sleep } from './retry.ts'

export interface FollowOptions {
  readonly signal?: AbortSignal
  /** Milliseconds between two looks at a job, 2,000 where absent; grows to 30 times that. */
  readonly pollInterval?: number
}

/** What one look at a job has brought. */
export interface Step<Job, Event> {
  /** Absent where the look failed in a way that may pass. */
  readonly job?: Job
  /** Why there is no job; the cursor counts the failures. */
  readonly fault?: ClientError
  /** Those that no step before has told, in order. */
  readonly events: readonly Event[]
  /** For the next step. */
  readonly cursor: FollowCursor
  /** Milliseconds until the next step. */
  readonly nextDelay: number
  /** Whether everything is told. */
  readonly done: boolean
}

/** How the events come, beside being looked at. */
export interface Streaming {
  /** Whether a stream will tell the events of a job that goes on. */
  readonly streams: boolean
  /** Whether a stream has told all of them. */
  readonly complete: boolean
}

/** How a kind of job is looked at. */
export interface Source<Job, Event> {
  readonly retrieve: (signal?: AbortSignal) => Promise<Either<ClientError, Job>>
  /** All events, or at least those that the cursor does not know. */
  readonly list: (
    job: Job,
    cursor: FollowCursor,
    streaming: Streaming,
    signal?: AbortSignal,
  ) => Promise<Either<ClientError, Listing<Event>>>
  /** The events as they happen, from the first on. */
  readonly stream?: (signal?: AbortSignal) => AsyncIterable<Either<ClientError, Event>>
  /** Looks after the end of a job, for events that are told later than its last status. */
  readonly lateLooks: number
}

interface AnyJob {
  readonly status: string
  /** Unix seconds. */
  readonly finished_at?: number | null
}

/** Failures in a row after which a job counts as out of reach. */
const MOST_FAILURES = 10
/** Seconds after its end when nothing more is told of a job. */
const LATE = 300
/** Milliseconds between two looks at the status while events stream in. */
const STATUS_INTERVAL = 1_000
/** Milliseconds that a server may ask to wait, of a step and of what follows by itself. */
const MOST_RETRY_AFTER = 3_600_000
const MOST_WAIT = 300_000

/** Looks at a job once. A `Left` is final: no later step will fare better. */
export const step = async <Job extends AnyJob, Event extends AnyEvent>(
  source: Source<Job, Event>,
  cursor: FollowCursor,
  { signal, pollInterval = 2_000 }: FollowOptions = {},
  streaming: Streaming = { streams: false, complete: false },
): Promise<Either<ClientError, Step<Job, Event>>> => {
  const delayOf = ({ failures, still }: FollowCursor) =>
    pollInterval * Math.min(30, 1.5 ** Math.max(failures, still))

  const looked = await lookAt(source, cursor, streaming, signal)
  if (looked._tag === 'Left') {
    const { left: fault } = looked
    const next = { ...cursor, failures: cursor.failures + 1 }
    if (!passes(fault, cursor) || next.failures >= MOST_FAILURES) return looked
    const asked = (fault._tag === 'Refused' && fault.retryAfter) || 0
    const nextDelay = Math.max(delayOf(next), Math.min(asked, MOST_RETRY_AFTER))
    return { _tag: 'Right', right: { fault, events: [], cursor: next, nextDelay, done: false } }
  }

  const { job, listing } = looked.right
  const news = newsOf(cursor, listing)
  const status = job.status.slice(0, 100)
  const ended = isTerminal(status)
  const progressed = news.events.length > 0 || status !== cursor.status
  const next: FollowCursor = {
    ...news.cursor,
    status,
    failures: 0,
    still: progressed ? 0 : cursor.still + 1,
    late: ended ? cursor.late + 1 : 0,
  }
  const age = Date.now() / 1000 - Math.max(next.latest, job.finished_at ?? 0)
  const done = ended && (next.late > source.lateLooks || age > LATE)
  return {
    _tag: 'Right',
    right: { job, events: news.events, cursor: next, nextDelay: delayOf(next), done },
  }
}

const lookAt = async <Job, Event>(
  source: Source<Job, Event>,
  cursor: FollowCursor,
  streaming: Streaming,
  signal?: AbortSignal,
): Promise<Either<ClientError, { readonly job: Job; readonly listing: Listing<Event> }>> => {
  const job = await source.retrieve(signal)
  if (job._tag === 'Left') return job
  // After the job, so that nothing that led to its status is missing.
  const listing = await source.list(job.right, cursor, streaming, signal)
  if (listing._tag === 'Left') return listing
  return right({ job: job.right, listing: listing.right })
}

/** What following tells of any kind of job. */
export type Update<Job, Event> =
  | { readonly type: 'event'; readonly event: Event }
  | { readonly type: 'status'; readonly job: Job }

/**
 * Follows a job, step after step, until it has ended: every event once and in order, and every change
 * of status after the events that led to it. A `Left` is the last item.
 */
export async function* follow<Job extends AnyJob, Event extends AnyEvent>(
  source: Source<Job, Event>,
  options: FollowOptions = {},
): AsyncGenerator<Either<ClientError, Update<Job, Event>>, void> {
  const { signal } = options
  let cursor = START
  let streaming: Streaming = { streams: source.stream !== undefined, complete: false }

  for (;;) {
    const looked = await step(source, cursor, options, streaming)
    if (looked._tag === 'Left') return yield looked
    const { job, fault, events, done, nextDelay } = looked.right
    if (fault?._tag === 'Refused' && (fault.retryAfter ?? 0) > MOST_WAIT) return yield left(fault)
    const { status } = cursor
    cursor = looked.right.cursor
    for (const event of events) yield right({ type: 'event', event })
    if (job && cursor.status !== status) yield right({ type: 'status', job })
    if (done) return

    const told = cursor.told
    if (source.stream && streaming.streams && job && !isTerminal(job.status)) {
      let lastLook = performance.now()
      const name = namer()
      let isNew = !forgets(cursor)
      streaming = { streams: true, complete: true }
      for await (const item of source.stream(signal)) {
        if (item._tag === 'Left') {
          const { left: fault } = item
          const streams = fault._tag === 'StreamBroken' || passes(fault, START)
          streaming = { streams, complete: false }
          break
        }
        const event = item.right
        const named = name(event)
        if (cursor.seen.includes(named)) isNew = true
        else if (isNew) {
          cursor = remember(cursor, event, named)
          yield right({ type: 'event', event })
        }
        if (performance.now() - lastLook < STATUS_INTERVAL) continue
        lastLook = performance.now()
        const between = await source.retrieve(signal)
        // The end is told after the last event, when the stream is over.
        if (between._tag === 'Left' || isTerminal(between.right.status)) continue
        if (between.right.status === cursor.status) continue
        cursor = { ...cursor, status: between.right.status }
        yield right({ type: 'status', job: between.right })
      }
    }
    if (cursor.told > told) cursor = { ...cursor, still: 0 }
    else await sleep(nextDelay, signal)
  }
}

const right = <A>(value: A): Either<ClientError, A> => ({ _tag: 'Right', right: value })

/** Whether a failure may pass by itself: of a job that was seen, a page of a gateway as well. */
const passes = (fault: ClientError, { status }: FollowCursor): boolean => {
  if (fault._tag === 'Refused') return fault.status === 429 || fault.status >= 500
  if (fault._tag === 'UnexpectedAnswer') return status !== undefined
  return fault._tag === 'NoAnswer' || fault._tag === 'TimedOut'
}
