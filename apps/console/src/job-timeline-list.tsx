import type { Stage } from './job-timeline.ts'
import { duration } from './number.ts'
import { TimeOfDay } from './timestamp.tsx'

/** The way of a job from state to state, and how long each took. */
export const JobTimeline = ({ stages }: { readonly stages: readonly Stage[] }) => (
  <ol className="timeline" aria-label="States">
    {stages.map(({ name, at, state }, index) => {
      const next = stages[index + 1]?.at
      return (
        <li key={`${name} ${at}`} data-state={state} aria-current={state === 'now' || undefined}>
          <b>{name}</b>
          <span className="muted">
            {at === undefined ? state === 'ahead' ? 'ahead' : '–' : <TimeOfDay seconds={at} />}
            {at !== undefined && next !== undefined && ` · ${duration(next - at)}`}
          </span>
        </li>
      )
    })}
  </ol>
)
