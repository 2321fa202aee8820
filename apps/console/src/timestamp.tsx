import { useSyncExternalStore } from 'react'

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' })

/** Unix seconds, which keep up with the time. */
export const useNow = (): number => useSyncExternalStore(everyMinute, currentMinute)

/** How long ago something was, which keeps up with the time; the exact time is its title. */
export const Ago = ({ seconds }: { readonly seconds: number }) => {
  const now = useNow()
  return <Time seconds={seconds} text={ago(Math.min(0, seconds - now))} />
}

/** `21:44:20`, of Unix seconds. */
export const clockTime = (seconds: number): string => clock.format(seconds * 1000)

/** The time of day. */
export const TimeOfDay = ({ seconds }: { readonly seconds: number }) => (
  <Time seconds={seconds} text={clockTime(seconds)} />
)

const Time = ({ seconds, text }: { readonly seconds: number; readonly text: string }) => (
  <time dateTime={new Date(seconds * 1000).toISOString()} title={exact.format(seconds * 1000)}>
    {text}
  </time>
)

const ago = (difference: number): string => {
  const minutes = Math.round(difference / 60)
  if (minutes > -1) return 'just now'
  if (minutes > -60) return relative.format(minutes, 'minute')
  if (minutes > -60 * 24) return relative.format(Math.round(minutes / 60), 'hour')
  const days = Math.round(minutes / 60 / 24)
  if (days > -60) return relative.format(days, 'day')
  return days > -730
    ? relative.format(Math.round(days / 30.4), 'month')
    : relative.format(Math.round(days / 365.25), 'year')
}

const everyMinute = (changed: () => void): (() => void) => {
  const timer = setInterval(changed, 20_000)
  return () => clearInterval(timer)
}

/** Coarse, so that nothing is drawn anew in between. */
const currentMinute = (): number => Math.floor(Date.now() / 20_000) * 20
