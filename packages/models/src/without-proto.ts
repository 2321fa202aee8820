import { isRecord } from './predicate.ts'

/** No type of ours describes an object as deep as this. What lies deeper is left as it is. */
const DEPTH = 16

/**
 * A copy without the keys named `__proto__`, or the value itself where it has none. Such a key is
 * harmless where it is, and replaces the prototype of what it is copied to.
 */
export const withoutProto = (value: unknown, depth = DEPTH): unknown => {
  if (depth === 0 || !isPlain(value)) return value
  const entries = Object.entries(value)
  const clean = entries
    .filter(([key]) => key !== '__proto__')
    .map(([key, part]) => [key, withoutProto(part, depth - 1)] as const)
  const same = entries.every(([, part], at) => part === clean[at]?.[1])
  if (same && clean.length === entries.length) return value
  return Array.isArray(value) ? clean.map(([, part]) => part) : Object.fromEntries(clean)
}

/** What JSON can say, and no object of a class. */
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (Array.isArray(value)) return true
  const prototype: unknown = isRecord(value) && Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
