import { isTerminal } from '@finetune/models'
import type { Changes } from './changes.ts'
import type { JobEventTable, Said } from './job-event-table.ts'
import { type JobFault, kindOf } from './job-kind.ts'
import type { JobTable } from './job-table.ts'
import type { Store } from './store.ts'

/** The jobs of both APIs: what they are, what is said of them, and how they change. */
export interface Jobs {
  readonly table: JobTable
  readonly events: JobEventTable
  readonly say: (id: string, said: readonly Said[]) => void
  /** Changes a job in one transaction, and tells those who follow it. */
  readonly change: (id: string, work: () => void) => void
  /** Fails a job that is not over; `besides` is part of the same change. */
  readonly fail: (id: string, fault: JobFault, besides?: () => void) => void
  /** Pauses a job that is not running. */
  readonly pause: (id: string) => void
}

/** What the jobs need of the rest. */
export interface JobParts {
  readonly store: Store
  readonly changes: Changes
  readonly table: JobTable
  readonly events: JobEventTable
  /** Called when a modern job has come to its end, in the transaction that ends it. */
  readonly onJobOver?: (id: string, status: 'succeeded' | 'failed' | 'cancelled') => void
}

const ENDS = ['succeeded', 'failed', 'cancelled'] as const

export const createJobs = ({ store, changes, table, events, onJobOver }: JobParts): Jobs => {
  const endOf = (id: string) => {
    const row = table.find(id)
    return row?.object === 'fine_tuning.job' ? ENDS.find((end) => end === row.status) : undefined
  }
  const change: Jobs['change'] = (id, work) => {
    store.transaction(() => {
      const before = endOf(id)
      work()
      const end = endOf(id)
      if (end && !before) onJobOver?.(id, end)
    })
    changes.announce(id)
  }
  return {
    table,
    events,
    say: events.add,
    change,
    fail: (id, fault, besides = () => {}) =>
      change(id, () => {
        const row = table.find(id)
        if (!row || isTerminal(row.status)) return
        besides()
        const { error, said } = kindOf(row).failed(row, fault)
        table.update(id, { status: 'failed', error, estimated_finish: null })
        events.add(id, said)
      }),
    pause: (id) =>
      change(id, () => {
        table.update(id, { status: 'paused', estimated_finish: null })
        events.add(id, [{ message: 'Fine-tuning job paused' }])
      }),
  }
}
