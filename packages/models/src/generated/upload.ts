// Generated from the codecs of ../upload.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isExpiresAfter, isOpenAIFile } from './file.ts'

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isExpiresAfterOrAbsent = (u: any): boolean =>
  u === undefined || isExpiresAfter(u)

const isOpenAIFileOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isOpenAIFile(u)

export const isCompleteUpload = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfString(u.part_ids) &&
  isStringOrAbsent(u.md5)

export const isCreateUpload = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.filename === 'string' &&
  typeof u.purpose === 'string' &&
  Number.isSafeInteger(u.bytes) &&
  typeof u.mime_type === 'string' &&
  isExpiresAfterOrAbsent(u.expires_after)

export const isUpload = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'upload' &&
  Number.isSafeInteger(u.bytes) &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.filename === 'string' &&
  typeof u.purpose === 'string' &&
  typeof u.status === 'string' &&
  Number.isSafeInteger(u.expires_at) &&
  isOpenAIFileOrNullOrAbsent(u.file)

export const isUploadPart = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'upload.part' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.upload_id === 'string'
