// Generated from the codecs of ../fine-tuning-job.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isHyperparameters, isMethod } from './fine-tuning-method.ts'

const isMethodOrAbsent = (u: any): boolean =>
  u === undefined || isMethod(u)

const isHyperparametersOrAbsent = (u: any): boolean =>
  u === undefined || isHyperparameters(u)

const isFineTuningJobErrorOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isFineTuningJobError(u)

const isMethodOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isMethod(u)

const isHyperparametersOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isHyperparameters(u)

const isArrayOfIntegration = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isIntegration(u[i])) return false
  }
  return true
}

const isArrayOfIntegrationOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfIntegration(u)

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isRecordOfStringWhereNotNull = (u: any): boolean => {
  if (!isObjectWhereNotNull(u)) return false
  for (const k in u) {
    if (typeof u[k] !== 'string') return false
  }
  return true
}

const isRecordOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isRecordOfStringWhereNotNull(u)

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isArrayOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfString(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isIntegrationWandb = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.project === 'string' &&
  isStringOrNullOrAbsent(u.name) &&
  isStringOrNullOrAbsent(u.entity) &&
  isArrayOfStringOrNullOrAbsent(u.tags) &&
  isStringOrNullOrAbsent(u.run_id)

const isIntegrationWandbOrAbsent = (u: any): boolean =>
  u === undefined || isIntegrationWandb(u)

export const isCreateFineTuningJob = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.model === 'string' &&
  typeof u.training_file === 'string' &&
  isStringOrNullOrAbsent(u.validation_file) &&
  isStringOrNullOrAbsent(u.suffix) &&
  isIntOrNullOrAbsent(u.seed) &&
  isMethodOrAbsent(u.method) &&
  isHyperparametersOrAbsent(u.hyperparameters) &&
  isArrayOfIntegrationOrNullOrAbsent(u.integrations) &&
  isRecordOfStringOrNullOrAbsent(u.metadata)

export const isFineTuningJob = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'fine_tuning.job' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.model === 'string' &&
  typeof u.status === 'string' &&
  typeof u.training_file === 'string' &&
  isStringOrNullOrAbsent(u.validation_file) &&
  isStringOrNullOrAbsent(u.fine_tuned_model) &&
  isIntOrNullOrAbsent(u.finished_at) &&
  isIntOrNullOrAbsent(u.estimated_finish) &&
  isFineTuningJobErrorOrNullOrAbsent(u.error) &&
  isMethodOrNullOrAbsent(u.method) &&
  isHyperparametersOrNullOrAbsent(u.hyperparameters) &&
  isStringOrNullOrAbsent(u.organization_id) &&
  isArrayOfStringOrNullOrAbsent(u.result_files) &&
  isIntOrNullOrAbsent(u.trained_tokens) &&
  isArrayOfIntegrationOrNullOrAbsent(u.integrations) &&
  isIntOrNullOrAbsent(u.seed) &&
  isRecordOfStringOrNullOrAbsent(u.metadata) &&
  isStringOrNullOrAbsent(u.user_provided_suffix)

export const isFineTuningJobError = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isStringOrNullOrAbsent(u.code) &&
  isStringOrNullOrAbsent(u.message) &&
  isStringOrNullOrAbsent(u.param)

export const isIntegration = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.type === 'string' &&
  isIntegrationWandbOrAbsent(u.wandb)
