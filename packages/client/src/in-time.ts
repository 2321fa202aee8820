/** Work that came to no end of its own. */
export interface Unfinished {
  readonly _tag: 'TimedOut' | 'Aborted'
}

/**
 * What the work comes to, if it does so in time and before the caller has enough. Work that goes on
 * is told by its signal, and not waited for: not everything heeds a signal.
 */
export const inTime = async <A>(
  work: (signal: AbortSignal) => Promise<A>,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<A | Unfinished> => {
  if (signal?.aborted) return { _tag: 'Aborted' }
  const clock = new AbortController()
  let end = () => {}
  const timer = setTimeout(() => {
    clock.abort()
    end()
  }, timeout)
  // Listened to by itself: a signal made of others may be collected as garbage.
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(new Error('ended'))
  })
  signal?.addEventListener('abort', end)
  try {
    // What the work hands over stays under the caller's signal when the clock is off.
    const whole = signal ? AbortSignal.any([signal, clock.signal]) : clock.signal
    return await Promise.race([work(whole), ended])
  } catch (error) {
    if (signal?.aborted) return { _tag: 'Aborted' }
    if (clock.signal.aborted) return { _tag: 'TimedOut' }
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
