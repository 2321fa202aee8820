// Generated from the codecs of ../training-example.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isStringOrArrayOfObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || isArrayOfObject(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isObjectWhereNotNull(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isLiteralOrLiteralOrAbsent = (u: any): boolean =>
  u === undefined || Object.is(u, 0) || u === 1

const isBooleanOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'boolean'

const isPreferenceExampleInput = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfChatMessage(u.messages) &&
  isArrayOfObjectOrAbsent(u.tools) &&
  isBooleanOrAbsent(u.parallel_tool_calls)

const isArrayOfChatMessage = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatMessage(u[i])) return false
  }
  return true
}

const isObject = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype

const isArrayOfObject = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isObject(u[i])) return false
  }
  return true
}

const isArrayOfObjectOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfObject(u)

export const isChatExample = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfChatMessage(u.messages) &&
  isArrayOfObjectOrAbsent(u.tools) &&
  isBooleanOrAbsent(u.parallel_tool_calls) &&
  isArrayOfObjectOrAbsent(u.functions)

export const isChatMessage = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.role === 'string' &&
  isStringOrArrayOfObjectOrNullOrAbsent(u.content) &&
  isStringOrAbsent(u.name) &&
  isArrayOfObjectOrAbsent(u.tool_calls) &&
  isStringOrAbsent(u.tool_call_id) &&
  isObjectOrNullOrAbsent(u.function_call) &&
  isStringOrNullOrAbsent(u.refusal) &&
  isLiteralOrLiteralOrAbsent(u.weight)

export const isCompletionExample = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.prompt === 'string' &&
  typeof u.completion === 'string'

export const isPreferenceExample = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isPreferenceExampleInput(u.input) &&
  isArrayOfChatMessage(u.preferred_output) &&
  isArrayOfChatMessage(u.non_preferred_output)

export const isReinforcementExample = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfChatMessage(u.messages) &&
  isArrayOfObjectOrAbsent(u.tools)

export const isTrainingExample = (u: any): boolean =>
  isCompletionExample(u) || isPreferenceExample(u) || isChatExample(u) || isReinforcementExample(u)
