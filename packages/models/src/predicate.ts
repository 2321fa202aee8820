import type * as t from 'io-ts'

/** True only when decoding the value succeeds and leaves it untouched; of parsed JSON, always then. */
export type Predicate = (value: unknown) => boolean

/**
 * The types that have a predicate. Its existence says that every part of the type is io-ts's own, so
 * that its structure may be walked. `validate` is what io-ts gave the type before the predicate.
 */
export const predicates: WeakMap<
  t.Mixed,
  { readonly predicate: Predicate; readonly validate: t.Validate<unknown, unknown> }
> = /* @__PURE__ */ new WeakMap()

/** What io-ts takes for an object: an array is none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What `__proto__` reads on an object that has no such key of its own, as `JSON.parse` makes one of a
 * hostile text. Deno has no `__proto__`: there it is undefined on both sides. Comparing with it costs
 * nothing where it is written out in the predicate: V8 knows the answer by the shape of the object.
 */
export const plainPrototype: unknown = /* @__PURE__ */ (() => {
  const object: { __proto__?: unknown } = {}
  // biome-ignore lint/suspicious/noProto: the predicates read it, so this does.
  return object.__proto__
})()
