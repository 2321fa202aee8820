import * as t from 'io-ts'

/** A repeatable source of chance: a number from 0 to below 1. */
export type Chance = () => number

export const chanceOf = (seed: number): Chance => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const pick = <A>(chance: Chance, values: readonly [A, ...A[]]): A =>
  values[Math.floor(chance() * values.length)] ?? values[0]

/**
 * Values to decode by a type: first every part of some values that have them all replaced by
 * everything that a part can be confused with, then as many by chance as are asked for.
 */
export function* inputsOf(type: t.Mixed, seed: number, count: number): Generator<unknown> {
  for (let variant = 0; variant < variantsOf(type); variant += 1) {
    const value = fullOf(type, variant)
    yield value
    yield* spoilt(value)
  }
  const chance = chanceOf(seed)
  for (let index = 0; index < count; index += 1) {
    const value = validOf(type, chance)
    yield index % 8 === 0 ? value : mutated(value, chance)
  }
}

/** Values that would decode, but for one object of those that the type describes. */
export function* hostilesOf(type: t.Mixed): Generator<unknown> {
  for (let variant = 0; variant < variantsOf(type); variant += 1) {
    for (const change of [withProto({ admin: true }), withProto('text'), ...disguises]) {
      for (let target = 0, objects = 1; target < objects; target += 1) {
        objects = 0
        const value = fullOf(type, variant, (object) => {
          objects += 1
          return objects - 1 === target ? change(object) : object
        })
        if (objects > 0) yield value
      }
    }
  }
}

/** With a key `__proto__` of its own, as only `JSON.parse` makes it. */
const withProto = (value: unknown) => (object: object) =>
  Object.defineProperty({ ...object }, '__proto__', { value, enumerable: true, writable: true })

/** An array and a function that are objects by all they have and inherit. */
const disguises = [() => [], () => () => undefined].map((make) => (object: object): object => {
  const properties = Object.getOwnPropertyDescriptors(object)
  return Object.setPrototypeOf(Object.defineProperties(make(), properties), Object.prototype)
})

/** A value that decodes, with every optional part and of every union the member of that number. */
const fullOf = (
  type: t.Mixed,
  variant: number,
  made: (object: object) => object = identity,
): unknown =>
  sampleOf(type, {
    made,
    chance: chanceOf(variant),
    has: () => true,
    member: (members) => members[variant % members.length],
    size: () => 1,
  })

/** A value that decodes, by chance. */
export const validOf = (type: t.Mixed, chance: Chance): unknown =>
  sampleOf(type, {
    made: identity,
    chance,
    has: () => chance() < 0.6,
    member: (members) => members[Math.floor(chance() * members.length)],
    size: () => Math.floor(chance() * 4),
  })

/** How many of {@link fullOf} it takes to see every member of every union. */
const variantsOf = (type: t.Mixed): number =>
  Math.max(1, ...partsOf(type).map(variantsOf), membersOf(type).length)

/** The members of a union, and of the unions among them. */
const membersOf = (type: t.Mixed): readonly t.Mixed[] =>
  type instanceof t.UnionType ? type.types.flatMap(membersOf) : [type]

const partsOf = (type: t.Mixed): readonly t.Mixed[] => {
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) {
    return Object.values(type.props as t.AnyProps)
  }
  if (type instanceof t.IntersectionType || type instanceof t.UnionType) return type.types
  if (type instanceof t.ArrayType) return [type.type]
  return type instanceof t.DictionaryType ? [type.codomain] : []
}

const identity = (object: object): object => object

interface Choice {
  /** Gets every object that the type describes, and may answer another. */
  readonly made: (object: object) => object
  readonly chance: Chance
  readonly has: () => boolean
  readonly member: (members: readonly t.Mixed[]) => t.Mixed | undefined
  readonly size: () => number
}

const STRINGS = ['', 'a', 'auto', '12', 'ü', 'fine-tune'] as const
const NUMBERS = [0, -1, 1.5, 1e21, 7] as const
const INTEGERS = [0, -1, 1_690_000_000, 2 ** 53 - 1] as const

/** Types whose structure does not tell what they take. */
const OWN: Readonly<Record<string, () => unknown>> = {
  Bytes: () => new Uint8Array([1, 2]),
  FileContent: () => ({ name: 'a', size: 1, arrayBuffer: async () => new ArrayBuffer(1) }),
  QueryBoolean: () => true,
  QueryInt: () => 7,
  QueryMetadata: () => ({ team: 'red' }),
}

