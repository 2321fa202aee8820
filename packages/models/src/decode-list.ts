import type { Either } from 'fp-ts/Either'
import * as t from 'io-ts'
import { explain } from './explain.ts'

/** An item of a list that did not decode. */
export interface ListFault {
  /** Its place in `data`. */
  readonly index: number
  /** One line a fault. */
  readonly reasons: readonly string[]
}

/** A list of which some items may not have decoded. */
export interface DecodedList<A> {
  readonly items: readonly A[]
  readonly faults: readonly ListFault[]
  /** False where the server did not say. */
  readonly hasMore: boolean
}

const Envelope = /* @__PURE__ */ t.intersection(
  [
    /* @__PURE__ */ t.type({ data: /* @__PURE__ */ t.array(t.unknown) }),
    /* @__PURE__ */ t.partial({ has_more: t.boolean }),
  ],
  'List',
)

/**
 * Decodes a list item by item, so that one bad item never hides the others. Left only where the
 * answer is no list at all.
 */
export const decodeList =
  <A>(item: t.Type<A, unknown>) =>
  (answer: unknown): Either<t.Errors, DecodedList<A>> => {
    const envelope = Envelope.decode(answer)
    if (envelope._tag === 'Left') return envelope
    const items: A[] = []
    const faults: ListFault[] = []
    for (const [index, value] of envelope.right.data.entries()) {
      const result = item.decode(value)
      if (result._tag === 'Right') items.push(result.right)
      else faults.push({ index, reasons: explain(result.left) })
    }
    return { _tag: 'Right', right: { items, faults, hasMore: envelope.right.has_more ?? false } }
  }
