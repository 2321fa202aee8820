import { type FineTune, type FineTuneEvent, fineTunes, isTerminal } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { streamEvents } from './event-stream.ts'
import { sleep } from './retry.ts'

/** What following a fine-tune tells, in the order in which it happened. */
export type FineTuneUpdate =
  | { readonly type: 'event'; readonly event: FineTuneEvent }
  | { readonly type: 'status'; readonly job: FineTune }

export interface FollowOptions {
  readonly signal?: AbortSignal
  /** Milliseconds between two looks at a job that does not stream; grows to 30 times that. */
  readonly pollInterval?: number
}

/** Failures in a row after which a job counts as out of reach. */
const MOST_FAILURES = 10
/** Milliseconds between two looks at the status while events stream in. */
const STATUS_INTERVAL = 1_000

/**
 * Follows a fine-tune until it has succeeded, failed or been cancelled: every event once and in
 * order, and every change of status. Takes server-sent events where the server has them, which
 * replay from the first event on every connection and often break off, and polls where it has not.
 * A `Left` is the last item: the job is unknown, out of reach for long, or the signal was aborted.
 *
 * @deprecated Follow a `FineTuningJob`.
 */
export async function* followFineTune(
  client: Client,
  id: string,
  { signal, pollInterval = 2_000 }: FollowOptions = {},
): AsyncGenerator<Either<ClientError, FineTuneUpdate>, void> {
  const fresh = freshEvents()
  let status: string | undefined
  let streams = true
  let failures = 0
  let quiet = 0

  for (;;) {
    const looked = await client(fineTunes.retrieve, { id }, { signal })()
    if (looked._tag === 'Left') {
      failures += 1
      if (!passes(looked.left) || failures >= MOST_FAILURES) return yield looked
    } else {
      failures = 0
      const job = looked.right
      const news = fresh(job.events ?? [])
      for (const event of news) yield right({ type: 'event', event })
      if (job.status !== status) {
        status = job.status
        yield right({ type: 'status', job })
      }
      if (isTerminal(job.status)) return
      quiet = news.length > 0 ? 0 : quiet + 1
    }

    if (streams) {
      let looked = performance.now()
      const replayed = fresh.replay()
      for await (const item of streamEvents(client, fineTunes.listEvents, { id }, { signal })) {
        if (item._tag === 'Left') {
          streams = item.left._tag !== 'UnexpectedAnswer' && item.left._tag !== 'Refused'
          break
        }
        if (!replayed(item.right)) continue
        quiet = 0
        yield right({ type: 'event', event: item.right })
        if (performance.now() - looked < STATUS_INTERVAL) continue
        looked = performance.now()
        const job = await client(fineTunes.retrieve, { id }, { signal })()
        if (job._tag === 'Left' || job.right.status === status || isTerminal(job.right.status)) {
          continue
        }
        status = job.right.status
        yield right({ type: 'status', job: job.right })
      }
      if (quiet === 0) continue
    }
    await sleep(pollInterval * Math.min(30, 1.5 ** Math.max(failures, quiet)), signal)
  }
}

const right = (update: FineTuneUpdate): Either<ClientError, FineTuneUpdate> => ({
  _tag: 'Right',
  right: update,
})

/** Whether a failure may pass by itself. */
const passes = (error: ClientError): boolean =>
  error._tag === 'NoAnswer' ||
  error._tag === 'TimedOut' ||
  (error._tag === 'Refused' && (error.status === 429 || error.status >= 500))

/**
 * Tells the events that were not seen before. They have no id, so that the second event with the
 * same time and text is another event, and one told again by a replay is not.
 */
const freshEvents = () => {
  const seen = new Map<string, number>()
  const replay = () => {
    const replayed = new Map<string, number>()
    return ({ created_at, level, message }: FineTuneEvent): boolean => {
      const key = `${created_at} ${level} ${message}`
      const ordinal = (replayed.get(key) ?? 0) + 1
      replayed.set(key, ordinal)
      if (ordinal <= (seen.get(key) ?? 0)) return false
      seen.set(key, ordinal)
      return true
    }
  }
  const fresh = (events: readonly FineTuneEvent[]): readonly FineTuneEvent[] =>
    events.filter(replay())
  return Object.assign(fresh, { replay })
}
