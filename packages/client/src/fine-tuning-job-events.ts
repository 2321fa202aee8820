import { type FineTuningJobEvent, fineTuningJobs } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { type FollowCursor, type Listing, nameOf } from './follow-cursor.ts'
import { walk } from './pages.ts'

/** Events of one page: the most that the API gives. */
const LIMIT = 100
/** Looks at events of one second that wait until their order is known. */
const MOST_HELD = 2

/**
 * The events of a job that the cursor may not know, from the oldest on. OpenAI's pages begin with the
 * newest, and are walked back until a known event; Azure's begin with the oldest, and are walked on
 * from the last known one. Times tell which it is, and where all are of one second, at which end the
 * list grows: until then two or more events wait, for two looks at most.
 */
export const listNews = async (
  client: Client,
  id: string,
  cursor: FollowCursor,
  isOver: boolean,
  signal?: AbortSignal,
): Promise<Either<ClientError, Listing<FineTuningJobEvent>>> => {
  const after = cursor.order === 'oldest first' ? cursor.last : undefined
  const collected = await collect(client, id, cursor, after, signal)
  if (collected._tag === 'Left') {
    // A server may have forgotten the event to go on from.
    const { _tag, ...fault } = collected.left
    const isForgotten = _tag === 'Refused' && 'status' in fault && fault.status < 429
    if (after === undefined || !isForgotten) return collected
    const { last: _, ...rest } = cursor
    return listNews(client, id, rest, isOver, signal)
  }
  const { right: listed } = collected
  const order = cursor.order ?? orderOf(listed, cursor)
  if (!order && listed.length > 1 && cursor.told === 0 && cursor.held < MOST_HELD && !isOver) {
    const notes = { ...endsOf(listed), held: cursor.held + 1 }
    return { _tag: 'Right', right: { events: [], notes } }
  }
  const events = order === 'oldest first' ? listed : listed.toReversed()
  const last = events.at(-1)?.id ?? ''
  return {
    _tag: 'Right',
    right: {
      events,
      isRest: after !== undefined,
      notes: {
        held: 0,
        ...(order ? { order } : endsOf(listed)),
        ...(order === 'oldest first' && isOnly(events, last) && { last }),
      },
    },
  }
}

/** Whether an id is short and tells one event, so that pages can be asked for after it. */
const isOnly = (events: readonly FineTuningJobEvent[], id: string): boolean =>
  id !== '' && id.length <= 200 && events.filter((event) => event.id === id).length === 1

/** Events in the order of the server, each once, as far as they may be new. */
const collect = async (
  client: Client,
  id: string,
  cursor: FollowCursor,
  after: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Either<ClientError, readonly FineTuningJobEvent[]>> => {
  const known = new Set(cursor.seen)
  const input = { id, query: { limit: LIMIT, ...(after !== undefined && { after }) } }
  const events: FineTuningJobEvent[] = []
  for await (const page of walk(client, fineTuningJobs.listEvents, input, { signal })) {
    if (page._tag === 'Left') return page
    for (const { item } of page.right) {
      if (item._tag === 'Left') return item
      events.push(item.right)
    }
    // Order within a second may change: all of the second told last is read again.
    const isKnown = (event: FineTuningJobEvent) =>
      event.created_at < cursor.latest && known.has(nameOf(event))
    if (cursor.order === 'newest first' && events.some(isKnown)) break
  }
  return { _tag: 'Right', right: withoutRepeats(events) }
}

/** Pages may overlap. Where events share an id, it says nothing: they are left as they are. */
const withoutRepeats = (events: readonly FineTuningJobEvent[]): readonly FineTuningJobEvent[] => {
  const names = new Map<string, string>()
  for (const event of events) {
    const name = nameOf(event)
    if (event.id === '' || (names.get(event.id) ?? name) !== name) return events
    names.set(event.id, name)
  }
  const told = new Set<string>()
  return events.filter(({ id }) => !told.has(id) && told.add(id))
}

const endsOf = (events: readonly FineTuningJobEvent[]): Pick<FollowCursor, 'ends'> => {
  const [first, last] = [events[0], events.at(-1)]
  return first && last ? { ends: [nameOf(first), nameOf(last)] } : {}
}

const orderOf = (
  events: readonly FineTuningJobEvent[],
  { ends }: FollowCursor,
): FollowCursor['order'] => {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return undefined
  if (first.created_at !== last.created_at) {
    return first.created_at > last.created_at ? 'newest first' : 'oldest first'
  }
  if (!ends) return undefined
  const [movedFirst, movedLast] = [nameOf(first) !== ends[0], nameOf(last) !== ends[1]]
  if (movedFirst === movedLast) return undefined
  return movedFirst ? 'newest first' : 'oldest first'
}
