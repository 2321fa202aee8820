import type * as t from 'io-ts'
import { isRecord, type Predicate, predicates } from './predicate.ts'

/**
 * Everything that is wrong with a value, found in one walk: the very errors of io-ts's own
 * `validate`, in its order. Parts that hold are passed over, and a context is built only for an
 * error, which is where io-ts spends its time. Empty where nothing is wrong, but decoding would
 * have to change the value.
 *
 * The type must be one that has a predicate, whose value is not what the predicate takes.
 */
export const faultsOf = (type: t.Mixed, value: unknown, context: t.Context): t.Errors => {
  const walk: Walk = { path: [...context], faults: [] }
  inspect(walk, type, value)
  return walk.faults
}

interface Walk {
  /** The context of the value at hand. Grows and shrinks on the way: an error takes a copy. */
  readonly path: t.ContextEntry[]
  readonly faults: t.ValidationError[]
}

/** The io-ts types that are told apart here; every other one is asked as a whole. */
type Walked =
  | t.InterfaceType<t.AnyProps>
  | t.PartialType<t.AnyProps>
  | t.IntersectionType<t.Mixed[]>
  | t.UnionType<t.Mixed[]>
  | t.TaggedUnionType<string, t.Mixed[]>
  | t.ArrayType<t.Mixed>
  | t.DictionaryType<t.Mixed, t.Mixed>
  | t.StringType
  | t.NumberType
  | t.BooleanType
  | t.NullType
  | t.LiteralType<string | number | boolean>
  | t.RefinementType<t.Mixed>

const inspect = (walk: Walk, mixed: t.Mixed, value: unknown): void => {
  const type = mixed as Walked
  switch (type._tag) {
    case 'InterfaceType':
    case 'PartialType':
      if (!isRecord(value)) break
      for (const [key, part] of Object.entries(type.props)) {
        const absent = type._tag === 'PartialType' && value[key] === undefined
        if (!absent) visit(walk, key, part, value[key])
      }
      return
    case 'DictionaryType':
      if (!isRecord(value)) break
      for (const key of Object.keys(value)) visit(walk, key, type.codomain, value[key])
      return
    case 'ArrayType': {
      if (!Array.isArray(value)) break
      const fits = fitOf(type.type)
      for (let index = 0; index < value.length; index += 1) {
        if (!fits(value[index])) enter(walk, String(index), type.type, value[index])
      }
      return
    }
    case 'IntersectionType':
    case 'UnionType': {
      if ('tag' in type) break
      const before = walk.faults.length
      for (const [index, part] of type.types.entries()) {
        const soFar = walk.faults.length
        visit(walk, String(index), part, value)
        if (type._tag === 'IntersectionType' || walk.faults.length > soFar) continue
        // One member takes the value: what was wrong for those before it is no fault.
        walk.faults.length = before
        return
      }
      return
    }
  }
  ask(walk, type, value)
}

/** Goes on into a part of the value, unless it holds. */
const visit = (walk: Walk, key: string, type: t.Mixed, actual: unknown): void => {
  if (!fitOf(type)(actual)) enter(walk, key, type, actual)
}

const enter = (walk: Walk, key: string, type: t.Mixed, actual: unknown): void => {
  walk.path.push({ key, type, actual })
  inspect(walk, type, actual)
  walk.path.pop()
}

/**
 * io-ts's own word: for a value that has no such parts, for a type without parts, and for a tagged
 * union, which picks one member.
 */
const ask = (walk: Walk, type: t.Mixed, value: unknown): void => {
  const validate = predicates.get(type)?.validate ?? type.validate
  const result = validate(value, walk.path.slice())
  if (result._tag === 'Left') for (const fault of result.left) walk.faults.push(fault)
}

/** A cheap way to tell that nothing is wrong with a part. */
const fitOf = (type: t.Mixed): Predicate =>
  predicates.get(type)?.predicate ?? (LEAF.test((type as Walked)._tag) ? type.is : never)

/** Types of which io-ts's own `is` is as quick as can be. */
const LEAF = /^(String|Number|Boolean|Null|Literal|Refinement)/

const never: Predicate = () => false
