/** One page of a list that is walked by id. */
export interface Page<A> {
  object: 'list'
  data: A[]
  first_id: string | null
  last_id: string | null
  has_more: boolean
}

/** The first `limit` of these items, which are all or more than fit. */
export const pageOf = <A extends { readonly id: string }>(
  items: readonly A[],
  limit: number,
): Page<A> => {
  const data = items.slice(0, limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: items.length > limit,
  }
}
