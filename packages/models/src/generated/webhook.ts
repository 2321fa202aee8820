// Generated from the codecs of ../webhook.ts by scripts/generate-predicates.ts.
// Do not edit: run `pnpm --filter @finetune/models generate`.
import { plainPrototype } from '../predicate.ts'

const isWebhookEventData = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string'

const isLiteralOrAbsent = (u: any): boolean =>
  u === undefined || u === 'event'

export const isWebhookEvent = (u: any): boolean =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && u.__proto__ === plainPrototype &&
  typeof u.id === 'string' &&
  typeof u.type === 'string' &&
  Number.isSafeInteger(u.created_at) &&
  isWebhookEventData(u.data) &&
  isLiteralOrAbsent(u.object)
