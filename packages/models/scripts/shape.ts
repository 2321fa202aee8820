import * as t from 'io-ts'

/**
 * What a value has to be so that decoding it is `Right` of that very value. `type` is where the
 * shape comes from.
 */
export type Shape =
  | Leaf
  | { readonly kind: 'object'; readonly type: t.Mixed; readonly fields: readonly Field[] }
  | { readonly kind: 'array'; readonly type: t.Mixed; readonly item: Shape }
  | { readonly kind: 'dictionary'; readonly type: t.Mixed; readonly item: Shape }
  | { readonly kind: 'union'; readonly type: t.Mixed; readonly members: readonly Shape[] }

/** A type without parts: one expression over the value tells. */
export interface Leaf {
  readonly kind: 'leaf'
  readonly type: t.Mixed
  /** How the names of predicates over it call it. */
  readonly noun: string
  readonly test: (value: string) => string
}

export interface Field {
  readonly key: string
  readonly shape: Shape
  readonly optional: boolean
}

/** Why a type gets no predicate. */
export class Refusal extends Error {}

/** The shape of a type, or a thrown {@link Refusal} where decoding is not proved an identity. */
export const shapeOf = (type: t.Mixed): Shape => {
  refuseForeign(type)
  const leaf = leafOf(type)
  if (leaf) return leaf
  if (type instanceof t.InterfaceType) return objectOf(type, false)
  if (type instanceof t.PartialType) return objectOf(type, true)
  if (type instanceof t.AnyDictionaryType) return { kind: 'object', type, fields: [] }
  if (type instanceof t.IntersectionType) return intersectionOf(type)
  if (type instanceof t.UnionType) return unionOf(type)
  if (type instanceof t.ArrayType) {
    return { kind: 'array', type, item: within('[]', () => shapeOf(type.type)) }
  }
  if (type instanceof t.DictionaryType) {
    if (!(type.domain instanceof t.StringType)) refuse('a record whose keys are no strings')
    // Decoding would take arrays too.
    if (type.codomain instanceof t.AnyType) refuse('a record of t.any')
    return { kind: 'dictionary', type, item: within('{}', () => shapeOf(type.codomain)) }
  }
  return refuse(`${type.constructor.name} is not known to be an identity`)
}

const leafOf = (type: t.Mixed): Leaf | undefined => {
  const leaf = (noun: string, test: (value: string) => string): Leaf => ({
    kind: 'leaf',
    type,
    noun,
    test,
  })
  const typeOf = (noun: string, name: string) =>
    leaf(noun, (value) => `typeof ${value} === '${name}'`)

  if (type instanceof t.StringType) return typeOf('String', 'string')
  if (type instanceof t.NumberType) return typeOf('Number', 'number')
  if (type instanceof t.BooleanType) return typeOf('Boolean', 'boolean')
  if (type instanceof t.NullType) return leaf('Null', (value) => `${value} === null`)
  if (type instanceof t.UndefinedType) return leaf('Undefined', (value) => `${value} === undefined`)
  if (type instanceof t.UnknownType) return leaf('Unknown', () => 'true')
  if (type instanceof t.AnyArrayType) return leaf('Array', (value) => `Array.isArray(${value})`)
  if (type instanceof t.LiteralType) {
    // io-ts answers the literal, so that -0 would come out as 0.
    if (type.value === 0) return leaf('Literal', (value) => `Object.is(${value}, 0)`)
    return leaf('Literal', (value) => `${value} === ${quote(type.value)}`)
  }
  if (type instanceof t.RefinementType) {
    // A predicate of one's own may depend on anything; this one is Int's.
    if (type.predicate !== Number.isSafeInteger || !(type.type instanceof t.NumberType)) {
      refuse(`the refinement ${type.name}`)
    }
    return leaf('Int', (value) => `Number.isSafeInteger(${value})`)
  }
  return undefined
}

const objectOf = (type: t.HasProps & t.Mixed, optional: boolean): Shape => {
  const props: t.AnyProps = 'props' in type ? type.props : {}
  const fields = Object.entries(props).map(([key, part]): Field => {
    if (key === '__proto__') refuse('a field named __proto__')
    return { key, shape: within(key, () => shapeOf(part)), optional }
  })
  return { kind: 'object', type, fields }
}

const intersectionOf = (type: t.IntersectionType<t.Mixed[]>): Shape => {
  const fields = type.types.flatMap((part) => {
    const shape = shapeOf(part)
    if (shape.kind !== 'object') return refuse(`an intersection with ${part.name}, no object`)
    return shape.fields
  })
  const keys = fields.map(({ key }) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) < index)
  if (twice !== undefined) refuse(`an intersection that names ${twice} twice`)
  return { kind: 'object', type, fields }
}

const unionOf = (type: t.UnionType<t.Mixed[]>): Shape => {
  const members = type.types.map((member) => shapeOf(member))
  // The first member that decodes wins, even one that changes what a later one would leave alone.
  if (members.slice(0, -1).some(mayAddKeys)) refuse('a union whose member may add a missing key')
  return { kind: 'union', type, members }
}

/** Whether decoding adds `key: undefined` where the key is missing, which makes a copy. */
const mayAddKeys = (shape: Shape): boolean => {
  switch (shape.kind) {
    case 'leaf':
      return false
    case 'object':
      return shape.fields.some((field) => addsKey(field) || mayAddKeys(field.shape))
    case 'union':
      return shape.members.some(mayAddKeys)
    default:
      return mayAddKeys(shape.item)
  }
}

export const addsKey = ({ shape, optional }: Field): boolean => !optional && takesUndefined(shape)

const takesUndefined = (shape: Shape): boolean =>
  shape.kind === 'union'
    ? shape.members.some(takesUndefined)
    : shape.kind === 'leaf' && (shape.noun === 'Undefined' || shape.noun === 'Unknown')

/**
 * A copy of a type may keep its structure and swap what it does: only types whose `validate` has
 * the source text of io-ts's own are taken by their structure.
 */
const refuseForeign = (type: t.Mixed): void => {
  if (type.constructor === t.Type) refuse(`${type.name} is a t.Type of its own`)
  if (!OWN.get(type.constructor)?.has(String(type.validate))) {
    refuse(`${type.name} does not validate as io-ts's ${type.constructor.name}`)
  }
}

const tagged = (tag: string) => t.type({ tag: t.literal(tag) })
const OWN = new Map<unknown, Set<string>>()
for (const type of [
  t.string,
  t.number,
  t.boolean,
  t.null,
  t.undefined,
  t.unknown,
  t.UnknownRecord,
  t.UnknownArray,
  t.literal('a'),
  t.refinement(t.number, Number.isSafeInteger),
  t.array(t.string),
  t.record(t.string, t.string),
  t.type({}),
  t.partial({}),
  t.intersection([t.type({}), t.partial({})]),
  t.union([t.string, t.number]),
  t.union([tagged('a'), tagged('b')]),
]) {
  const texts = OWN.get(type.constructor) ?? new Set()
  OWN.set(type.constructor, texts.add(String(type.validate)))
}

const refuse = (reason: string): never => {
  throw new Refusal(reason)
}

/** Puts the way to a part in front of the reason why it is refused. */
const within = <A>(step: string, part: () => A): A => {
  try {
    return part()
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${step}: ${error.message}`)
    throw error
  }
}

/** A literal as Biome would write it. */
export const quote = (value: unknown): string => {
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value)
  return text.includes("'") || text.includes('\\') ? text : `'${text.slice(1, -1)}'`
}
