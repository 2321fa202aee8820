// Generated from the codecs of ../chat-completion.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'
import { isCompletionUsage } from './completion.ts'
import { isChatMessage } from './training-example.ts'

const isChatCompletionChoicesItemMessageToolCallsItemFunction = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.name === 'string' &&
  typeof u.arguments === 'string'

const isChatCompletionChoicesItemMessageToolCallsItemFunctionOrAbsent = (u: any): boolean =>
  u === undefined || isChatCompletionChoicesItemMessageToolCallsItemFunction(u)

const isChatCompletionChoicesItemMessageToolCallsItemCustom = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.name === 'string' &&
  typeof u.input === 'string'

const isChatCompletionChoicesItemMessageToolCallsItemCustomOrAbsent = (u: any): boolean =>
  u === undefined || isChatCompletionChoicesItemMessageToolCallsItemCustom(u)

const isChatCompletionChoicesItemMessageToolCallsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  typeof u.type === 'string' &&
  isChatCompletionChoicesItemMessageToolCallsItemFunctionOrAbsent(u.function) &&
  isChatCompletionChoicesItemMessageToolCallsItemCustomOrAbsent(u.custom)

const isArrayOfChatCompletionChoicesItemMessageToolCalls = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItemMessageToolCallsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChoicesItemMessageToolCallsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChoicesItemMessageToolCalls(u)

const isChatCompletionChoicesItemMessageFunctionCallWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.name === 'string' &&
  typeof u.arguments === 'string'

const isChatCompletionChoicesItemMessageFunctionCallOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isChatCompletionChoicesItemMessageFunctionCallWhereNotNull(u)

const isChatCompletionChoicesItemMessage = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.role === 'string' &&
  isStringOrNullOrAbsent(u.content) &&
  isStringOrNullOrAbsent(u.refusal) &&
  isArrayOfChatCompletionChoicesItemMessageToolCallsOrNullOrAbsent(u.tool_calls) &&
  isChatCompletionChoicesItemMessageFunctionCallOrNullOrAbsent(u.function_call)

const isChatCompletionChoicesItemLogprobsContentItemTopLogprobsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes)

const isArrayOfChatCompletionChoicesItemLogprobsContentItemTopLogprobs = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItemLogprobsContentItemTopLogprobsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChoicesItemLogprobsContentItemTopLogprobsOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfChatCompletionChoicesItemLogprobsContentItemTopLogprobs(u)

const isChatCompletionChoicesItemLogprobsContentItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes) &&
  isArrayOfChatCompletionChoicesItemLogprobsContentItemTopLogprobsOrAbsent(u.top_logprobs)

const isArrayOfChatCompletionChoicesItemLogprobsContent = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItemLogprobsContentItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChoicesItemLogprobsContentOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChoicesItemLogprobsContent(u)

const isChatCompletionChoicesItemLogprobsRefusalItemTopLogprobsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes)

const isArrayOfChatCompletionChoicesItemLogprobsRefusalItemTopLogprobs = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItemLogprobsRefusalItemTopLogprobsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChoicesItemLogprobsRefusalItemTopLogprobsOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfChatCompletionChoicesItemLogprobsRefusalItemTopLogprobs(u)

const isChatCompletionChoicesItemLogprobsRefusalItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes) &&
  isArrayOfChatCompletionChoicesItemLogprobsRefusalItemTopLogprobsOrAbsent(u.top_logprobs)

const isArrayOfChatCompletionChoicesItemLogprobsRefusal = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItemLogprobsRefusalItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChoicesItemLogprobsRefusalOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChoicesItemLogprobsRefusal(u)

const isChatCompletionChoicesItemLogprobsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfChatCompletionChoicesItemLogprobsContentOrNullOrAbsent(u.content) &&
  isArrayOfChatCompletionChoicesItemLogprobsRefusalOrNullOrAbsent(u.refusal)

const isChatCompletionChoicesItemLogprobsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isChatCompletionChoicesItemLogprobsWhereNotNull(u)

const isChatCompletionChoicesItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  Number.isSafeInteger(u.index) &&
  isChatCompletionChoicesItemMessage(u.message) &&
  isStringOrNullOrAbsent(u.finish_reason) &&
  isChatCompletionChoicesItemLogprobsOrNullOrAbsent(u.logprobs)

const isArrayOfChatCompletionChoices = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChoicesItem(u[i])) return false
  }
  return true
}

const isLiteralOrLiteral = (u: any): boolean =>
  u === 'chat.completion.chunk' || u === ''

const isIntOrAbsent = (u: any): boolean =>
  u === undefined || Number.isSafeInteger(u)

