import type { ClientError } from '@finetune/client'
import { isTerminal } from '@finetune/models'

const SHORTEST = 2_000
const SLOW = 10_000
const LONGEST = 60_000
/** What a server may ask to wait. */
const MOST_ASKED = 3_600_000

/** Statuses that pass by themselves, of all servers. */
const MOVING: readonly string[] = [
  'created',
  'pending',
  'validating_files',
  'queued',
  'running',
  'pausing',
  'resuming',
  'cancel_requested',
]

/**
 * Milliseconds until the next look at a job, or `false` when there is nothing more to see: when its
 * status is known to be terminal, or the last look failed in a way that does not pass.
 *
 * A job that has just changed is looked at after 2 seconds; one that stands still ever more rarely, a
 * fifth of the time it has stood still, up to 60 seconds. A job that waits for somebody (`paused`) or
 * has a status that nobody knows is looked at after 10 seconds first. A server that asks to wait gets
 * its way, up to an hour.
 */
export const nextDelay = (
  /** Undefined as long as none was seen. */
  job: { readonly status: string } | undefined,
  /** Milliseconds since the job was first seen as it is. */
  still: number,
  /** Why the last look failed. */
  error?: ClientError | null,
): number | false => {
  if (job !== undefined && isTerminal(job.status)) return false
  if (error && !mayPass(error)) return false
  const shortest = job === undefined || MOVING.includes(job.status) ? SHORTEST : SLOW
  const asked = error?._tag === 'Refused' ? (error.retryAfter ?? 0) : 0
  const delay = Math.min(LONGEST, Math.max(shortest, still / 5))
  return Math.max(delay, Math.min(MOST_ASKED, asked))
}

/** Whether the next look may fare better: after an outage, a busy server, a page of a gateway. */
const mayPass = (error: ClientError): boolean =>
  error._tag === 'Refused'
    ? error.status === 408 || error.status === 429 || error.status >= 500
    : error._tag !== 'InvalidRequest' && error._tag !== 'TooLarge'

const firstSeen = /* @__PURE__ */ new WeakMap<object, number>()

/** Milliseconds since this value, which TanStack Query keeps while it does not change, first came. */
export const stillFor = (value: object): number => {
  const now = Date.now()
  const since = firstSeen.get(value) ?? now
  firstSeen.set(value, since)
  return now - since
}
