import type { ClientError } from '../../src/index.ts'
import type { Kind } from './doors.ts'
import type { Reply } from './reply.ts'
import { type Asked, createWorld } from './world.ts'

/** What a call comes to: the right answer, or an error of this tag; of several, any. */
export type Outcome = 'right' | ClientError['_tag'] | readonly ('right' | ClientError['_tag'])[]

/** One way for a server to misbehave, and what the client must make of it. */
export interface Fault {
  readonly name: string
  /** What is sent in place of the right reply. */
  readonly reply: (right: Reply, asked: Asked) => Reply
  /** By kind of door; a door whose kind is not here has nothing to fear of it. */
  readonly verdict: Readonly<Partial<Record<Kind, Outcome>>>
  /** Doors of these kinds that it is for; all where absent. */
  readonly doors?: readonly string[]
  /** Requests that it happens to; all where absent. `createOnce` meets it in its POSTs alone. */
  readonly on?: (asked: Asked) => boolean
  /** How often it happens; always where absent. */
  readonly times?: number
  /** The request does not arrive, so the server does nothing. */
  readonly isUnheard?: boolean
  /** Only its repetition shows that it is wrong. */
  readonly isLie?: boolean
  /** Milliseconds that the client gives an attempt. */
  readonly timeout?: number
}

export interface Run {
  readonly reply: (asked: Asked) => Reply
  /** Jobs that the server has started. */
  readonly jobs: () => number
  /** Paths and queries that were asked for. */
  readonly urls: string[]
}

/** A server whose requests meet one fault after the other, of those that happen to them. */
export const createRun = (faultOf: (asked: Asked, request: number) => Fault | undefined): Run => {
  const world = createWorld()
  const urls: string[] = []
  let streams = 0
  const reply = (asked: Asked): Reply => {
    urls.push(`${asked.path}?${asked.query}`)
    const { reply, act } = world.answer(asked)
    const fault = faultOf(asked, urls.length - 1)
    const sent = fault ? fault.reply(reply, asked) : reply
    // What is only looked at is not looked at where the answer is lost.
    const isSeen = !fault || (fault.times === undefined && fault.verdict.get === 'right')
    const isDone = asked.method === 'POST' && (sent.status < 300 || sent.status >= 500)
    if (isSeen || (isDone && !fault.isUnheard)) act?.()
    if (isStream(asked)) streams += 1
    if (isStream(asked) && (!fault || streams > 2)) world.streamed()
    return sent
  }
  return { reply, jobs: world.jobs, urls }
}

export const isStream = ({ query }: Asked): boolean => query.get('stream') === 'true'

/** Which requests of a door a fault happens to. */
export const meets = (fault: Fault, kind: Kind): ((asked: Asked) => boolean) => {
  let met = 0
  return (asked) => {
    if (kind === 'once' && asked.method !== 'POST') return false
    if (!(fault.on?.(asked) ?? true)) return false
    met += 1
    return met <= (fault.times ?? Number.POSITIVE_INFINITY)
  }
}
