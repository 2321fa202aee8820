import * as t from 'io-ts'

/** A key that a codec does not know, and what it holds. */
export interface UnknownKey {
  readonly path: readonly string[]
  readonly value: unknown
}

/** The keys of a value that its codec does not know. Of a union, what fits may know them. */
export const unknownKeys = (
  type: t.Mixed,
  value: unknown,
  path: readonly string[] = [],
): readonly UnknownKey[] => {
  if (type instanceof t.UnionType) {
    const fitting = type.types.filter((member: t.Mixed) => member.is(value))
    const found: readonly (readonly UnknownKey[])[] = fitting.map((member: t.Mixed) =>
      unknownKeys(member, value, path),
    )
    return found.find(({ length }) => length === 0) ?? found[0] ?? []
  }
  if (type instanceof t.ArrayType && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownKeys(type.type, item, [...path, String(index)]))
  }
  const props = propsOf(type)
  if (!props || typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key]
    const prop = Object.hasOwn(props, key) ? props[key] : undefined
    return prop ? unknownKeys(prop, item, here) : [{ path: here, value: item }]
  })
}

/** The keys that a type knows; `undefined` where any will do. */
const propsOf = (type: t.Mixed): t.Props | undefined => {
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) return type.props
  if (!(type instanceof t.IntersectionType)) return undefined
  const parts = type.types.map(propsOf)
  return parts.includes(undefined) ? undefined : Object.assign({}, ...parts)
}
