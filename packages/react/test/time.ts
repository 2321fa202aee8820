import { notifyManager, type QueryClient } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { vi } from 'vitest'

const realTimeout = globalThis.setTimeout
const turn = () => new Promise<void>((resolve) => realTimeout(resolve, 0))

/** Stops the clocks of the page; they go on by `pass` alone. */
export const stopTime = (): void => {
  notifyManager.setScheduler(queueMicrotask)
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
}

/** Waits until every request is answered and all who look have been told. */
export const settle = (...caches: readonly QueryClient[]): Promise<void> =>
  act(async () => {
    let quiet = 0
    while (quiet < 3) {
      await turn()
      if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(0)
      const isBusy = caches.some((cache) => cache.isFetching() + cache.isMutating() > 0)
      quiet = isBusy ? 0 : quiet + 1
    }
  })

/** Lets so many milliseconds pass, and what falls due in them happen in its order. */
export const pass = async (milliseconds: number, ...caches: readonly QueryClient[]) => {
  // In steps, so that what is answered in between sets its timers in time.
  const step = Math.max(1_000, milliseconds / 60)
  for (let left = milliseconds; left > 0; left -= step) {
    await act(() => vi.advanceTimersByTimeAsync(Math.min(step, left)))
    await settle(...caches)
  }
}
