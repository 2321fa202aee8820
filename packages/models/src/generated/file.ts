// Generated from the codecs of ../file.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

export const isDeletedFile = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'file' &&
  typeof u.deleted === 'boolean'

export const isExpiresAfter = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.anchor === 'string' &&
  Number.isSafeInteger(u.seconds)

export const isOpenAIFile = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'file' &&
  Number.isSafeInteger(u.bytes) &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.filename === 'string' &&
  typeof u.purpose === 'string' &&
  isStringOrAbsent(u.status) &&
  isStringOrNullOrAbsent(u.status_details) &&
  isIntOrNullOrAbsent(u.expires_at)
