/**
 * Where following a job has come to: plain JSON of at most 2 kB, to be kept between two steps. Its
 * content is nobody's business but that of the functions that made it.
 */
export interface FollowCursor {
  /** The status told last. */
  readonly status?: string
  /** Digests of the events told last, in the order told; at most 100. */
  readonly seen: readonly string[]
  /** Events told in all. */
  readonly told: number
  /** Unix seconds of the newest event told. */
  readonly latest: number
  /** Looks in a row that brought nothing new. */
  readonly still: number
  /** Looks in a row that failed. */
  readonly failures: number
  /** Looks since the job has ended. */
  readonly late: number
  /** Where the server's pages begin, once that is known. */
  readonly order?: 'newest first' | 'oldest first'
  /** Id of the newest event, to go on from where pages begin with the oldest. */
  readonly last?: string
  /** Digests of the first and the last event of a list whose order is not known yet. */
  readonly ends?: readonly [string, string]
  /** Looks at events that wait until their order is known. */
  readonly held: number
}

export const START: FollowCursor = {
  seen: [],
  told: 0,
  latest: 0,
  still: 0,
  failures: 0,
  late: 0,
  held: 0,
}

/** What tells two events apart. Legacy ones have no id. */
export interface AnyEvent {
  readonly id?: string
  /** Unix seconds. */
  readonly created_at: number
  readonly level: string
  readonly message: string
}

/** Events whose digests a cursor keeps: as many as the largest page holds. */
const MOST_SEEN = 100

/** Whether events were told that the cursor does not remember any more. */
export const forgets = ({ told, seen }: FollowCursor): boolean => told > seen.length

export const remember = (cursor: FollowCursor, event: AnyEvent, name: string): FollowCursor => ({
  ...cursor,
  seen: [...cursor.seen, name].slice(-MOST_SEEN),
  told: cursor.told + 1,
  latest: Math.max(cursor.latest, event.created_at),
})

/**
 * Names the events of one pass, from the oldest on: the second one with the same id, time and text is
 * another event.
 */
export const namer = () => {
  const passed = new Map<string, number>()
  return ({ id, created_at, level, message }: AnyEvent): string => {
    const text = `${id ?? ''} ${created_at} ${level} ${message}`
    const ordinal = (passed.get(text) ?? 0) + 1
    passed.set(text, ordinal)
    return digest(`${ordinal} ${text}`)
  }
}

/** The name of an event that is the only one of its id, time and text. */
export const nameOf = (event: AnyEvent): string => namer()(event)

/** 53 bits of a text, in at most 11 characters. */
const digest = (text: string): string => {
  let [high, low] = [0x9e3779b9, 0x85ebca6b]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 0x9e3779b1)
    low = Math.imul(low ^ code, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return ((high & 0x1fffff) * 2 ** 32 + (low >>> 0)).toString(36)
}

/** Events from the oldest on, as a server tells them now. */
export interface Listing<Event> {
  readonly events: readonly Event[]
  /** Whether the list begins after the event told last, and not before. */
  readonly isRest?: boolean
  /** What else was learnt. */
  readonly notes?: Pick<FollowCursor, 'order' | 'last' | 'ends' | 'held'>
}

/**
 * The events of a listing that were never told, in order. Where the cursor has forgotten some, those
 * before the first one that it knows are old; where it knows none of them, those of earlier seconds.
 */
export const newsOf = <Event extends AnyEvent>(
  cursor: FollowCursor,
  { events, isRest = false, notes }: Listing<Event>,
): { readonly events: readonly Event[]; readonly cursor: FollowCursor } => {
  const known = new Set(cursor.seen)
  const name = namer()
  const named = events.map((event) => ({ event, name: name(event) }))
  const first = named.findIndex((item) => known.has(item.name))
  const fresh = named.filter((item, index) => {
    if (known.has(item.name)) return false
    if (!forgets(cursor) || isRest) return true
    return first < 0 ? item.event.created_at >= cursor.latest : index > first
  })
  const next = fresh.reduce((at, item) => remember(at, item.event, item.name), {
    ...cursor,
    ...notes,
  })
  return { events: fresh.map(({ event }) => event), cursor: next }
}
