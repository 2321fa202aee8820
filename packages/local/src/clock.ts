/** Where the API takes its time from: give your own, and a test need not sleep. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls `tick` every so many milliseconds, until the function it returns is called. */
  readonly every: (milliseconds: number, tick: () => void) => () => void
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Moves time on by so many milliseconds; every tick that falls due on the way is called. */
  readonly advance: (milliseconds: number) => void
}

/** The machine's own time. Its ticks keep no process alive. */
export const systemClock: Clock = {
  now: Date.now,
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds)
    letGo(timer)
    return () => clearInterval(timer)
  },
}

/** Makes a {@link ManualClock} that starts at `now`, in milliseconds since 1970. */
export const createManualClock = (now = 0): ManualClock => {
  const alarms = new Set<{ due: number; readonly period: number; readonly tick: () => void }>()
  return {
    now: () => now,
    every: (period, tick) => {
      const alarm = { due: now + period, period, tick }
      alarms.add(alarm)
      return () => alarms.delete(alarm)
    },
    advance: (milliseconds) => {
      const end = now + milliseconds
      for (;;) {
        const next = [...alarms].sort((one, other) => one.due - other.due)[0]
        if (!next || next.due > end) break
        now = next.due
        next.due += next.period
        next.tick()
      }
      now = end
    },
  }
}

/** The time as the API writes it: whole seconds since 1970. */
export const unixSeconds = (clock: Clock): number => Math.floor(clock.now() / 1000)

/** A timer of Node.js keeps its process alive otherwise; one of a page is a number. */
const letGo = (timer: unknown): void => {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return
  if (typeof timer.unref === 'function') timer.unref()
}
