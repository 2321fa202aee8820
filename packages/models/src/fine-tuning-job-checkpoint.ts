import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { FineTuningJobMetrics } from './fine-tuning-job-event.ts'
import {
  isCheckpointPermission,
  isCreateCheckpointPermission,
  isDeletedCheckpointPermission,
  isFineTuningJobCheckpoint,
} from './generated/fine-tuning-job-checkpoint.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { openEnum } from './open-enum.ts'
import { QueryInt } from './query.ts'

const fineTuningJobCheckpoint = () =>
  t.type(
    {
      object: t.literal('fine_tuning.job.checkpoint'),
      id: t.string,
      /** Unix seconds. */
      created_at: Int,
      /** A model that can be asked; that of the checkpoint after the last step is the job's own. */
      fine_tuned_model_checkpoint: t.string,
      step_number: Int,
      metrics: FineTuningJobMetrics,
      fine_tuning_job_id: t.string,
    },
    'FineTuningJobCheckpoint',
  )
/** The model as it was after one of the last epochs, or of the best evaluations by rewards. */
export interface FineTuningJobCheckpoint
  extends t.TypeOf<ReturnType<typeof fineTuningJobCheckpoint>> {}
export const FineTuningJobCheckpoint: Codec<FineTuningJobCheckpoint> = /* @__PURE__ */ codec(
  fineTuningJobCheckpoint,
  isFineTuningJobCheckpoint,
)

const checkpointPermission = () =>
  t.type(
    {
      object: t.literal('checkpoint.permission'),
      id: t.string,
      /** Unix seconds. */
      created_at: Int,
      project_id: t.string,
    },
    'CheckpointPermission',
  )
/** That a project may use a checkpoint. */
export interface CheckpointPermission extends t.TypeOf<ReturnType<typeof checkpointPermission>> {}
export const CheckpointPermission: Codec<CheckpointPermission> = /* @__PURE__ */ codec(
  checkpointPermission,
  isCheckpointPermission,
)

const createCheckpointPermission = () =>
  t.type({ project_ids: t.array(t.string) }, 'CreateCheckpointPermission')
/** What `checkpointPermissions.create` takes. */
export interface CreateCheckpointPermission
  extends t.TypeOf<ReturnType<typeof createCheckpointPermission>> {}
export const CreateCheckpointPermission: Codec<CreateCheckpointPermission> = /* @__PURE__ */ codec(
  createCheckpointPermission,
  isCreateCheckpointPermission,
)

const deletedCheckpointPermission = () =>
  t.type(
    { id: t.string, object: t.literal('checkpoint.permission'), deleted: t.boolean },
    'DeletedCheckpointPermission',
  )
/** What deleting a permission answers. */
export interface DeletedCheckpointPermission
  extends t.TypeOf<ReturnType<typeof deletedCheckpointPermission>> {}
export const DeletedCheckpointPermission: Codec<DeletedCheckpointPermission> =
  /* @__PURE__ */ codec(deletedCheckpointPermission, isDeletedCheckpointPermission)

/** Who may use a checkpoint. They need an admin key; Azure has none of them. */
export const checkpointPermissions = {
  /** Answers the list of the permissions that it made. */
  create: /* @__PURE__ */ endpoint({
    method: 'POST',
    path: '/fine_tuning/checkpoints/:checkpoint/permissions',
    body: CreateCheckpointPermission,
    response: /* @__PURE__ */ listOf(CheckpointPermission),
  }),
  list: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/fine_tuning/checkpoints/:checkpoint/permissions',
    query: /* @__PURE__ */ t.partial(
      {
        project_id: t.string,
        after: t.string,
        limit: QueryInt,
        /** Other words than those of files. */
        order: /* @__PURE__ */ openEnum('PermissionOrder', ['ascending', 'descending']),
      },
      'ListCheckpointPermissions',
    ),
    response: /* @__PURE__ */ listOf(CheckpointPermission),
  }),
  delete: /* @__PURE__ */ endpoint({
    method: 'DELETE',
    path: '/fine_tuning/checkpoints/:checkpoint/permissions/:id',
    response: DeletedCheckpointPermission,
  }),
}
