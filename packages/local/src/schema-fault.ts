import * as t from 'io-ts'
import { pythonRepr } from './python-repr.ts'

/** What a request did not fit, in the words of the API. */
export interface SchemaFault {
  readonly message: string
  /** The field at fault; `null` where it is the body itself. */
  readonly field: string | null
}

/**
 * Words the first of a codec's errors as the API does, which is as Python's `jsonschema` does:
 * `None is not of type 'string' - 'suffix'`, `'training_file' is a required property`.
 */
export const schemaFault = (errors: t.Errors): SchemaFault => {
  const [error] = errors
  const path = pathOf(error)
  const field = path.join('.') || null
  if (field !== null && error?.value === undefined) {
    return { message: `${pythonRepr(path.at(-1))} is a required property`, field }
  }
  const ofField = errors.filter((other) => (pathOf(other).join('.') || null) === field)
  const types = ofField.map(({ context }) => typeName(context.at(-1)?.type))
  const [type, ...others] = new Set(types.filter((name) => name !== 'null'))
  const rule =
    others.length > 0 ? 'not valid under any of the given schemas' : `not of type '${type}'`
  const problem = `${pythonRepr(error?.value)} is ${rule}`
  return { message: field === null ? problem : `${problem} - '${field}'`, field }
}

const pathOf = (error: t.ValidationError | undefined): readonly string[] =>
  (error?.context ?? []).flatMap(({ key }, index, context) =>
    key === '' || isBranch(context[index - 1]?.type) ? [] : [key],
  )

const isBranch = (type: unknown): boolean =>
  type instanceof t.IntersectionType || type instanceof t.UnionType

const typeName = (type: t.Decoder<unknown, unknown> | undefined): string => {
  if (type instanceof t.StringType || type instanceof t.LiteralType) return 'string'
  if (type instanceof t.ArrayType) return 'array'
  if (type instanceof t.NullType) return 'null'
  const names: Record<string, string> = {
    Int: 'integer',
    QueryInt: 'integer',
    number: 'number',
    boolean: 'boolean',
    QueryBoolean: 'boolean',
    FileContent: 'file',
  }
  return names[type?.name ?? ''] ?? 'object'
}
