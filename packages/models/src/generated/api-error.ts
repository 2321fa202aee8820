// Generated from the codecs of ../api-error.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isStringOrNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || typeof u === 'number'

const isApiErrorError = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.message === 'string' &&
  isStringOrNullOrAbsent(u.type) &&
  isStringOrNullOrAbsent(u.param) &&
  isStringOrNumberOrNullOrAbsent(u.code)

export const isApiError = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isApiErrorError(u.error)
