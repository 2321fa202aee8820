// Generated from the codecs of ../fine-tune.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isOpenAIFile } from './file.ts'

const isNumberOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'number'

const isLiteralOrIntOrAbsent = (u: any): boolean =>
  u === undefined || u === 'auto' || Number.isSafeInteger(u)

const isCreateFineTuneHyperparameters = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isLiteralOrIntOrAbsent(u.n_epochs)

const isCreateFineTuneHyperparametersOrAbsent = (u: any): boolean =>
  u === undefined || isCreateFineTuneHyperparameters(u)

const isStringOrNull = (u: any): boolean =>
  u === null || typeof u === 'string'

const isArrayOfOpenAIFile = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isOpenAIFile(u[i])) return false
  }
  return true
}

const isArrayOfFineTuneEvent = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isFineTuneEvent(u[i])) return false
  }
  return true
}

const isArrayOfFineTuneEventOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfFineTuneEvent(u)

const isIntOrNull = (u: any): boolean =>
  u === null || Number.isSafeInteger(u)

const isNumberOrNull = (u: any): boolean =>
  u === null || typeof u === 'number'

const isBooleanOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'boolean'

const isIntOrAbsent = (u: any): boolean =>
  u === undefined || Number.isSafeInteger(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isArrayOfNumber = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'number') return false
  }
  return true
}

const isArrayOfNumberOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfNumber(u)

const isBooleanOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'boolean'

export const isCreateFineTune = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.training_file === 'string' &&
  isStringOrAbsent(u.validation_file) &&
  isStringOrAbsent(u.model) &&
  isIntOrAbsent(u.n_epochs) &&
  isIntOrAbsent(u.batch_size) &&
  isNumberOrAbsent(u.learning_rate_multiplier) &&
  isNumberOrAbsent(u.prompt_loss_weight) &&
  isBooleanOrAbsent(u.compute_classification_metrics) &&
  isIntOrAbsent(u.classification_n_classes) &&
  isStringOrAbsent(u.classification_positive_class) &&
  isArrayOfNumberOrAbsent(u.classification_betas) &&
  isStringOrAbsent(u.suffix) &&
  isCreateFineTuneHyperparametersOrAbsent(u.hyperparameters)

export const isFineTune = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'fine-tune' &&
  Number.isSafeInteger(u.created_at) &&
  Number.isSafeInteger(u.updated_at) &&
  typeof u.model === 'string' &&
  isStringOrNull(u.fine_tuned_model) &&
  typeof u.organization_id === 'string' &&
  typeof u.status === 'string' &&
  isHyperparams(u.hyperparams) &&
  isArrayOfOpenAIFile(u.training_files) &&
  isArrayOfOpenAIFile(u.validation_files) &&
  isArrayOfOpenAIFile(u.result_files) &&
  isArrayOfFineTuneEventOrAbsent(u.events)

export const isFineTuneEvent = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.object === 'fine-tune-event' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.level === 'string' &&
  typeof u.message === 'string'

export const isFineTuneObject = (u: any): boolean =>
  u === 'fine-tune'

export const isHyperparams = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  Number.isSafeInteger(u.n_epochs) &&
  isIntOrNull(u.batch_size) &&
  isNumberOrNull(u.learning_rate_multiplier) &&
  typeof u.prompt_loss_weight === 'number' &&
  isBooleanOrAbsent(u.compute_classification_metrics) &&
  isIntOrAbsent(u.classification_n_classes) &&
  isStringOrAbsent(u.classification_positive_class) &&
  isArrayOfNumberOrAbsent(u.classification_betas) &&
  isBooleanOrNullOrAbsent(u.use_packing)
