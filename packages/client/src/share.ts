import type { Either } from 'fp-ts/Either'
import { left } from './answer.ts'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'

/** One run of a name; no other of it goes on at the same time. */
export interface Run {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal
  readonly doubt: {
    /** Unix seconds since when it is unknown what a run of this name did; undefined where it is known. */
    readonly since: () => number | undefined
    readonly add: () => void
    readonly clear: () => void
  }
  /** Whether an id came of another name. */
  readonly isOther: (id: string) => boolean
}

/** What a run makes. */
export interface AnyJob {
  readonly id: string
}

interface Shared {
  readonly result: Promise<Either<ClientError, AnyJob>>
  readonly controller: AbortController
  waiting: number
}

/** What a client remembers of its runs, by name. */
interface Memory {
  readonly running: Map<string, Shared>
  readonly done: Map<string, AnyJob>
}

const memories = new WeakMap<Client, Memory>()
/** Runs that do not know what they did, of all clients: when they began, in Unix seconds. */
const doubts = new Map<string, number>()
/** Results that a client remembers, and doubts. */
const MOST_REMEMBERED = 1_000

/**
 * Runs what a name stands for once for all that ask for it at the same time, and remembers what came
 * of it. A signal ends the wait of its caller, and the run when it was the last one.
 */
export const share = async (
  client: Client,
  call: {
    readonly name: string
    readonly signal: AbortSignal | undefined
    readonly aborted: ClientError
    /** For work that throws, though it should not. */
    readonly failed: ClientError
  },
  work: (run: Run) => Promise<Either<ClientError, AnyJob>>,
): Promise<Either<ClientError, AnyJob>> => {
  const { name, signal, aborted } = call
  const memory = memories.get(client) ?? { running: new Map(), done: new Map() }
  memories.set(client, memory)
  const { running, done } = memory
  const place = `${client.baseURL} ${name}`
  if (signal?.aborted) return left(aborted)
  const known = done.get(name)
  if (known) return { _tag: 'Right', right: known }

  const begin = (): Shared => {
    const controller = new AbortController()
    const run: Run = {
      signal: controller.signal,
      doubt: {
        since: () => doubts.get(place),
        add: () => limit(doubts.set(place, doubts.get(place) ?? Math.floor(Date.now() / 1000))),
        clear: () => doubts.delete(place),
      },
      isOther: (id) => [...done].some(([other, job]) => other !== name && job.id === id),
    }
    const result = alone(place, () => work(run).catch(() => left(call.failed))).then(
      (outcome: Either<ClientError, AnyJob>) => {
        if (running.get(name) === shared) running.delete(name)
        if (outcome._tag === 'Left') return outcome
        doubts.delete(place)
        limit(done.set(name, outcome.right))
        return outcome
      },
    )
    const shared: Shared = { result, controller, waiting: 0 }
    return shared
  }
  const shared = running.get(name) ?? begin()
  running.set(name, shared)

  shared.waiting += 1
  return new Promise((resolve) => {
    const leave = () => {
      resolve(left(aborted))
      shared.waiting -= 1
      if (shared.waiting > 0) return
      running.delete(name)
      shared.controller.abort()
    }
    signal?.addEventListener('abort', leave, { once: true })
    shared.result.then((outcome: Either<ClientError, AnyJob>) => {
      signal?.removeEventListener('abort', leave)
      resolve(outcome)
    })
  })
}

const limit = (remembered: Map<string, unknown>): void => {
  const [oldest] = remembered.keys()
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
}

/** The last of those that wait for each other, by name. */
const queues = new Map<string, Promise<unknown>>()

/** Does work while none other of that name goes on: in this process, nor in another tab of this page. */
const alone = async <A>(name: string, work: () => Promise<A>): Promise<A> => {
  const before = queues.get(name)
  const turn = (async () => {
    await before
    const { locks } = globalThis.navigator ?? {}
    let result: Promise<A> | undefined
    const begin = () => {
      result ??= work()
      return result
    }
    // A page without an origin may not lock.
    return locks ? locks.request(name, begin).catch(begin) : begin()
  })()
  queues.set(name, turn)
  try {
    return await turn
  } finally {
    if (queues.get(name) === turn) queues.delete(name)
  }
}
