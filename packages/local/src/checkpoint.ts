import type { FineTuningJobMetrics } from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import type { CheckpointRow, CheckpointTable } from './checkpoint-table.ts'
import { type Clock, unixSeconds } from './clock.ts'
import { metricsOf } from './fine-tuning-job-metrics.ts'
import { createRandomText } from './id.ts'
import type { JobEventTable } from './job-event-table.ts'
import { kindOf } from './job-kind.ts'
import type { JobStep } from './job-step.ts'
import type { JobRow } from './job-table.ts'
import type { Models } from './model.ts'

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
  /** Whether a checkpoint after this step would be one of those that last. */
  readonly wouldLast: (row: JobRow, step: JobStep) => boolean
  /**
   * Makes a checkpoint and its model, in the caller's transaction, and removes others that do not last.
   * Without a name, one is made up and an event told.
   */
  readonly insert: (row: JobRow, step: JobStep, kept: KeptWeights, name?: string) => void
  /** Removes the weights of checkpoints that did not stay. */
  readonly tidy: () => Promise<void>
}

/** What the checkpoints need of the rest. */
export interface CheckpointParts {
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly models: Models
  readonly table: CheckpointTable
  readonly events: JobEventTable
}

/** How many checkpoints of a job last. */
const LASTING = 3
/** More than a job ever has. */
const ALL = 100

const rewardOf = ({ full_valid_mean_reward: reward }: FineTuningJobMetrics): number | undefined =>
  reward ?? undefined

/**
 * Of the checkpoints of a job, newest first, those that do not last. Where rewards of validation are
 * known, the best last, and of the same the newest; where they are not, the newest.
 */
const passing = (all: readonly CheckpointRow[]): readonly CheckpointRow[] => {
  const rewarded = all.flatMap((row) => {
    const reward = rewardOf(row.metrics)
    return reward === undefined ? [] : [{ row, reward }]
  })
  const best = rewarded.toSorted((one, other) => other.reward - one.reward).map(({ row }) => row)
  const others = all.filter((row) => !best.includes(row))
  return [...best.slice(LASTING), ...others.slice(LASTING)]
}

export const createCheckpoints = ({
  blobs,
  clock,
  models,
  table,
  events,
}: CheckpointParts): Checkpoints => {
  /** Where a crash comes first, they are swept. */
  const dropped: string[] = []
  const insertModel: Checkpoints['insertModel'] = ({ model, base }, name, { blob }) =>
    models.insert({ id: name, created: unixSeconds(clock), parent: model, root: base, blob })
  return {
    keep: async (weights) => {
      const blob = `models/${createRandomText(24)}`
      await blobs.write(blob, weights)
      return { blob, drop: () => blobs.remove(blob) }
    },
    insertModel,
    wouldLast: ({ id }, step) => {
      const reward = rewardOf(metricsOf(step))
      if (reward === undefined) return true
      const better = table
        .page(id, { limit: ALL })
        .filter(({ metrics }) => (rewardOf(metrics) ?? reward) > reward)
      return better.length < LASTING
    },
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
      for (const old of passing(table.page(row.id, { limit: ALL }))) {
        if (old.model === model) continue
        const tuned = models.findTuned(old.model)
        if (tuned) dropped.push(tuned.blob)
        models.remove(old.model)
        table.remove(old.id)
      }
      if (name !== undefined) return
      const message = `Checkpoint created at step ${step.step} with Snapshot ID: ${model}`
      events.add(row.id, [{ message }])
    },
    tidy: async () => {
      await Promise.all(dropped.splice(0).map(blobs.remove))
    },
  }
}

/** Undocumented: recordings of 2025 tell the method too. */
const withType = (type: string, metrics: FineTuningJobMetrics) => ({ ...metrics, type })
