// Generated from the codecs of ../fine-tuning-method.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isGrader } from './grader.ts'

const isHyperparametersOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isHyperparameters(u)

const isMethodSupervisedWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isHyperparametersOrNullOrAbsent(u.hyperparameters)

const isMethodSupervisedOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isMethodSupervisedWhereNotNull(u)

const isDpoHyperparametersOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isDpoHyperparameters(u)

const isMethodDpoWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isDpoHyperparametersOrNullOrAbsent(u.hyperparameters)

const isMethodDpoOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isMethodDpoWhereNotNull(u)

const isReinforcementHyperparametersOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isReinforcementHyperparameters(u)

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isObjectWhereNotNull(u)

const isMethodReinforcementWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isGrader(u.grader) &&
  isReinforcementHyperparametersOrNullOrAbsent(u.hyperparameters) &&
  isObjectOrNullOrAbsent(u.response_format)

const isMethodReinforcementOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isMethodReinforcementWhereNotNull(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isLiteralOrNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || u === 'auto' || typeof u === 'number'

const isLiteralOrIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || u === 'auto' || Number.isSafeInteger(u)

export const isDpoHyperparameters = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isLiteralOrIntOrNullOrAbsent(u.n_epochs) &&
  isLiteralOrIntOrNullOrAbsent(u.batch_size) &&
  isLiteralOrNumberOrNullOrAbsent(u.learning_rate_multiplier) &&
  isLiteralOrNumberOrNullOrAbsent(u.beta)

export const isHyperparameters = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isLiteralOrIntOrNullOrAbsent(u.n_epochs) &&
  isLiteralOrIntOrNullOrAbsent(u.batch_size) &&
  isLiteralOrNumberOrNullOrAbsent(u.learning_rate_multiplier)

export const isMethod = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.type === 'string' &&
  isMethodSupervisedOrNullOrAbsent(u.supervised) &&
  isMethodDpoOrNullOrAbsent(u.dpo) &&
  isMethodReinforcementOrNullOrAbsent(u.reinforcement)

export const isReinforcementHyperparameters = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isLiteralOrIntOrNullOrAbsent(u.n_epochs) &&
  isLiteralOrIntOrNullOrAbsent(u.batch_size) &&
  isLiteralOrNumberOrNullOrAbsent(u.learning_rate_multiplier) &&
  isStringOrNullOrAbsent(u.reasoning_effort) &&
  isLiteralOrNumberOrNullOrAbsent(u.compute_multiplier) &&
  isLiteralOrIntOrNullOrAbsent(u.eval_interval) &&
  isLiteralOrIntOrNullOrAbsent(u.eval_samples)
