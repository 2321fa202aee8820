import * as t from 'io-ts'

/** A JSON Schema of draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/**
 * The JSON Schema of a codec: it accepts the JSON that the codec accepts. A codec of ours within another
 * is told once, under `$defs`. Throws a `TypeError` that names what has no schema: a type with code of
 * its own, such as a file's content.
 */
export const toJsonSchema = (codec: t.Mixed): JsonSchema => {
  const defs = new Map<t.Mixed, string>()
  const schemas: Record<string, JsonSchema> = {}

  const refer = (type: t.Mixed): JsonSchema => {
    if (!('~standard' in type) || type === codec)
      return type === codec ? { $ref: '#' } : write(type)
    const known = defs.get(type)
    if (known !== undefined) return { $ref: `#/$defs/${known}` }
    const name = type.name in schemas ? `${type.name}-${defs.size}` : type.name
    defs.set(type, name)
    // Kept before it is written, for a type that holds itself.
    schemas[name] = {}
    schemas[name] = write(type)
    return { $ref: `#/$defs/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` }
  }

  const propertiesOf = (props: t.Props): JsonSchema =>
    Object.fromEntries(Object.entries(props).map(([key, type]) => [key, refer(type)]))

  const write = (type: t.Mixed): JsonSchema => {
    if (type instanceof t.StringType) {
      const known = 'known' in type ? { examples: type.known } : {}
      return { type: 'string', ...known }
    }
    if (type instanceof t.RefinementType) return refinement(type, refer(type.type))
    if (type instanceof t.NumberType) return { type: 'number' }
    if (type instanceof t.BooleanType) return { type: 'boolean' }
    if (type instanceof t.NullType) return { type: 'null' }
    if (type instanceof t.LiteralType) return { const: type.value }
    if (type instanceof t.KeyofType) return { enum: Object.keys(type.keys) }
    if (type instanceof t.UnknownType || type instanceof t.AnyType) return {}
    if (type instanceof t.AnyDictionaryType) return { type: 'object' }
    if (type instanceof t.ArrayType || type instanceof t.ReadonlyArrayType) {
      return { type: 'array', items: refer(type.type) }
    }
    if (type instanceof t.InterfaceType) {
      const required = Object.keys(type.props).filter((key) => !type.props[key].is(undefined))
      return { type: 'object', properties: propertiesOf(type.props), required }
    }
    if (type instanceof t.PartialType) {
      return { type: 'object', properties: propertiesOf(type.props) }
    }
    if (type instanceof t.DictionaryType) {
      return {
        type: 'object',
        propertyNames: refer(type.domain),
        additionalProperties: refer(type.codomain),
      }
    }
    if (type instanceof t.IntersectionType) return { allOf: type.types.map(refer) }
    if (type instanceof t.UnionType) return { anyOf: type.types.map(refer) }
    // What it holds too much is taken off, not refused.
    if (type instanceof t.ExactType || type instanceof t.ReadonlyType) return refer(type.type)
    if (type instanceof t.RecursiveType) return refer(type.runDefinition())
    throw new TypeError(`${type.name} has no JSON Schema: it is decoded by code of its own`)
  }

  const root = write(codec)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: codec.name,
    ...root,
    ...(defs.size > 0 && { $defs: schemas }),
  }
}

const refinement = (type: t.RefinementType<t.Mixed>, base: JsonSchema): JsonSchema => {
  if (type.predicate === Number.isSafeInteger) {
    return {
      type: 'integer',
      minimum: Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    }
  }
  if (type.name === 'Int') return { type: 'integer' }
  return base
}
