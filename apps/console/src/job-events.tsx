import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { plural } from './number.ts'
import { clockTime, TimeOfDay } from './timestamp.tsx'
import { useCopy } from './use-copy.ts'

/** What happened, in either API. */
export interface JobEvent {
  /** Unix seconds. */
  readonly created_at: number
  readonly level: string
  readonly message: string
}

const NONE: readonly JobEvent[] = []
/** Keys that look back. */
const BACK = ['ArrowUp', 'PageUp', 'Home']

/** The log of a job as it is written: only the lines that are seen are there, however long it is. */
export const JobEvents = ({
  events = NONE,
  ended,
}: {
  readonly events: readonly JobEvent[] | undefined
  readonly ended: boolean
}) => {
  const [level, setLevel] = useState('')
  const [follows, setFollows] = useState(true)
  const copy = useCopy()
  const shown = useMemo(
    () => (level ? events.filter((event) => event.level === level) : events),
    [events, level],
  )
  const levels = useMemo(() => [...new Set(events.map((event) => event.level))].sort(), [events])
  const log = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => log.current,
    estimateSize: () => 30,
    overscan: 12,
  })
  const last = shown.length - 1
  useEffect(() => {
    if (follows && last >= 0) rows.scrollToIndex(last, { align: 'end' })
  }, [follows, last, rows])

  return (
    <section className="log">
      <div className="log-head">
        <h2 id="events">Events</h2>
        <select
          aria-label="Level"
          value={level}
          onChange={({ currentTarget }) => setLevel(currentTarget.value)}
        >
          <option value="">All levels</option>
          {levels.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label className="check">
          <input
            type="checkbox"
            checked={follows}
            onChange={({ currentTarget }) => setFollows(currentTarget.checked)}
          />
          Follow
        </label>
        <button
          type="button"
          className="button small"
          onClick={() => copy(shown.map(lineOf).join('\n'), plural(shown.length, 'event'))}
        >
          Copy
        </button>
      </div>
      <div
        className="events"
        ref={log}
        role="log"
        aria-labelledby="events"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keys
        tabIndex={0}
        // Whoever looks back does not want to be taken away from there.
        onWheel={({ deltaY }) => deltaY < 0 && setFollows(false)}
        onTouchMove={() => setFollows(false)}
        onKeyDown={({ key }) => BACK.includes(key) && setFollows(false)}
      >
        <ol style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const event = shown[index]
            return (
              event && (
                <li
                  key={index}
                  ref={rows.measureElement}
                  data-index={index}
                  data-level={event.level}
                  aria-setsize={shown.length}
                  aria-posinset={index + 1}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <TimeOfDay seconds={event.created_at} />
                  <span>
                    {event.level !== 'info' && <b>{event.level}: </b>}
                    {event.message}
                  </span>
                </li>
              )
            )
          })}
        </ol>
      </div>
      <p className="muted log-foot">
        {plural(shown.length, 'event')}
        {!ended && ', listening for more'}
      </p>
    </section>
  )
}

const lineOf = ({ created_at, level, message }: JobEvent): string =>
  `${clockTime(created_at)} ${level} ${message}`
