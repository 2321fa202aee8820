// Generated from the codecs of ../completion.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isArrayOfStringOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfString(u)

const isNumberOrNull = (u: any): boolean =>
  u === null || typeof u === 'number'

const isArrayOfNumberOrNull = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isNumberOrNull(u[i])) return false
  }
  return true
}

const isArrayOfNumberOrNullOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfNumberOrNull(u)

const isRecordOfNumberOrNull = (u: any): boolean =>
  u === null || isRecordOfNumberWhereNotNull(u)

const isArrayOfRecordOfNumberOrNull = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isRecordOfNumberOrNull(u[i])) return false
  }
  return true
}

const isArrayOfRecordOfNumberOrNullOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfRecordOfNumberOrNull(u)

const isArrayOfIntOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfInt(u)

const isCompletionChoicesItemLogprobsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfStringOrAbsent(u.tokens) &&
  isArrayOfNumberOrNullOrAbsent(u.token_logprobs) &&
  isArrayOfRecordOfNumberOrNullOrNullOrAbsent(u.top_logprobs) &&
  isArrayOfIntOrAbsent(u.text_offset)

const isCompletionChoicesItemLogprobsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCompletionChoicesItemLogprobsWhereNotNull(u)

const isCompletionChoicesItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.text === 'string' &&
  Number.isSafeInteger(u.index) &&
  isStringOrNullOrAbsent(u.finish_reason) &&
  isCompletionChoicesItemLogprobsOrNullOrAbsent(u.logprobs)

const isArrayOfCompletionChoices = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isCompletionChoicesItem(u[i])) return false
  }
  return true
}

const isCompletionUsageOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCompletionUsage(u)

const isIntOrAbsent = (u: any): boolean =>
  u === undefined || Number.isSafeInteger(u)

const isObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isObjectWhereNotNull(u)

const isArrayOfInt = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!Number.isSafeInteger(u[i])) return false
  }
  return true
}

const isArrayOfArrayOfInt = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isArrayOfInt(u[i])) return false
  }
  return true
}

const isStringOrArrayOfStringOrArrayOfIntOrArrayOfArrayOfIntOrNullOrAbsent = (u: any): boolean =>
  u === null ||
  u === undefined ||
  typeof u === 'string' ||
  isArrayOfString(u) ||
  isArrayOfInt(u) ||
  isArrayOfArrayOfInt(u)

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isStringOrArrayOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || isArrayOfString(u)

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isRecordOfNumberWhereNotNull = (u: any): boolean => {
  if (!isObjectWhereNotNull(u)) return false
  for (const k in u) {
    if (typeof u[k] !== 'number') return false
  }
  return true
}

const isRecordOfNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isRecordOfNumberWhereNotNull(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isBooleanOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'boolean'

const isCreateCompletionStreamOptionsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isBooleanOrAbsent(u.include_usage)

const isCreateCompletionStreamOptionsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCreateCompletionStreamOptionsWhereNotNull(u)

const isBooleanOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'boolean'

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

export const isCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'text_completion' &&
  Number.isSafeInteger(u.created) &&
  typeof u.model === 'string' &&
  isArrayOfCompletionChoices(u.choices) &&
  isCompletionUsageOrNullOrAbsent(u.usage) &&
  isStringOrNullOrAbsent(u.system_fingerprint)

export const isCompletionUsage = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  Number.isSafeInteger(u.prompt_tokens) &&
  Number.isSafeInteger(u.total_tokens) &&
  isIntOrAbsent(u.completion_tokens) &&
  isObjectOrNullOrAbsent(u.prompt_tokens_details) &&
  isObjectOrNullOrAbsent(u.completion_tokens_details)

export const isCreateCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.model === 'string' &&
  isStringOrArrayOfStringOrArrayOfIntOrArrayOfArrayOfIntOrNullOrAbsent(u.prompt) &&
  isIntOrNullOrAbsent(u.max_tokens) &&
  isNumberOrNullOrAbsent(u.temperature) &&
  isNumberOrNullOrAbsent(u.top_p) &&
  isIntOrNullOrAbsent(u.n) &&
  isStringOrArrayOfStringOrNullOrAbsent(u.stop) &&
  isNumberOrNullOrAbsent(u.frequency_penalty) &&
  isNumberOrNullOrAbsent(u.presence_penalty) &&
  isRecordOfNumberOrNullOrAbsent(u.logit_bias) &&
  isIntOrNullOrAbsent(u.seed) &&
  isStringOrAbsent(u.user) &&
  isBooleanOrNullOrAbsent(u.stream) &&
  isCreateCompletionStreamOptionsOrNullOrAbsent(u.stream_options) &&
  isBooleanOrNullOrAbsent(u.echo) &&
  isIntOrNullOrAbsent(u.logprobs) &&
  isIntOrNullOrAbsent(u.best_of) &&
  isStringOrNullOrAbsent(u.suffix)
