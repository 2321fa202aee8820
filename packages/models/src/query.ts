import * as t from 'io-ts'

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
