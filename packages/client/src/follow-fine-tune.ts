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
  const seen = new Map<string, number>()
  let status: string | undefined
  let streams = true
  let failures = 0
  let still = 0

  for (;;) {
    const looked = await client(fineTunes.retrieve, { id }, { signal })()
    if (looked._tag === 'Left') {
      failures += 1
      if (!passes(looked.left) || failures >= MOST_FAILURES) return yield looked
    } else {
      const job = looked.right
      failures = 0
      still += 1
      const isNew = newsOf(seen)
      for (const event of job.events ?? []) {
        if (!isNew(event)) continue
        still = 0
        yield right({ type: 'event', event })
      }
      if (job.status !== status) {
        still = 0
        status = job.status
        yield right({ type: 'status', job })
      }
      if (isTerminal(job.status)) return
    }

    const isNew = newsOf(seen)
    let lastLook = performance.now()
    let progressed = false
    const stream: AsyncIterable<Either<ClientError, FineTuneEvent>> | readonly never[] =
      streams && failures === 0
        ? streamEvents(client, fineTunes.listEvents, { id }, { signal, maxRetries: 0 })
        : []
    for await (const item of stream) {
      if (item._tag === 'Left') {
        streams = item.left._tag === 'StreamBroken' || passes(item.left)
        break
      }
      if (!isNew(item.right)) continue
      progressed = true
      yield right({ type: 'event', event: item.right })
      if (performance.now() - lastLook < STATUS_INTERVAL) continue
      lastLook = performance.now()
      const job = await client(fineTunes.retrieve, { id }, { signal })()
      // The end is told after the last event, when the stream is over.
      if (job._tag === 'Left' || job.right.status === status || isTerminal(job.right.status)) {
        continue
      }
      status = job.right.status
      yield right({ type: 'status', job: job.right })
    }
    if (progressed) still = 0
    else await sleep(pollInterval * Math.min(30, 1.5 ** Math.max(failures, still)), signal)
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
 * Tells, in one pass over the events from the first on, those that no pass before has told. They
 * have no id: the second one with the same time and text in a pass is another event.
 */
const newsOf = (seen: Map<string, number>) => {
  const passed = new Map<string, number>()
  return ({ created_at, level, message }: FineTuneEvent): boolean => {
    const key = `${created_at} ${level} ${message}`
    const ordinal = (passed.get(key) ?? 0) + 1
    passed.set(key, ordinal)
    if (ordinal <= (seen.get(key) ?? 0)) return false
    seen.set(key, ordinal)
    return true
  }
}
