import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { isFineTuningJobEvent, isFineTuningJobMetrics } from './generated/fine-tuning-job-event.ts'
import { Int } from './int.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'

/** How grave an event is. */
export const FineTuningJobEventLevel = /* @__PURE__ */ openEnum('FineTuningJobEventLevel', [
  'info',
  'warn',
  'error',
])
export type FineTuningJobEventLevel = t.TypeOf<typeof FineTuningJobEventLevel>

/** What an event's `data` holds: nothing, or metrics. */
export const FineTuningJobEventType = /* @__PURE__ */ openEnum('FineTuningJobEventType', [
  'message',
  'metrics',
  'moderation_checks',
])
export type FineTuningJobEventType = t.TypeOf<typeof FineTuningJobEventType>

const fineTuningJobEvent = () =>
  t.intersection(
    [
      t.type({
        object: t.literal('fine_tuning.job.event'),
        id: t.string,
        /** Unix seconds. Many events share one: only their order in the list tells the sequence. */
        created_at: Int,
        level: FineTuningJobEventLevel,
        message: t.string,
      }),
      t.partial({
        type: FineTuningJobEventType,
        /**
         * `{}`, `null` or absent; {@link FineTuningJobMetrics} where `type` is `metrics`; `error_code`
         * and `error_param` of an error; a deep report of reinforcement.
         */
        data: nullable(t.UnknownRecord),
      }),
    ],
    'FineTuningJobEvent',
  )
/** Something that happened to a fine-tuning job. */
export interface FineTuningJobEvent extends t.TypeOf<ReturnType<typeof fineTuningJobEvent>> {}
export const FineTuningJobEvent: Codec<FineTuningJobEvent> = /* @__PURE__ */ codec(
  fineTuningJobEvent,
  isFineTuningJobEvent,
)

const fineTuningJobMetrics = () =>
  t.partial(
    {
      step: Int,
      total_steps: Int,
      train_loss: nullable(t.number),
      /** Share of completion tokens that were right, 0 to 1. */
      train_mean_token_accuracy: nullable(t.number),
      /** Of some validation examples. */
      valid_loss: nullable(t.number),
      valid_mean_token_accuracy: nullable(t.number),
      /** Of all validation examples. */
      full_valid_loss: nullable(t.number),
      full_valid_mean_token_accuracy: nullable(t.number),
      /** Reinforcement alone, as all that follow. */
      train_mean_reward: nullable(t.number),
      full_valid_mean_reward: nullable(t.number),
      /** Share of validation samples that were not written as graders expect them, 0 to 1. */
      full_valid_mean_parse_error: nullable(t.number),
      /** Tokens of a sample, those of reasoning included. */
      completion_tokens_mean: nullable(t.number),
      reasoning_tokens_mean: nullable(t.number),
    },
    'FineTuningJobMetrics',
  )
/** What a step measured: the `data` of a metrics event, or the `metrics` of a checkpoint. */
export interface FineTuningJobMetrics extends t.TypeOf<ReturnType<typeof fineTuningJobMetrics>> {}
export const FineTuningJobMetrics: Codec<FineTuningJobMetrics> = /* @__PURE__ */ codec(
  fineTuningJobMetrics,
  isFineTuningJobMetrics,
)
