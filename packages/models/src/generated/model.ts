// Generated from the codecs of ../model.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

export const isDeletedModel = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'model' &&
  typeof u.deleted === 'boolean'

export const isModel = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'model' &&
  Number.isSafeInteger(u.created) &&
  typeof u.owned_by === 'string' &&
  isStringOrNullOrAbsent(u.root) &&
  isStringOrNullOrAbsent(u.parent) &&
  isStringOrNullOrAbsent(u.shutdown_date)
