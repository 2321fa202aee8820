import { isTerminal } from '@finetune/models'
import type { JobEvent } from './job-events.tsx'

/** A state that a job came to. */
export interface Stage {
  readonly name: string
  /** Unix seconds; absent where the server does not tell. */
  readonly at?: number
  readonly state: 'past' | 'now' | 'ahead'
}

/** What the events of both APIs say of the states that a job passes. */
const TELLS: readonly (readonly [RegExp, string])[] = [
  [/^Validating training file/, 'validating files'],
  [/enqueued|moving job to queued state/, 'queued'],
  [/^Fine-tun(e|ing job) started$/, 'running'],
  [/pausing|paused/i, 'paused'],
  [/resum(ed|ing)/i, 'running'],
]

/** The states of a job in order, as far as its events tell them, and what is ahead of it. */
export const timelineOf = (
  job: {
    readonly status: string
    readonly created_at: number
    readonly finished_at?: number | null
  },
  events: readonly JobEvent[] = [],
): readonly Stage[] => {
  const told: Stage[] = [{ name: 'created', at: job.created_at, state: 'past' }]
  for (const { message, created_at: at } of events) {
    const name = TELLS.find(([pattern]) => pattern.test(message))?.[1]
    if (name && told.at(-1)?.name !== name) told.push({ name, at, state: 'past' })
  }
  const status = job.status.replaceAll('_', ' ')
  if (isTerminal(job.status)) {
    const at = job.finished_at ?? events.at(-1)?.created_at
    return [...told, { name: status, ...(at && { at }), state: 'now' }]
  }
  const current = told.findLastIndex(({ name }) => name === status)
  const past = current < 0 ? [...told, { name: status, state: 'now' as const }] : told
  const ahead = ['running', 'succeeded'].filter(
    (name) => !past.some((stage) => stage.name === name),
  )
  return [
    ...past.map((stage, index) =>
      index === (current < 0 ? past.length - 1 : current)
        ? { ...stage, state: 'now' as const }
        : stage,
    ),
    ...ahead.map((name) => ({ name, state: 'ahead' as const })),
  ]
}