const isChatCompletionChunkChoicesItemDeltaToolCallsItemFunctionWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isStringOrNullOrAbsent(u.name) &&
  isStringOrNullOrAbsent(u.arguments)

const isChatCompletionChunkChoicesItemDeltaToolCallsItemFunctionOrNullOrAbsent = (u: any): boolean =>
  u === null ||
  u === undefined ||
  isChatCompletionChunkChoicesItemDeltaToolCallsItemFunctionWhereNotNull(u)

const isChatCompletionChunkChoicesItemDeltaToolCallsItemCustomWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isStringOrNullOrAbsent(u.name) &&
  isStringOrNullOrAbsent(u.input)

const isChatCompletionChunkChoicesItemDeltaToolCallsItemCustomOrNullOrAbsent = (u: any): boolean =>
  u === null ||
  u === undefined ||
  isChatCompletionChunkChoicesItemDeltaToolCallsItemCustomWhereNotNull(u)

const isChatCompletionChunkChoicesItemDeltaToolCallsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isIntOrAbsent(u.index) &&
  isStringOrNullOrAbsent(u.id) &&
  isStringOrNullOrAbsent(u.type) &&
  isChatCompletionChunkChoicesItemDeltaToolCallsItemFunctionOrNullOrAbsent(u.function) &&
  isChatCompletionChunkChoicesItemDeltaToolCallsItemCustomOrNullOrAbsent(u.custom)

const isArrayOfChatCompletionChunkChoicesItemDeltaToolCalls = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItemDeltaToolCallsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChunkChoicesItemDeltaToolCallsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChunkChoicesItemDeltaToolCalls(u)

const isChatCompletionChunkChoicesItemDeltaFunctionCallWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isStringOrNullOrAbsent(u.name) &&
  isStringOrNullOrAbsent(u.arguments)

const isChatCompletionChunkChoicesItemDeltaFunctionCallOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isChatCompletionChunkChoicesItemDeltaFunctionCallWhereNotNull(u)

const isChatCompletionChunkChoicesItemDelta = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isStringOrNullOrAbsent(u.role) &&
  isStringOrNullOrAbsent(u.content) &&
  isStringOrNullOrAbsent(u.refusal) &&
  isArrayOfChatCompletionChunkChoicesItemDeltaToolCallsOrNullOrAbsent(u.tool_calls) &&
  isChatCompletionChunkChoicesItemDeltaFunctionCallOrNullOrAbsent(u.function_call)

const isChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes)

const isArrayOfChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobs = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobsOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobs(u)

const isChatCompletionChunkChoicesItemLogprobsContentItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes) &&
  isArrayOfChatCompletionChunkChoicesItemLogprobsContentItemTopLogprobsOrAbsent(u.top_logprobs)

const isArrayOfChatCompletionChunkChoicesItemLogprobsContent = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItemLogprobsContentItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChunkChoicesItemLogprobsContentOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChunkChoicesItemLogprobsContent(u)

const isArrayOfInt = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!Number.isSafeInteger(u[i])) return false
  }
  return true
}

const isArrayOfIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfInt(u)

const isChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobsItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes)

const isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobs = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobsItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobsOrAbsent = (u: any): boolean =>
  u === undefined || isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobs(u)

const isChatCompletionChunkChoicesItemLogprobsRefusalItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.token === 'string' &&
  typeof u.logprob === 'number' &&
  isArrayOfIntOrNullOrAbsent(u.bytes) &&
  isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalItemTopLogprobsOrAbsent(u.top_logprobs)

const isArrayOfChatCompletionChunkChoicesItemLogprobsRefusal = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItemLogprobsRefusalItem(u[i])) return false
  }
  return true
}

const isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfChatCompletionChunkChoicesItemLogprobsRefusal(u)

const isChatCompletionChunkChoicesItemLogprobsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isArrayOfChatCompletionChunkChoicesItemLogprobsContentOrNullOrAbsent(u.content) &&
  isArrayOfChatCompletionChunkChoicesItemLogprobsRefusalOrNullOrAbsent(u.refusal)

const isChatCompletionChunkChoicesItemLogprobsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isChatCompletionChunkChoicesItemLogprobsWhereNotNull(u)

const isChatCompletionChunkChoicesItem = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  Number.isSafeInteger(u.index) &&
  isChatCompletionChunkChoicesItemDelta(u.delta) &&
  isStringOrNullOrAbsent(u.finish_reason) &&
  isChatCompletionChunkChoicesItemLogprobsOrNullOrAbsent(u.logprobs)

const isArrayOfChatCompletionChunkChoices = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatCompletionChunkChoicesItem(u[i])) return false
  }
  return true
}

const isCompletionUsageOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCompletionUsage(u)

const isStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string'

