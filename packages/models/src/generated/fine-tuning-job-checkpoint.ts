// Generated from the codecs of ../fine-tuning-job-checkpoint.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isFineTuningJobMetrics } from './fine-tuning-job-event.ts'

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

export const isCheckpointPermission = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.object === 'checkpoint.permission' &&
  typeof u.id === 'string' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.project_id === 'string'

export const isCreateCheckpointPermission = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfString(u.project_ids)

export const isDeletedCheckpointPermission = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'checkpoint.permission' &&
  typeof u.deleted === 'boolean'

export const isFineTuningJobCheckpoint = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.object === 'fine_tuning.job.checkpoint' &&
  typeof u.id === 'string' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.fine_tuned_model_checkpoint === 'string' &&
  Number.isSafeInteger(u.step_number) &&
  isFineTuningJobMetrics(u.metrics) &&
  typeof u.fine_tuning_job_id === 'string'
