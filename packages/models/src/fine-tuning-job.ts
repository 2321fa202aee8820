import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { FineTuningJobCheckpoint } from './fine-tuning-job-checkpoint.ts'
import { FineTuningJobEvent } from './fine-tuning-job-event.ts'
import { Hyperparameters, Method } from './fine-tuning-method.ts'
import {
  isCreateFineTuningJob,
  isFineTuningJob,
  isFineTuningJobError,
  isIntegration,
} from './generated/fine-tuning-job.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { nullable } from './nullable.ts'
import { openEnum } from './open-enum.ts'
import { QueryInt, QueryMetadata } from './query.ts'

/**
 * Where a job stands. `paused` can be resumed. Azure begins with `pending`, and says `pausing` and
 * `resuming` in between.
 */
export const FineTuningJobStatus = /* @__PURE__ */ openEnum('FineTuningJobStatus', [
  'validating_files',
  'queued',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
])
export type FineTuningJobStatus = t.TypeOf<typeof FineTuningJobStatus>

const integration = () =>
  t.intersection(
    [
      t.type({ type: openEnum('IntegrationType', ['wandb']) }),
      t.partial({
        wandb: t.intersection([
          t.type({ project: t.string }),
          t.partial({
            name: nullable(t.string),
            entity: nullable(t.string),
            tags: nullable(t.array(t.string)),
            /** Undocumented: the id of the job. */
            run_id: nullable(t.string),
          }),
        ]),
      }),
    ],
    'Integration',
  )
/** Where the metrics of a job are sent as well. */
export interface Integration extends t.TypeOf<ReturnType<typeof integration>> {}
export const Integration: Codec<Integration> = /* @__PURE__ */ codec(integration, isIntegration)

const jobFault = () =>
  t.partial(
    { code: nullable(t.string), message: nullable(t.string), param: nullable(t.string) },
    'FineTuningJobError',
  )
/** What the `error` of a job holds. Read it with `jobError`: "no error" is told in five ways. */
export interface FineTuningJobError extends t.TypeOf<ReturnType<typeof jobFault>> {}
export const FineTuningJobError: Codec<FineTuningJobError> = /* @__PURE__ */ codec(
  jobFault,
  isFineTuningJobError,
)

const fineTuningJob = () =>
  t.intersection(
    [
      t.type({
        /** `ftjob-` and 24 characters at OpenAI; treat it as opaque. */
        id: t.string,
        object: t.literal('fine_tuning.job'),
        /** Unix seconds. */
        created_at: Int,
        /** The base model, as its dated snapshot. */
        model: t.string,
        status: FineTuningJobStatus,
        /** Id of a file. */
        training_file: t.string,
      }),
      t.partial({
        /** Id of a file. */
        validation_file: nullable(t.string),
        /** `null` until the job has succeeded; absent at Azure. */
        fine_tuned_model: nullable(t.string),
        /** Unix seconds; at OpenAI only of a job that has succeeded. */
        finished_at: nullable(Int),
        /** Unix seconds. */
        estimated_finish: nullable(Int),
        error: nullable(FineTuningJobError),
        method: nullable(Method),
        /** @deprecated Use `method.supervised.hyperparameters`. */
        hyperparameters: nullable(Hyperparameters),
        organization_id: nullable(t.string),
        /** Ids of files; empty until the job has succeeded. */
        result_files: nullable(t.array(t.string)),
        /** Billable tokens; `null` until the job has succeeded. */
        trained_tokens: nullable(Int),
        integrations: nullable(t.array(Integration)),
        /** Absent before 2024-04. */
        seed: nullable(Int),
        metadata: nullable(t.record(t.string, t.string)),
        /** Undocumented: the suffix that was asked for. */
        user_provided_suffix: nullable(t.string),
      }),
    ],
    'FineTuningJob',
  )
/** A fine-tuning job. */
export interface FineTuningJob extends t.TypeOf<ReturnType<typeof fineTuningJob>> {}
export const FineTuningJob: Codec<FineTuningJob> = /* @__PURE__ */ codec(
  fineTuningJob,
  isFineTuningJob,
)

const createFineTuningJob = () =>
  t.intersection(
    [
      t.type({
        /** A base model or a fine-tuned one. */
        model: t.string,
        /** Id of a file of purpose `fine-tune`. */
        training_file: t.string,
      }),
      t.partial({
        validation_file: nullable(t.string),
        /** 1 to 64 characters that become part of the model's name. */
        suffix: nullable(t.string),
        /** 0 to 2,147,483,647. */
        seed: nullable(Int),
        method: Method,
        /** @deprecated Use `method.supervised.hyperparameters`. */
        hyperparameters: Hyperparameters,
        integrations: nullable(t.array(Integration)),
        /** At most 16 pairs, of keys up to 64 and values up to 512 characters. */
        metadata: nullable(t.record(t.string, t.string)),
      }),
    ],
    'CreateFineTuningJob',
  )
/** What `fineTuningJobs.create` takes. */
export interface CreateFineTuningJob extends t.TypeOf<ReturnType<typeof createFineTuningJob>> {}
export const CreateFineTuningJob: Codec<CreateFineTuningJob> = /* @__PURE__ */ codec(
  createFineTuningJob,
  isCreateFineTuningJob,
)

/** The error of a job, or undefined: an absent, null, empty or nested-null one says there is none. */
export const jobError = ({ error }: FineTuningJob): FineTuningJobError | undefined =>
  error?.code || error?.message ? error : undefined

/**
 * Lists are newest first at OpenAI, oldest first at Azure, 20 items (checkpoints 10) a page; `after`
 * is the id of the last item of the page before.
 */
export const fineTuningJobs = {
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/jobs',
    body: CreateFineTuningJob,
    response: FineTuningJob,
  }),
  list: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine_tuning/jobs',
    query: /* @__PURE__ */ t.partial(
      { after: t.string, limit: QueryInt, metadata: QueryMetadata },
      'ListFineTuningJobs',
    ),
    response: /* @__PURE__ */ listOf(FineTuningJob),
  }),
  retrieve: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine_tuning/jobs/:id',
    response: FineTuningJob,
  }),
  cancel: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/jobs/:id/cancel',
    response: FineTuningJob,
  }),
  pause: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/jobs/:id/pause',
    response: FineTuningJob,
  }),
  resume: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/jobs/:id/resume',
    response: FineTuningJob,
  }),
  listEvents: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine_tuning/jobs/:id/events',
    query: /* @__PURE__ */ t.partial(
      { after: t.string, limit: QueryInt },
      'ListFineTuningJobEvents',
    ),
    response: /* @__PURE__ */ listOf(FineTuningJobEvent),
  }),
  listCheckpoints: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine_tuning/jobs/:id/checkpoints',
    query: /* @__PURE__ */ t.partial(
      { after: t.string, limit: QueryInt },
      'ListFineTuningJobCheckpoints',
    ),
    response: /* @__PURE__ */ listOf(FineTuningJobCheckpoint),
  }),
}
