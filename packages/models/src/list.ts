import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { nullable } from './nullable.ts'

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
export const listOf = <A>(item: t.Type<A>): Codec<List<A>> =>
  codec(() =>
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
  )
