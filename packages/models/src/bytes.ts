import * as t from 'io-ts'

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

/** The body of an answer, as it came. */
export const Bytes: t.Type<Uint8Array> = /* @__PURE__ */ new t.Type<Uint8Array>(
  'Bytes',
  isBytes,
  (value, context) => (isBytes(value) ? t.success(value) : t.failure(value, context)),
  (bytes) => bytes,
)
