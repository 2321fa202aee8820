import type { ClientError } from '@finetune/client'
import { isTerminal } from '@finetune/models'
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { Either } from 'fp-ts/Either'
import { followed, isEnded, markEnded, queryOf, tellJob } from './job-query.ts'

/** A job that can be followed, and where the cache keeps what is learnt. */
export interface LiveSource {
  readonly detail: QueryKey
  readonly events: QueryKey
  readonly follow: (signal: AbortSignal) => AsyncIterable<Either<ClientError, Update>>
}

type Update =
  | { readonly type: 'event'; readonly event: object }
  | { readonly type: 'status'; readonly job: { readonly status: string } }
  | { readonly type: 'metrics' }

/** A job that is followed, for as many as hold it. */
interface Live {
  holders: number
  readonly controller: AbortController
  /** Settled when the first look was told, or there will be none. */
  readonly first: Promise<void>
  fault?: ClientError
}

/** What each cache follows now, by the key of its events. */
const lives = /* @__PURE__ */ new WeakMap<QueryClient, Map<string, Live>>()

/** Waits for the first look at a job that is followed; false where it is not, or not any more. */
export const awaitLive = async (cache: QueryClient, events: QueryKey): Promise<boolean> => {
  const live = lives.get(cache)?.get(JSON.stringify(events))
  if (!live) return false
  await live.first
  if (live.fault) throw live.fault
  return !live.controller.signal.aborted
}

/**
 * Follows a job into the cache until it has ended, or all who asked for it have let go by calling what
 * they were answered. All of one cache share one connection.
 */
export const hold = (cache: QueryClient, source: LiveSource): (() => void) => {
  const job = cache.getQueryData<{ readonly status: string }>(source.detail)
  const isOver = job !== undefined && isTerminal(job.status)
  // What is still missing of it, polling brings.
  if (isOver || isEnded(queryOf(cache, source.events))) return () => undefined
  const name = JSON.stringify(source.events)
  const all = lives.get(cache) ?? new Map<string, Live>()
  lives.set(cache, all)
  const live = all.get(name) ?? begin(cache, source, all)
  all.set(name, live)
  live.holders += 1

  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    live.holders -= 1
    // After all effects of this commit: what takes its place goes on with the connection.
    queueMicrotask(() => {
      if (live.holders > 0) return
      forget(all, live)
      live.controller.abort()
      wake(cache, source)
    })
  }
}

const forget = (all: Map<string, Live>, live: Live): void => {
  for (const [name, one] of all) if (one === live) all.delete(name)
}

const begin = (cache: QueryClient, source: LiveSource, all: Map<string, Live>): Live => {
  const controller = new AbortController()
  let settle = () => {}
  const first = new Promise<void>((resolve) => {
    settle = resolve
  })
  const live: Live = { holders: 0, controller, first }
  // After all effects of this commit: StrictMode mounts, unmounts and mounts again.
  queueMicrotask(async () => {
    await pursue(cache, source, live, settle)
    if (!controller.signal.aborted) {
      forget(all, live)
      wake(cache, source, live.fault)
    }
    settle()
  })
  return live
}

const pursue = async (
  cache: QueryClient,
  source: LiveSource,
  live: Live,
  settle: () => void,
): Promise<void> => {
  const { signal } = live.controller
  const events: object[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = (isWhole = false) => {
    clearTimeout(timer)
    timer = undefined
    const known = cache.getQueryData<readonly object[]>(source.events)
    // Who follows anew is told everything again, and shows nothing less meanwhile.
    if (isWhole || !known || known.length <= events.length) {
      cache.setQueryData(source.events, [...events])
    }
  }
  for await (const update of source.follow(signal)) {
    if (signal.aborted) break
    if (update._tag === 'Left') {
      live.fault = update.left
      break
    }
    if (update.right.type === 'event') {
      events.push(update.right.event)
      timer ??= setTimeout(write, 0)
    }
    if (update.right.type === 'status') {
      for (const key of [source.detail, source.events]) {
        const query = queryOf(cache, key)
        if (query) followed.add(query)
      }
      write()
      tellJob(cache, source.detail, update.right.job)
      settle()
    }
  }
  clearTimeout(timer)
  if (signal.aborted || live.fault) return
  write(true)
  markEnded(cache, source.events)
}

/** Lets those who poll the job know that nobody follows it any more. */
const wake = (cache: QueryClient, source: LiveSource, fault?: ClientError): void => {
  for (const queryKey of [source.detail, source.events]) {
    const query = queryOf(cache, queryKey)
    if (!query) continue
    followed.delete(query)
    if (fault && query.state.fetchStatus === 'idle') {
      void cache.invalidateQueries({ queryKey, exact: true })
    }
    // Sets the timers of those who look anew, and changes nothing.
    else cache.setQueryData(queryKey, (data: unknown) => data)
  }
}
