import * as t from 'io-ts'

/** The same type, made by io-ts alone: none of its parts has a predicate. */
export const plainOf = (type: t.Mixed): t.Mixed => {
  const { name } = type
  if (type instanceof t.InterfaceType) return t.type(propsOf(type.props), name)
  if (type instanceof t.PartialType) return t.partial(propsOf(type.props), name)
  if (type instanceof t.ArrayType) return t.array(plainOf(type.type), name)
  if (type instanceof t.DictionaryType) {
    return t.record(plainOf(type.domain), plainOf(type.codomain), name)
  }
  if (type instanceof t.IntersectionType) return t.intersection(partsOf(type.types), name)
  if (type instanceof t.UnionType) return t.union(partsOf(type.types), name)
  if (type instanceof t.LiteralType) return t.literal(type.value, name)
  if (type instanceof t.RefinementType) {
    return t.refinement(plainOf(type.type), type.predicate, name)
  }
  return type
}

const propsOf = (props: t.AnyProps): t.Props =>
  Object.fromEntries(Object.entries(props).map(([key, part]) => [key, plainOf(part)]))

const partsOf = (types: readonly t.Mixed[]): [t.Mixed, t.Mixed] => {
  const [first = t.unknown, second = t.unknown, ...others] = types.map(plainOf)
  return [first, second, ...others] as unknown as [t.Mixed, t.Mixed]
}
