import type { ClientError } from '@finetune/client'
import type { FetchQueryOptions, QueryClient } from '@tanstack/react-query'
import { queryOf } from './job-query.ts'

/** Whose behalf something is asked on. */
export interface Asking {
  readonly cache: QueryClient
  readonly signal: AbortSignal
}

/** Who waits for a query without observing it. */
const waiting = /* @__PURE__ */ new WeakMap<object, number>()

/**
 * What another query holds, asked for where that is stale. Who asks at the same time shares one
 * request; it ends when the last of them has gone.
 */
export const part = async <A>(
  { cache, signal }: Asking,
  options: FetchQueryOptions<A, ClientError>,
): Promise<A> => {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    const asked = cache.fetchQuery(options)
    const query = queryOf(cache, options.queryKey)
    const count = (by: number) => {
      const others = ((query && waiting.get(query)) ?? 0) + by
      if (query) waiting.set(query, others)
      return others
    }
    const leave = () => {
      if (count(-1) > 0 || !query || query.getObserversCount() > 0) return
      void query.cancel({ revert: true })
    }
    count(1)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await asked
    } catch (error) {
      // Whoever observed it has gone and taken the request along; this one still waits for it.
      const isCancelled = error instanceof Error && 'revert' in error
      if (signal.aborted || !isCancelled || attempt > 3) throw error
    } finally {
      signal.removeEventListener('abort', leave)
      if (!signal.aborted) count(-1)
    }
  }
}
