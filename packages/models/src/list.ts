import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { nullable } from './nullable.ts'
import { isRecord, type Predicate, plainPrototype, predicates } from './predicate.ts'

/** The envelope around every list the API answers. */
export interface List<A> {
  object: 'list'
  data: A[]
  /** Absent on legacy lists, which answer everything at once. */
  has_more?: boolean
  first_id?: string | null
  last_id?: string | null
  /** Undocumented; `null` on the legacy lists of late 2023. */
  next_starting_after?: string | null
}

/** The codec of a list of one kind of item. */
// @__NO_SIDE_EFFECTS__
export const listOf = <A>(item: t.Type<A>): Codec<List<A>> => {
  const isItem = predicates.get(item)?.predicate
  return codec(
    () =>
      t.intersection(
        [
          t.type({ object: t.literal('list'), data: t.array(item) }),
          t.partial({
            has_more: t.boolean,
            first_id: nullable(t.string),
            last_id: nullable(t.string),
            next_starting_after: nullable(t.string),
          }),
        ],
        `List<${item.name}>`,
      ),
    isItem && ((value) => isListOf(isItem, value)),
  )
}

/** By hand, since the item is known only at run time. */
const isListOf = (isItem: Predicate, value: unknown): boolean =>
  isRecord(value) &&
  // biome-ignore lint/suspicious/noProto: a key of that name is what must not be there.
  value.__proto__ === plainPrototype &&
  value.object === 'list' &&
  areAll(isItem, value.data) &&
  (value.has_more === undefined || typeof value.has_more === 'boolean') &&
  isTextOrNone(value.first_id) &&
  isTextOrNone(value.last_id) &&
  isTextOrNone(value.next_starting_after)

const areAll = (isItem: Predicate, values: unknown): boolean => {
  if (!Array.isArray(values)) return false
  for (let index = 0; index < values.length; index += 1) {
    if (!isItem(values[index])) return false
  }
  return true
}

const isTextOrNone = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string'
