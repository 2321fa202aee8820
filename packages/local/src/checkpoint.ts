import type { FineTuningJobMetrics } from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import type { CheckpointTable } from './checkpoint-table.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { metricsOf } from './fine-tuning-job-metrics.ts'
import { createRandomText } from './id.ts'
import type { JobEventTable } from './job-event-table.ts'
import { kindOf } from './job-kind.ts'
import type { JobStep } from './job-step.ts'
import type { JobRow } from './job-table.ts'
import type { Models } from './model.ts'
import type { Store } from './store.ts'

/** Weights that are kept and belong to no model yet: a crash leaves them to be swept. */
export interface KeptWeights {
  readonly blob: string
  readonly drop: () => Promise<void>
}

/** The models that jobs make. */
export interface Checkpoints {
  readonly keep: (weights: Uint8Array) => Promise<KeptWeights>
  /** Makes a model of kept weights, in the caller's transaction. */
  readonly insertModel: (row: JobRow, name: string, kept: KeptWeights) => void
  /** Makes a checkpoint and its model; without a name, one is made up and an event told. */
  readonly insert: (row: JobRow, step: JobStep, kept: KeptWeights, name?: string) => void
  /** Removes the checkpoints of a job that are older than the last three. */
  readonly tidy: (job: string) => Promise<void>
}

/** What the checkpoints need of the rest. */
export interface CheckpointParts {
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly models: Models
  readonly table: CheckpointTable
  readonly events: JobEventTable
  readonly store: Store
}

/** How many checkpoints of a job last. */
const LASTING = 3
/** More than are ever left over. */
const MOST_OLD = 100

export const createCheckpoints = (parts: CheckpointParts): Checkpoints => {
  const { blobs, clock, models, table, events } = parts
  const insertModel: Checkpoints['insertModel'] = ({ model, base }, name, { blob }) =>
    models.insert({ id: name, created: unixSeconds(clock), parent: model, root: base, blob })
  return {
    keep: async (weights) => {
      const blob = `models/${createRandomText(24)}`
      await blobs.write(blob, weights)
      return { blob, drop: () => blobs.remove(blob) }
    },
    insertModel,
    insert: (row, step, kept, name) => {
      const isTaken = (taken: string) => models.findTuned(taken) !== undefined
      const model =
        name ?? `${kindOf(row).nameModel(row, clock.now(), isTaken)}:ckpt-step-${step.step}`
      insertModel(row, model, kept)
      table.insert({
        id: `ftckpt_${createRandomText(24)}`,
        job: row.id,
        created_at: unixSeconds(clock),
        model,
        step: step.step,
        metrics: withType(row.method.type, metricsOf(step)),
      })
      if (name !== undefined) return
      const message = `Checkpoint created at step ${step.step} with Snapshot ID: ${model}`
      events.add(row.id, [{ message }])
    },
    tidy: async (job) => {
      const old = table.page(job, { limit: LASTING + MOST_OLD }).slice(LASTING)
      const tuned = old.flatMap(({ model }) => models.findTuned(model) ?? [])
      parts.store.transaction(() => {
        for (const { id } of old) table.remove(id)
        for (const { id } of tuned) models.remove(id)
      })
      await Promise.all(tuned.map(({ blob }) => blobs.remove(blob)))
    },
  }
}

/** Undocumented: recordings of 2025 tell the method too. */
const withType = (type: string, metrics: FineTuningJobMetrics) => ({ ...metrics, type })