const isArrayOfChatMessage = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isChatMessage(u[i])) return false
  }
  return true
}

const isStringOrArrayOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || isArrayOfString(u)

const isNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'number'

const isRecordOfNumberWhereNotNull = (u: any): boolean => {
  if (!isObjectWhereNotNull(u)) return false
  for (const k in u) {
    if (typeof u[k] !== 'number') return false
  }
  return true
}

const isRecordOfNumberOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isRecordOfNumberWhereNotNull(u)

const isBooleanOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'boolean'

const isCreateChatCompletionStreamOptionsWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  isBooleanOrAbsent(u.include_usage)

const isCreateChatCompletionStreamOptionsOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCreateChatCompletionStreamOptionsWhereNotNull(u)

const isIntOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || Number.isSafeInteger(u)

const isStringOrAbsent = (u: any): boolean =>
  u === undefined || typeof u === 'string'

const isObjectOrAbsent = (u: any): boolean =>
  u === undefined || isObject(u)

const isCreateChatCompletionResponseFormatJsonSchema = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.name === 'string' &&
  isStringOrAbsent(u.description) &&
  isObjectOrAbsent(u.schema) &&
  isBooleanOrNullOrAbsent(u.strict)

const isCreateChatCompletionResponseFormatJsonSchemaOrAbsent = (u: any): boolean =>
  u === undefined || isCreateChatCompletionResponseFormatJsonSchema(u)

const isCreateChatCompletionResponseFormatWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.type === 'string' &&
  isCreateChatCompletionResponseFormatJsonSchemaOrAbsent(u.json_schema)

const isCreateChatCompletionResponseFormatOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isCreateChatCompletionResponseFormatWhereNotNull(u)

const isObject = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype

const isArrayOfObject = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (!isObject(u[i])) return false
  }
  return true
}

const isArrayOfObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfObject(u)

const isStringOrObjectOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'string' || isObjectWhereNotNull(u)

const isObjectWhereNotNull = (u: any): boolean =>
  typeof u === 'object' && !Array.isArray(u) && u.__proto__ === plainPrototype

const isRecordOfStringWhereNotNull = (u: any): boolean => {
  if (!isObjectWhereNotNull(u)) return false
  for (const k in u) {
    if (typeof u[k] !== 'string') return false
  }
  return true
}

const isRecordOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isRecordOfStringWhereNotNull(u)

const isBooleanOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || typeof u === 'boolean'

const isArrayOfString = (u: any): boolean => {
  if (!Array.isArray(u)) return false
  for (let i = 0; i < u.length; i++) {
    if (typeof u[i] !== 'string') return false
  }
  return true
}

const isArrayOfStringOrNullOrAbsent = (u: any): boolean =>
  u === null || u === undefined || isArrayOfString(u)

export const isChatCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  Number.isSafeInteger(u.created) &&
  typeof u.model === 'string' &&
  u.object === 'chat.completion' &&
  isArrayOfChatCompletionChoices(u.choices) &&
  isCompletionUsageOrNullOrAbsent(u.usage) &&
  isStringOrNullOrAbsent(u.system_fingerprint) &&
  isStringOrNullOrAbsent(u.service_tier)

export const isChatCompletionChunk = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  Number.isSafeInteger(u.created) &&
  typeof u.model === 'string' &&
  isLiteralOrLiteral(u.object) &&
  isArrayOfChatCompletionChunkChoices(u.choices) &&
  isCompletionUsageOrNullOrAbsent(u.usage) &&
  isStringOrNullOrAbsent(u.system_fingerprint) &&
  isStringOrNullOrAbsent(u.service_tier)

export const isCreateChatCompletion = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.model === 'string' &&
  isArrayOfChatMessage(u.messages) &&
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
  isCreateChatCompletionStreamOptionsOrNullOrAbsent(u.stream_options) &&
  isIntOrNullOrAbsent(u.max_completion_tokens) &&
  isIntOrNullOrAbsent(u.max_tokens) &&
  isBooleanOrNullOrAbsent(u.logprobs) &&
  isIntOrNullOrAbsent(u.top_logprobs) &&
  isCreateChatCompletionResponseFormatOrNullOrAbsent(u.response_format) &&
  isArrayOfObjectOrNullOrAbsent(u.tools) &&
  isStringOrObjectOrNullOrAbsent(u.tool_choice) &&
  isBooleanOrNullOrAbsent(u.parallel_tool_calls) &&
  isArrayOfObjectOrNullOrAbsent(u.functions) &&
  isStringOrObjectOrNullOrAbsent(u.function_call) &&
  isRecordOfStringOrNullOrAbsent(u.metadata) &&
  isBooleanOrNullOrAbsent(u.store) &&
  isArrayOfStringOrNullOrAbsent(u.modalities)
