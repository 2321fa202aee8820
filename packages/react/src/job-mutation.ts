import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** What a change of a job touches. */
export interface Touched {
  readonly detail: QueryKey
  /** Stale after it. */
  readonly stale: readonly QueryKey[]
}

/**
 * Changes a job and shows it as the server answered it: a look that is under way may have seen it as
 * it was, and is called off. After an error the cache is as it was, and the job is looked at again: it
 * may have ended meanwhile, or the change been made.
 */
export const changeJob = async <Job>(
  cache: QueryClient,
  { detail, stale }: Touched,
  change: () => Promise<Job>,
): Promise<Job> => {
  try {
    const job = await change()
    await Promise.all([detail, ...stale].map((queryKey) => cache.cancelQueries({ queryKey })))
    cache.setQueryData<Job>(detail, job)
    for (const queryKey of stale) void cache.invalidateQueries({ queryKey })
    return job
  } catch (error) {
    void cache.invalidateQueries({ queryKey: detail, exact: true })
    throw error
  }
}

/** Shows a job that was just made, unless more is known of it already, and asks for the lists again. */
export const addJob = <Job>(cache: QueryClient, { detail, stale }: Touched, job: Job): Job => {
  cache.setQueryData<Job>(detail, (known) => known ?? job)
  for (const queryKey of stale) void cache.invalidateQueries({ queryKey })
  return job
}