const sampleOf = (type: t.Mixed, choice: Choice): unknown => {
  const { made, chance, member, size } = choice
  if (type instanceof t.StringType) return pick(chance, STRINGS)
  if (type instanceof t.NumberType) return pick(chance, NUMBERS)
  if (type instanceof t.BooleanType) return chance() < 0.5
  if (type instanceof t.NullType) return null
  if (type instanceof t.LiteralType) return type.value
  if (type instanceof t.RefinementType) return pick(chance, INTEGERS)
  if (type instanceof t.UnknownType) return junk(chance)
  if (type instanceof t.AnyDictionaryType) return made(pick(chance, [{}, { a: { b: [null] } }]))
  if (
    type instanceof t.InterfaceType ||
    type instanceof t.PartialType ||
    type instanceof t.IntersectionType
  ) {
    return made(fieldsOf(type, choice))
  }
  if (type instanceof t.UnionType) return sampleOf(member(membersOf(type)) ?? t.null, choice)
  if (type instanceof t.ArrayType) {
    return Array.from({ length: size() }, () => sampleOf(type.type, choice))
  }
  if (type instanceof t.DictionaryType) {
    const keys = ['key', 'constructor', '2'].slice(0, size())
    return made(Object.fromEntries(keys.map((key) => [key, sampleOf(type.codomain, choice)])))
  }
  const own = OWN[type.name]
  if (!own) throw new Error(`no sample of ${type.name}`)
  return own()
}

const fieldsOf = (type: t.Mixed, choice: Choice): object => {
  if (type instanceof t.IntersectionType) {
    return Object.assign({}, ...type.types.map((part: t.Mixed) => fieldsOf(part, choice)))
  }
  const props = (type as t.TypeC<t.Props>).props
  const isThere = type instanceof t.PartialType ? choice.has : () => true
  return Object.fromEntries(
    Object.entries(props)
      .filter(isThere)
      .map(([key, part]) => [key, sampleOf(part, choice)]),
  )
}

const junk = (chance: Chance): unknown => {
  const { length, [Math.floor(chance() * length)]: value } = JUNK
  return value
}
/** NaN is not among them: io-ts copies what holds it, since it does not equal itself. */
const JUNK: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  Number.POSITIVE_INFINITY,
  '',
  'auto',
  '12',
  [],
  [null],
  ['a', 1],
  {},
  { a: 1 },
  { length: 1 },
  10n,
  Symbol.iterator,
  () => 1,
  new Date(0),
]

/** What is like a value, and is of another kind. */
const confused = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return [{ ...value }, { ...value, length: value.length }]
  if (typeof value !== 'object' || value === null) return []
  const inheriting = Object.assign(Object.create({ inherited: Symbol.iterator }), value)
  const { length: _, ...others } = value as { length?: unknown }
  const array = Object.assign([], others)
  return [array, inheriting, Object.create(value)]
}

/** A value with each of its parts, and itself, replaced in turn. */
function* spoilt(value: unknown): Generator<unknown> {
  yield* confused(value)
  for (const other of [undefined, null, 'x', 1.5, true, {}, [], [undefined]]) yield other
  if (typeof value !== 'object' || value === null) return
  const container = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(container)) {
    for (const part of spoilt(container[key])) yield replaced(container, key, part)
    yield without(container, key)
  }
  yield replaced(container, 'extra', 1)
}

/** A value with a part of it, or itself, replaced by chance. */
export const mutated = (value: unknown, chance: Chance): unknown => {
  if (typeof value !== 'object' || value === null || chance() < 0.1) {
    const others = confused(value)
    return chance() < 0.7 ? junk(chance) : others[Math.floor(chance() * others.length)]
  }
  const container = value as Readonly<Record<string, unknown>>
  const key = pick(chance, ['extra', ...Object.keys(container)])
  const roll = chance()
  if (roll < 0.1) return mutated(mutatedPart(container, key, chance), chance)
  if (roll < 0.3) return without(container, key)
  return mutatedPart(container, key, chance)
}

const mutatedPart = (
  container: Readonly<Record<string, unknown>>,
  key: string,
  chance: Chance,
): unknown =>
  replaced(container, key, chance() < 0.4 ? mutated(container[key], chance) : junk(chance))

const replaced = (
  container: Readonly<Record<string, unknown>>,
  key: string,
  part: unknown,
): unknown =>
  Array.isArray(container)
    ? Object.assign([...container], { [key]: part })
    : { ...container, [key]: part }

const without = (container: Readonly<Record<string, unknown>>, key: string): unknown => {
  if (Array.isArray(container)) return container.filter((_, index) => String(index) !== key)
  const { [key]: _, ...others } = container
  return others
}
