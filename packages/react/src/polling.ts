import { isTerminal } from '@finetune/models'

const SHORTEST = 2_000
const LONGEST = 60_000

/**
 * Milliseconds until the next look at a job, or `false` when there is nothing more to see: only a
 * status that is known to be terminal ends the polling. A job that has just changed is looked at
 * after 2 seconds, one that has been still for 5 minutes every 60.
 */
export const nextDelay = (
  job: { readonly status: string } | undefined,
  /** Milliseconds since the job was first seen as it is. */
  still: number,
): number | false => {
  if (job !== undefined && isTerminal(job.status)) return false
  return Math.min(LONGEST, Math.max(SHORTEST, still / 5))
}

const firstSeen = new WeakMap<object, number>()

/** Milliseconds since this value, which TanStack Query keeps while it does not change, first came. */
export const stillFor = (value: object | undefined): number => {
  if (value === undefined) return 0
  const now = Date.now()
  const since = firstSeen.get(value)
  if (since === undefined) firstSeen.set(value, now)
  return now - (since ?? now)
}
