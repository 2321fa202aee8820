// Generated from the codecs of ../completion.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrNull = (u: any): boolean =>
  u === null || typeof u === 'string'

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isObjectWhereNotNull(u)

const isCompletionChoicesItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.text === 'string' &&
  Number.isSafeInteger(u.index) &&
  isStringOrNull(u.finish_reason) &&
  isObjectOrNullOrAbsent(u.logprobs)

const isArrayOfCompletionChoices = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isCompletionChoicesItem(u[i])) return false
  }
  return true
}

const isIntOrAbsent = (u: any): boolean =>
  u === undefined || Number.isSafeInteger(u)

const isCompletionUsage = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  Number.isSafeInteger(u.prompt_tokens) &&
  Number.isSafeInteger(u.total_tokens) &&
  isIntOrAbsent(u.completion_tokens)

const isCompletionUsageOrAbsent = (u: any): boolean =>
  u === undefined || isCompletionUsage(u)

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isStringOrArrayOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || isArrayOfString(u)

const isBooleanOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'boolean'

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

export const isCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  u.object === 'text_completion' &&
  Number.isSafeInteger(u.created) &&
  typeof u.model === 'string' &&
  isArrayOfCompletionChoices(u.choices) &&
  isCompletionUsageOrAbsent(u.usage)

export const isCreateCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.model === 'string' &&
  isStringOrArrayOfStringOrNullOrAbsent(u.prompt) &&
  isIntOrNullOrAbsent(u.max_tokens) &&
  isNumberOrNullOrAbsent(u.temperature) &&
  isNumberOrNullOrAbsent(u.top_p) &&
  isIntOrNullOrAbsent(u.n) &&
  isStringOrArrayOfStringOrNullOrAbsent(u.stop) &&
  isBooleanOrNullOrAbsent(u.echo) &&
  isIntOrNullOrAbsent(u.seed) &&
  isStringOrAbsent(u.user)
