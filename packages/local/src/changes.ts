/** Tells those who wait that something about an id has changed. */
export interface Changes {
  readonly announce: (id: string) => void
  /** Fulfilled at the next change of this id, and when the signal is aborted. */
  readonly next: (id: string, signal: AbortSignal) => Promise<void>
}

export const createChanges = (): Changes => {
  const waiting = new Map<string, Set<() => void>>()
  return {
    announce: (id) => {
      for (const wake of [...(waiting.get(id) ?? [])]) wake()
    },
    next: (id, signal) =>
      new Promise((resolve) => {
        const waiters = waiting.get(id) ?? new Set()
        waiting.set(id, waiters)
        const wake = () => {
          waiters.delete(wake)
          if (waiters.size === 0) waiting.delete(id)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiters.add(wake)
        signal.addEventListener('abort', wake)
        if (signal.aborted) wake()
      }),
  }
}
