import * as t from 'io-ts'
import { Bytes } from './bytes.ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { OpenAIFile } from './file.ts'
import {
  isCreateFineTune,
  isFineTune,
  isFineTuneEvent,
  isFineTuneObject,
  isHyperparams,
} from './generated/fine-tune.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'
import { QueryBoolean } from './query.ts'

/**
 * The object type, which is always `fine-tune`.
 *
 * @deprecated Use the object type of `FineTuningJob`, `fine_tuning.job`.
 */
export const FineTuneObject: Codec<'fine-tune'> = /* @__PURE__ */ codec(
  () => t.literal('fine-tune', 'FineTuneObject'),
  isFineTuneObject,
)
/** @deprecated Use the object type of `FineTuningJob`, `fine_tuning.job`. */
export type FineTuneObject = t.TypeOf<typeof FineTuneObject>

/**
 * Where a fine-tune stands. `pending` is the first status: created, priced and queued all look so.
 * `created` is documented and was never seen.
 *
 * @deprecated Use `FineTuningJobStatus`.
 */
export const FineTuneStatus = /* @__PURE__ */ openEnum('FineTuneStatus', [
  'created',
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
])
/** @deprecated Use `FineTuningJobStatus`. */
export type FineTuneStatus = t.TypeOf<typeof FineTuneStatus>

/**
 * How grave an event is. A failed fine-tune tells its cause only here, in the text of its last event
 * of level `error`.
 *
 * @deprecated Use `FineTuningJobEventLevel`.
 */
export const FineTuneEventLevel = /* @__PURE__ */ openEnum('FineTuneEventLevel', [
  'info',
  'warn',
  'error',
])
/** @deprecated Use `FineTuningJobEventLevel`. */
export type FineTuneEventLevel = t.TypeOf<typeof FineTuneEventLevel>

const fineTuneEvent = () =>
  t.type(
    {
      object: t.literal('fine-tune-event'),
      /** Unix seconds. Several events may share one. */
      created_at: Int,
      level: FineTuneEventLevel,
      message: t.string,
    },
    'FineTuneEvent',
  )
/**
 * Something that happened to a fine-tune. It has no id: time, text and position tell it apart.
 *
 * @deprecated Use `FineTuningJobEvent`.
 */
export interface FineTuneEvent extends t.TypeOf<ReturnType<typeof fineTuneEvent>> {}
/** @deprecated Use `FineTuningJobEvent`. */
export const FineTuneEvent: Codec<FineTuneEvent> = /* @__PURE__ */ codec(
  fineTuneEvent,
  isFineTuneEvent,
)

const hyperparams = () =>
  t.intersection(
    [
      t.type({
        n_epochs: Int,
        /** Examples in one step; `null` until the job is queued, and for ever if it never was. */
        batch_size: nullable(Int),
        /** `null` as long as `batch_size` is. */
        learning_rate_multiplier: nullable(t.number),
        /** Weight of the prompt's tokens in the loss. */
        prompt_loss_weight: t.number,
      }),
      t.partial({
        compute_classification_metrics: t.boolean,
        classification_n_classes: Int,
        /** As in the completions, so mostly with a leading space. */
        classification_positive_class: t.string,
        classification_betas: t.array(t.number),
        /** Undocumented, on jobs of 2021. */
        use_packing: nullable(t.boolean),
      }),
    ],
    'Hyperparams',
  )
/**
 * The hyperparameters a fine-tune uses.
 *
 * @deprecated Use `Hyperparameters`.
 */
export interface Hyperparams extends t.TypeOf<ReturnType<typeof hyperparams>> {}
/** @deprecated Use `Hyperparameters`. */
export const Hyperparams: Codec<Hyperparams> = /* @__PURE__ */ codec(hyperparams, isHyperparams)

