/** Writes values one after the other, and of those that wait only the latest. */
export interface LatestWrite<A> {
  readonly put: (value: A) => void
  /** Fulfilled when nothing is left to write; rejected when writing has failed. */
  readonly settled: () => Promise<void>
}

/** Makes a {@link LatestWrite}: values that come faster than they can be written are passed over. */
export const latestWrite = <A>(write: (value: A) => Promise<void>): LatestWrite<A> => {
  let waiting: { readonly value: A } | undefined
  let writing: Promise<void> | undefined
  let failure: unknown

  const drain = async (): Promise<void> => {
    while (waiting) {
      const { value } = waiting
      waiting = undefined
      await write(value)
    }
  }
  return {
    put: (value) => {
      waiting = { value }
      writing ??= drain()
        .catch((error) => {
          failure = error
        })
        .finally(() => {
          writing = undefined
        })
    },
    settled: async () => {
      await writing
      if (failure) throw failure
    },
  }
}
