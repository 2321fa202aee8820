import * as t from 'io-ts'
import { Int } from './int.ts'

/**
 * A boolean that travels in a query string. `True` and `False`, as Python clients write them, were
 * accepted by the API.
 */
export const QueryBoolean: t.Type<boolean, string, unknown> = /* @__PURE__ */ new t.Type<
  boolean,
  string,
  unknown
>(
  'QueryBoolean',
  t.boolean.is,
  (value, context) => {
    if (typeof value === 'boolean') return t.success(value)
    if (value === 'true' || value === 'True' || value === '1') return t.success(true)
    if (value === 'false' || value === 'False' || value === '0') return t.success(false)
    return t.failure(value, context)
  },
  String,
)

/** A whole number that travels in a query string. */
export const QueryInt: t.Type<number, string, unknown> = /* @__PURE__ */ new t.Type<
  number,
  string,
  unknown
>(
  'QueryInt',
  Int.is,
  (value, context) => {
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
    return Int.is(number) ? t.success(number) : t.failure(value, context)
  },
  String,
)

const Metadata = /* @__PURE__ */ t.record(t.string, t.string)

/**
 * Metadata to filter by, which travels as `metadata[key]=value`; `null`, as that word or as nothing at
 * all, asks for what has none.
 */
export const QueryMetadata: t.Type<Record<string, string> | null> =
  /* @__PURE__ */ new t.Type<Record<string, string> | null>(
    'QueryMetadata',
    (value): value is Record<string, string> | null => value === null || Metadata.is(value),
    (value, context) =>
      value === null || value === 'null' || value === ''
        ? t.success(null)
        : Metadata.validate(value, context),
    (value) => value,
  )
