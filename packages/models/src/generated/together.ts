// Generated from the codecs of ../together.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isIntOrLiteralOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u) || u === 'max'

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isObject = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype

const isArrayOfObject = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isObject(u[i])) return false
  }
  return true
}

const isArrayOfObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfObject(u)

export const isTogetherFineTune = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  typeof u.status === 'string' &&
  typeof u.created_at === 'string' &&
  isStringOrNullOrAbsent(u.updated_at) &&
  isStringOrNullOrAbsent(u.model) &&
  isStringOrNullOrAbsent(u.model_output_name) &&
  isStringOrNullOrAbsent(u.training_file) &&
  isStringOrNullOrAbsent(u.validation_file) &&
  isIntOrNullOrAbsent(u.n_epochs) &&
  isIntOrLiteralOrNullOrAbsent(u.batch_size) &&
  isNumberOrNullOrAbsent(u.learning_rate) &&
  isIntOrNullOrAbsent(u.token_count) &&
  isStringOrNullOrAbsent(u.suffix) &&
  isArrayOfObjectOrNullOrAbsent(u.events)
