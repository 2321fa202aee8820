// Generated from the codecs of ../fine-tuning-job-event.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isObjectWhereNotNull(u)

const isIntOrAbsent = (u: any): boolean =>
  u === undefined || Number.isSafeInteger(u)

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

export const isFineTuningJobEvent = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  u.object === 'fine_tuning.job.event' &&
  typeof u.id === 'string' &&
  Number.isSafeInteger(u.created_at) &&
  typeof u.level === 'string' &&
  typeof u.message === 'string' &&
  isStringOrAbsent(u.type) &&
  isObjectOrNullOrAbsent(u.data)

export const isFineTuningJobMetrics = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isIntOrAbsent(u.step) &&
  isIntOrAbsent(u.total_steps) &&
  isNumberOrNullOrAbsent(u.train_loss) &&
  isNumberOrNullOrAbsent(u.train_mean_token_accuracy) &&
  isNumberOrNullOrAbsent(u.valid_loss) &&
  isNumberOrNullOrAbsent(u.valid_mean_token_accuracy) &&
  isNumberOrNullOrAbsent(u.full_valid_loss) &&
  isNumberOrNullOrAbsent(u.full_valid_mean_token_accuracy) &&
  isNumberOrNullOrAbsent(u.train_mean_reward) &&
  isNumberOrNullOrAbsent(u.full_valid_mean_reward) &&
  isNumberOrNullOrAbsent(u.full_valid_mean_parse_error) &&
  isNumberOrNullOrAbsent(u.completion_tokens_mean) &&
  isNumberOrNullOrAbsent(u.reasoning_tokens_mean)
