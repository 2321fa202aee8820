import { type Endpoint, explain, type OutputOf } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import * as t from 'io-ts'
import { failure, hidden, left, unexpected } from './answer.ts'
import type { CallArguments, CallOptions, Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import type { Hide } from './hide.ts'

/** One item of what a list endpoint answers. */
export type ItemOf<E extends Endpoint> =
  OutputOf<E> extends { readonly data: readonly (infer A)[] } ? A : never

/**
 * The items of a list, page after page, each once. A page is asked for when the items before it are
 * used up; an empty one is the end. An item that does not decode is a `Left` in its place and hides no
 * other; every other `Left` is the last item: a page could not be had, the signal was aborted, or the
 * list does not come to an end, because its cursor stands still or comes back, or after 1,000 pages
 * (`UnexpectedAnswer`).
 */
export async function* pages<E extends Endpoint>(
  client: Client,
  endpoint: E,
  ...[input, options]: CallArguments<E>
): AsyncGenerator<Either<ClientError, ItemOf<E>>, void> {
  const told = new Set<string>()
  for await (const page of walk(client, endpoint, input, options)) {
    if (page._tag === 'Left') return yield page
    for (const { id, item } of page.right) {
      if (options?.signal?.aborted) {
        return yield left({ _tag: 'Aborted', ...failure({ ...endpoint, attempts: 0 }, 'aborted') })
      }
      if (id !== undefined && told.has(id)) continue
      if (id !== undefined) told.add(id)
      yield item
    }
  }
}

/** An item as it came, with its id where it has one. */
export interface Listed<A> {
  readonly id: string | undefined
  readonly item: Either<ClientError, A>
}

/** The pages of a list, with everything that is on them; a `Left` is the last. */
export async function* walk<E extends Endpoint>(
  client: Client,
  endpoint: E,
  input: unknown = {},
  options: CallOptions = {},
): AsyncGenerator<Either<ClientError, readonly Listed<ItemOf<E>>[]>, void> {
  const list = { ...endpoint, response: pageOf<ItemOf<E>>(endpoint.response) }
  const query: Record<string, unknown> = { ...Object(Object(input).query) }
  const asked = new Set<unknown>([query.after])
  let count = 0
  for (;;) {
    const args = [{ ...Object(input), query }, options] as unknown as CallArguments<typeof list>
    const answer = await client.withResponse(list, ...args)()
    if (answer._tag === 'Left') return yield answer
    const { status, headers, attempts, hide } = answer.right
    const page: Page<ItemOf<E>> = answer.right.value
    const { method, path } = endpoint
    const no = (reasons: readonly string[]) =>
      unexpected(list.response.name, reasons, { status, headers }, { method, path, attempts, hide })
    yield {
      _tag: 'Right',
      right: page.items.map(({ id, item }, index) => ({
        id,
        item:
          item._tag === 'Left' ? no(reasonsOf(endpoint.response, item.left, index, hide)) : item,
      })),
    }
    count += 1
    const last = page.items.at(-1)
    if (!page.hasMore || !last) return
    if (last.id === undefined) return yield no(['more pages, and no id to go on from'])
    if (asked.has(last.id)) return yield no(['the pages go in circles'])
    asked.add(last.id)
    if (count >= MOST_PAGES) return yield no([`more than ${MOST_PAGES} pages`])
    query.after = last.id
  }
}

/** Pages of one list: a longer one is to be asked for by larger pages. */
const MOST_PAGES = 1_000

interface Page<A> {
  readonly items: readonly {
    readonly id: string | undefined
    /** As it came, where it does not decode. */
    readonly item: Either<unknown, A>
  }[]
  /** False where the server did not say. */
  readonly hasMore: boolean
}

const Envelope = /* @__PURE__ */ t.intersection([
  /* @__PURE__ */ t.type({ data: /* @__PURE__ */ t.array(t.unknown) }),
  /* @__PURE__ */ t.partial({ has_more: /* @__PURE__ */ t.union([t.boolean, t.null]) }),
])

/** Reads what `list` reads, but item by item where it does not decode as a whole. */
const pageOf = <A>(list: t.Mixed) =>
  new t.Type<Page<A>, unknown, unknown>(
    list.name,
    (_): _ is Page<A> => false,
    (value, context) => {
      const whole: Either<t.Errors, { readonly data: readonly A[] }> = list.decode(value)
      if (!Envelope.is(value)) return whole._tag === 'Left' ? whole : t.failure(value, context)
      const items = value.data.map((raw, index) => ({
        id: idOf(raw),
        item: whole._tag === 'Right' ? itemAt(whole.right.data, index) : itemOf<A>(list, raw),
      }))
      return t.success({ items, hasMore: value.has_more === true })
    },
    (page) => page,
  )

const itemAt = <A>(data: readonly A[], index: number): Either<never, A> => ({
  _tag: 'Right',
  right: data[index] as A,
})

/** Decodes one item, as a list of its own: an endpoint knows the codec of its lists alone. */
const itemOf = <A>(list: t.Mixed, raw: unknown): Either<unknown, A> => {
  const one = alone<A>(list, raw)
  return one._tag === 'Right' ? itemAt(one.right.data, 0) : { _tag: 'Left', left: raw }
}

const alone = <A>(list: t.Mixed, raw: unknown): Either<t.Errors, { readonly data: readonly A[] }> =>
  list.decode({ object: 'list', data: [raw] })

const reasonsOf = (list: t.Mixed, raw: unknown, index: number, hide: Hide): readonly string[] => {
  const one = alone(list, hidden(raw, hide))
  return one._tag === 'Right'
    ? [`data.${index}: holds the key`]
    : explain(one.left).map((line) => line.replace(/^data\.0/, `data.${index}`))
}

const idOf = (raw: unknown): string | undefined => {
  const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : undefined
  return typeof id === 'string' && id !== '' ? id : undefined
}
