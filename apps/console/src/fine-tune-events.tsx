import type { FineTuneEvent } from '@finetune/models'
import { TimeOfDay } from './timestamp.tsx'

/** The log of a job, as it is written. */
export const FineTuneEvents = ({
  events,
  ended,
}: {
  readonly events: readonly FineTuneEvent[]
  readonly ended: boolean
}) => (
  <section>
    <h2 id="events">Events</h2>
    <ol className="events" role="log" aria-labelledby="events">
      {events.map(({ created_at, level, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event has no id, and the log only grows
        <li key={index} data-level={level}>
          <TimeOfDay seconds={created_at} />
          <span>
            {level !== 'info' && <b>{level}: </b>}
            {message}
          </span>
        </li>
      ))}
      {!ended && <li className="live">Listening for more</li>}
    </ol>
  </section>
)
