import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import type { FineTuningJob } from './fine-tuning-job.ts'
import { isTogetherFineTune } from './generated/together.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** Where a fine-tune of Together stands. */
export const TogetherFineTuneStatus = /* @__PURE__ */ openEnum('TogetherFineTuneStatus', [
  'pending',
  'queued',
  'running',
  'compressing',
  'uploading',
  'cancel_requested',
  'cancelled',
  'error',
  'completed',
])
export type TogetherFineTuneStatus = t.TypeOf<typeof TogetherFineTuneStatus>

const togetherFineTune = () =>
  t.intersection(
    [
      t.type({
        id: t.string,
        status: TogetherFineTuneStatus,
        /** ISO 8601, not seconds. */
        created_at: t.string,
      }),
      t.partial({
        updated_at: nullable(t.string),
        model: nullable(t.string),
        /** The model this job makes. */
        model_output_name: nullable(t.string),
        training_file: nullable(t.string),
        validation_file: nullable(t.string),
        n_epochs: nullable(Int),
        batch_size: nullable(t.union([Int, t.literal('max')])),
        /** The rate itself, not a multiplier. */
        learning_rate: nullable(t.number),
        token_count: nullable(Int),
        suffix: nullable(t.string),
        events: nullable(t.array(t.UnknownRecord)),
      }),
    ],
    'TogetherFineTune',
  )
/**
 * A fine-tune as Together tells it, on the path of the legacy API but in a shape of its own: without
 * `object`, with dates as text.
 */
export interface TogetherFineTune extends t.TypeOf<ReturnType<typeof togetherFineTune>> {}
export const TogetherFineTune: Codec<TogetherFineTune> = /* @__PURE__ */ codec(
  togetherFineTune,
  isTogetherFineTune,
)

const STATUS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['completed', 'succeeded'],
  ['error', 'failed'],
  ['pending', 'queued'],
  ['compressing', 'running'],
  ['uploading', 'running'],
  ['cancel_requested', 'running'],
])

/**
 * A fine-tune of Together as a fine-tuning job. Its absolute learning rate has no place there, and a
 * batch size of `max` becomes `auto`.
 */
export const fineTuningJobOfTogether = (fineTune: TogetherFineTune): FineTuningJob => {
  const { status, updated_at, batch_size } = fineTune
  const hyperparameters = {
    n_epochs: fineTune.n_epochs ?? 'auto',
    batch_size: batch_size === 'max' ? 'auto' : (batch_size ?? 'auto'),
  } as const
  return {
    id: fineTune.id,
    object: 'fine_tuning.job',
    created_at: secondsOf(fineTune.created_at) ?? 0,
    model: fineTune.model ?? '',
    status: STATUS.get(status) ?? status,
    training_file: fineTune.training_file ?? '',
    validation_file: fineTune.validation_file || null,
    fine_tuned_model: status === 'completed' ? fineTune.model_output_name || null : null,
    finished_at: status === 'completed' && updated_at ? secondsOf(updated_at) : null,
    trained_tokens: status === 'completed' ? (fineTune.token_count ?? null) : null,
    method: { type: 'supervised', supervised: { hyperparameters } },
    result_files: [],
    user_provided_suffix: fineTune.suffix || null,
  }
}

/** A time without a zone is taken for UTC, wherever this runs; null for what is no time. */
const secondsOf = (date: string): number | null => {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(date) || !date.includes('T')
  const milliseconds = Date.parse(hasZone ? date : `${date}Z`)
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000)
}
