import type { FineTuningJobCheckpoint } from './fine-tuning-job-checkpoint.ts'
import { type FineTuningJobEvent, FineTuningJobMetrics } from './fine-tuning-job-event.ts'
import type { ResultRow } from './results.ts'

/** What one step of a job measured, from wherever it was told. Losses and shares of 0 to 1. */
export interface StepMetrics {
  readonly step: number
  readonly trainLoss?: number
  readonly trainTokenAccuracy?: number
  readonly trainSequenceAccuracy?: number
  /** Of some validation examples. */
  readonly validLoss?: number
  readonly validTokenAccuracy?: number
  readonly validSequenceAccuracy?: number
  /** Of all validation examples. */
  readonly fullValidLoss?: number
  readonly fullValidTokenAccuracy?: number
}

/** The metrics that events tell, in the order of their steps. */
export const metricsFromEvents = (events: readonly FineTuningJobEvent[]): readonly StepMetrics[] =>
  mergeMetrics(
    events.flatMap(({ data }) => {
      const metrics = FineTuningJobMetrics.decode(data ?? {})
      return metrics._tag === 'Right' ? fromWire(metrics.right.step, metrics.right) : []
    }),
  )

/** The metrics that checkpoints tell, in the order of their steps. */
export const metricsFromCheckpoints = (
  checkpoints: readonly FineTuningJobCheckpoint[],
): readonly StepMetrics[] =>
  mergeMetrics(checkpoints.flatMap(({ step_number, metrics }) => fromWire(step_number, metrics)))

/** The metrics that a result file tells, legacy or modern. */
export const metricsFromResults = (rows: readonly ResultRow[]): readonly StepMetrics[] =>
  rows.map((row) =>
    present({
      step: row.step,
      trainLoss: row.training_loss ?? row.train_loss,
      trainTokenAccuracy: row.training_token_accuracy ?? row.train_accuracy,
      trainSequenceAccuracy: row.training_sequence_accuracy,
      validLoss: row.validation_loss ?? row.valid_loss,
      validTokenAccuracy: row.validation_token_accuracy ?? row.valid_mean_token_accuracy,
      validSequenceAccuracy: row.validation_sequence_accuracy,
    }),
  )

/**
 * One row a step, in order, of metrics from several sources. Where two tell the same of a step, the
 * later source holds: give the result file first, for that of a modern job rounds to five decimals,
 * then events and checkpoints, which tell what was measured.
 */
export const mergeMetrics = (
  ...sources: readonly (readonly StepMetrics[])[]
): readonly StepMetrics[] => {
  const steps = new Map<number, StepMetrics>()
  for (const metrics of sources.flat()) {
    steps.set(metrics.step, { ...steps.get(metrics.step), ...present(metrics) })
  }
  return [...steps.values()].sort((one, other) => one.step - other.step)
}

const fromWire = (step: number | undefined, metrics: FineTuningJobMetrics): StepMetrics[] => {
  if (step === undefined) return []
  return [
    present({
      step,
      trainLoss: metrics.train_loss,
      trainTokenAccuracy: metrics.train_mean_token_accuracy,
      validLoss: metrics.valid_loss,
      validTokenAccuracy: metrics.valid_mean_token_accuracy,
      fullValidLoss: metrics.full_valid_loss,
      fullValidTokenAccuracy: metrics.full_valid_mean_token_accuracy,
    }),
  ]
}

type Told = { readonly [K in keyof StepMetrics]: StepMetrics[K] | null | undefined }

const present = (told: Told & { readonly step: number }): StepMetrics => {
  const metrics: Record<string, number> & { step: number } = { step: told.step }
  for (const [name, value] of Object.entries(told)) {
    if (typeof value === 'number' && Number.isFinite(value)) metrics[name] = value
  }
  return metrics
}

/**
 * A series without its noise: the exponential moving average of weight `memory` (0 changes nothing,
 * 0.9 looks back about ten values, 1 and more is out of range), corrected for its beginning, so that the first value stays.
 * Missing values stay missing.
 */
export const smooth = (
  values: readonly (number | undefined)[],
  memory: number,
): readonly (number | undefined)[] => {
  let mean = 0
  let weight = 0
  return values.map((value) => {
    if (value === undefined) return undefined
    mean = memory * mean + (1 - memory) * value
    weight = memory * weight + (1 - memory)
    return mean / weight
  })
}

/**
 * The checkpoint of the lowest loss on all validation examples; where none tells it, on some of them;
 * where none tells that either, the last one. Of equals the earliest.
 */
export const bestCheckpoint = (
  checkpoints: readonly FineTuningJobCheckpoint[],
): FineTuningJobCheckpoint | undefined => {
  const inOrder = [...checkpoints].sort((one, other) => one.step_number - other.step_number)
  for (const name of ['full_valid_loss', 'valid_loss'] as const) {
    const measured = inOrder.filter(({ metrics }) => typeof metrics[name] === 'number')
    if (measured.length === 0) continue
    return measured.reduce((best, next) =>
      (next.metrics[name] ?? 0) < (best.metrics[name] ?? 0) ? next : best,
    )
  }
  return inOrder.at(-1)
}

/** By how much the loss on validation examples must have risen above its lowest to be a sign. */
const RISE = 1.1

/**
 * Whether a job has learnt its examples by heart: the mean of the last fifth of its validation losses
 * (at least 2) lies a tenth above the lowest such mean before, while that of its training losses fell.
 * False while there are fewer than 5 validation losses.
 */
export const looksOverfit = (metrics: readonly StepMetrics[]): boolean => {
  const inOrder = mergeMetrics(metrics)
  const valid = meansOf(inOrder.map(({ validLoss, fullValidLoss }) => fullValidLoss ?? validLoss))
  const train = meansOf(inOrder.map(({ trainLoss }) => trainLoss))
  const measured = inOrder.flatMap((row, at) =>
    (row.fullValidLoss ?? row.validLoss) === undefined ? [] : [at],
  )
  if (measured.length < 5) return false
  const size = Math.max(2, Math.floor(measured.length / 5))
  const windows = measured.slice(size - 1).map((last, start) => {
    const first = measured[start] ?? 0
    return { valid: valid(first, last), train: train(first, last) }
  })
  const end = windows.at(-1)
  const best = windows.reduce((lowest, next) => (next.valid < lowest.valid ? next : lowest))
  return end !== undefined && end.valid > RISE * best.valid && end.train < best.train
}

/**
 * Tells the mean of a series from one place to another, both included. It adds up only once, so that
 * many means of a long series take no longer than the series.
 */
const meansOf = (
  values: readonly (number | undefined)[],
): ((first: number, last: number) => number) => {
  const sums = [0]
  const counts = [0]
  for (const value of values) {
    sums.push((sums.at(-1) ?? 0) + (value ?? 0))
    counts.push((counts.at(-1) ?? 0) + (value === undefined ? 0 : 1))
  }
  const between = (totals: readonly number[], first: number, last: number): number =>
    (totals[last + 1] ?? 0) - (totals[first] ?? 0)
  return (first, last) => between(sums, first, last) / between(counts, first, last)
}
