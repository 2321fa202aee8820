// Generated from the codecs of ../grader.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrObjectOrArrayOfUnknown = (u: any): boolean =>
  typeof u === 'string' || isObject(u) || Array.isArray(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isBooleanOrStringOrNull = (u: any): boolean =>
  u === null || typeof u === 'boolean' || typeof u === 'string'

const isRecordOfBooleanOrStringOrNull = (u: any): boolean => {
  if (!isObject(u)) return false
  for (const k in u) {
    if (!isBooleanOrStringOrNull(u[k])) return false
  }
  return true
}

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isIntOrObjectOrNull = (u: any): boolean =>
  u === null || Number.isSafeInteger(u) || isObjectWhereNotNull(u)

const isStringOrNull = (u: any): boolean =>
  u === null || typeof u === 'string'

const isGraderRunMetadata = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.name === 'string' &&
  typeof u.type === 'string' &&
  isRecordOfBooleanOrStringOrNull(u.errors) &&
  typeof u.execution_time === 'number' &&
  isObject(u.scores) &&
  isIntOrObjectOrNull(u.token_usage) &&
  isStringOrNull(u.sampled_model_name)

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isRecordOfSimpleGrader = (u: any): boolean => {
  if (!isObject(u)) return false
  for (const k in u) {
    if (!isSimpleGrader(u[k])) return false
  }
  return true
}

const isArrayOfSimpleGrader = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isSimpleGrader(u[i])) return false
  }
  return true
}

const isRecordOfSimpleGraderOrArrayOfSimpleGraderOrSimpleGrader = (u: any): boolean =>
  isRecordOfSimpleGrader(u) || isArrayOfSimpleGrader(u) || isSimpleGrader(u)

const isObject = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype

const isObjectOrAbsent = (u: any): boolean =>
  u === undefined || isObject(u)

const isArrayOfGraderInput = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isGraderInput(u[i])) return false
  }
  return true
}

const isArrayOfNumber = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'number') return false
  }
  return true
}

const isArrayOfNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfNumber(u)

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isScoreModelGraderSamplingParamsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isIntOrNullOrAbsent(u.seed) &&
  isNumberOrNullOrAbsent(u.top_p) &&
  isNumberOrNullOrAbsent(u.temperature) &&
  isIntOrNullOrAbsent(u.max_completions_tokens) &&
  isStringOrNullOrAbsent(u.reasoning_effort)

const isScoreModelGraderSamplingParamsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isScoreModelGraderSamplingParamsWhereNotNull(u)

const isGraderOrAbsent = (u: any): boolean =>
  u === undefined || isGrader(u)

export const isGrader = (u: any): boolean =>
  isStringCheckGrader(u) ||
  isTextSimilarityGrader(u) ||
  isPythonGrader(u) ||
  isScoreModelGrader(u) ||
  isLabelModelGrader(u) ||
  isMultiGrader(u)

export const isGraderInput = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.role === 'string' &&
  isStringOrObjectOrArrayOfUnknown(u.content) &&
  isStringOrAbsent(u.type)

export const isGraderRun = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.reward === 'number' &&
  isGraderRunMetadata(u.metadata) &&
  isObject(u.sub_rewards) &&
  isObject(u.model_grader_token_usage_per_model)

export const isLabelModelGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'label_model' &&
  typeof u.name === 'string' &&
  typeof u.model === 'string' &&
  isArrayOfGraderInput(u.input) &&
  isArrayOfString(u.labels) &&
  isArrayOfString(u.passing_labels)

export const isMultiGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'multi' &&
  typeof u.name === 'string' &&
  isRecordOfSimpleGraderOrArrayOfSimpleGraderOrSimpleGrader(u.graders) &&
  typeof u.calculate_output === 'string'

export const isPythonGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'python' &&
  typeof u.name === 'string' &&
  typeof u.source === 'string' &&
  isStringOrNullOrAbsent(u.image_tag)

export const isRunGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isGrader(u.grader) &&
  typeof u.model_sample === 'string' &&
  isObjectOrAbsent(u.item)

export const isScoreModelGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'score_model' &&
  typeof u.name === 'string' &&
  typeof u.model === 'string' &&
  isArrayOfGraderInput(u.input) &&
  isArrayOfNumberOrNullOrAbsent(u.range) &&
  isScoreModelGraderSamplingParamsOrNullOrAbsent(u.sampling_params)

export const isSimpleGrader = (u: any): boolean =>
  isStringCheckGrader(u) ||
  isTextSimilarityGrader(u) ||
  isPythonGrader(u) ||
  isScoreModelGrader(u) ||
  isLabelModelGrader(u)

export const isStringCheckGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'string_check' &&
  typeof u.name === 'string' &&
  typeof u.input === 'string' &&
  typeof u.reference === 'string' &&
  typeof u.operation === 'string'

export const isTextSimilarityGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.type === 'text_similarity' &&
  typeof u.name === 'string' &&
  typeof u.input === 'string' &&
  typeof u.reference === 'string' &&
  typeof u.evaluation_metric === 'string'

export const isValidateGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isGrader(u.grader)

export const isValidatedGrader = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isGraderOrAbsent(u.grader)