const fineTune = () =>
  t.intersection(
    [
      t.type({
        /** `ft-` and 24 characters at OpenAI; treat it as opaque. */
        id: t.string,
        object: FineTuneObject,
        /** Unix seconds. */
        created_at: Int,
        /** Unix seconds. */
        updated_at: Int,
        /** The model being fine-tuned: a base model or itself a fine-tuned one. */
        model: t.string,
        /** The model this job makes; `null` until it has succeeded. */
        fine_tuned_model: nullable(t.string),
        organization_id: t.string,
        status: FineTuneStatus,
        hyperparams: Hyperparams,
        training_files: t.array(OpenAIFile),
        validation_files: t.array(OpenAIFile),
        /** Empty until the job has succeeded. */
        result_files: t.array(OpenAIFile),
      }),
      t.partial({
        /** Oldest first; absent in lists. */
        events: t.array(FineTuneEvent),
      }),
    ],
    'FineTune',
  )
/**
 * A fine-tuning job made through the legacy API.
 *
 * @deprecated Use `FineTuningJob`.
 */
export interface FineTune extends t.TypeOf<ReturnType<typeof fineTune>> {}
/** @deprecated Use `FineTuningJob`. */
export const FineTune: Codec<FineTune> = /* @__PURE__ */ codec(fineTune, isFineTune)

const createFineTune = () =>
  t.intersection(
    [
      t.type({
        /** Id of a file of purpose `fine-tune`. */
        training_file: t.string,
      }),
      t.partial({
        /** Id of a file that shares no example with the training file. */
        validation_file: t.string,
        /** `ada`, `babbage`, `curie` (where absent), `davinci` or a fine-tuned model. */
        model: t.string,
        /** 4 where absent. */
        n_epochs: Int,
        /** Examples in one step, at most 256; about 0.2 % of the examples where absent. */
        batch_size: Int,
        /** Recommended 0.02 to 0.2; chosen by batch size where absent. */
        learning_rate_multiplier: t.number,
        /** 0.01 where absent. */
        prompt_loss_weight: t.number,
        /** Needs a validation file, and the classes or the positive class. */
        compute_classification_metrics: t.boolean,
        classification_n_classes: Int,
        classification_positive_class: t.string,
        classification_betas: t.array(t.number),
        /** 1 to 40 characters that become part of the model's name. */
        suffix: t.string,
        /** Where the specification of late 2023 has the epochs; the server took `n_epochs`. */
        hyperparameters: t.partial({ n_epochs: t.union([t.literal('auto'), Int]) }),
      }),
    ],
    'CreateFineTune',
  )
/**
 * What `fineTunes.create` takes. Leave out what you do not set: the API refuses a suffix of `null`,
 * though the specification allows it.
 *
 * @deprecated Use `CreateFineTuningJob`.
 */
export interface CreateFineTune extends t.TypeOf<ReturnType<typeof createFineTune>> {}
/** @deprecated Use `CreateFineTuningJob`. */
export const CreateFineTune: Codec<CreateFineTune> = /* @__PURE__ */ codec(
  createFineTune,
  isCreateFineTune,
)

/** @deprecated Use `fineTuningJobs`. */
export const fineTunes = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine-tunes',
    body: CreateFineTune,
    response: FineTune,
  }),
  /** Everything at once, oldest first, without events. */
  list: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine-tunes',
    response: /* @__PURE__ */ listOf(FineTune),
  }),
  retrieve: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine-tunes/:id',
    response: FineTune,
  }),
  cancel: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine-tunes/:id/cancel',
    response: FineTune,
  }),
  /** Oldest first; streams from the first event on when asked with `stream: true`. */
  listEvents: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine-tunes/:id/events',
    query: /* @__PURE__ */ t.partial({ stream: QueryBoolean }, 'ListFineTuneEvents'),
    response: /* @__PURE__ */ listOf(FineTuneEvent),
    event: FineTuneEvent,
  }),
}

/**
 * The result file of a fine-tune as far as it has come, in the same CSV. Finetune's local server
 * has it, so that a curve can be drawn while a job runs; the hosted API never did, and answers 404.
 *
 * @deprecated Use `metricsFromEvents`: a fine-tuning job tells its metrics in its events.
 */
export const fineTuneResults = {
  retrieve: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine-tunes/:id/results',
    response: Bytes,
  }),
}
