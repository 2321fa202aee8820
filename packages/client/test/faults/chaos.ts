import { getEventListeners } from 'node:events'
import { inspect, isDeepStrictEqual } from 'node:util'
import { createClient, type LoggedAttempt } from '../../src/index.ts'
import { CATALOGUE } from './catalogue.ts'
import { DOORS, type Door } from './doors.ts'
import { createRun, type Fault } from './fault.ts'
import { doorsOf, KEY } from './meeting.ts'
import { isOfFetch } from './portable-catalogue.ts'
import { seamOf } from './seam.ts'
import { traces } from './traces.ts'

/** What came of one sequence of faults. */
export interface Survival {
  readonly seed: number
  readonly outcome: string
  /** What is wrong, in words; undefined where nothing is. */
  readonly fault?: string
}

const FAULTS = Object.values(CATALOGUE)
  .flat()
  .filter((fault) => !fault.isLie && isOfFetch(fault))
const DOOR_NAMES = Object.keys(DOORS)
const FAULTS_OF = new Map(
  DOOR_NAMES.map((door) => [
    door,
    FAULTS.filter((fault) => doorsOf(fault).some(([name]) => name === door)),
  ]),
)

/** Numbers of 0 to 1 that a seed determines (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A status in passing is not told where no look saw it. */
const seenOf = (value: unknown): unknown =>
  Array.isArray(value) ? value.filter((told) => told !== 'is running') : value

/**
 * Goes through a door while one to four faults happen to its requests, one after the other, and the
 * caller leaves in some of them; all is determined by the seed, but how long a retry waits.
 */
export const survive = async (seed: number): Promise<Survival> => {
  const random = randomOf(seed)
  const pick = <A>(items: readonly A[]): A => items[Math.floor(random() * items.length)] as A
  const name = pick(DOOR_NAMES)
  const door = DOORS[name] as Door
  const faults = FAULTS_OF.get(name) ?? []
  const sequence = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    random() < 0.2 ? undefined : pick(faults),
  )
  const leaves = random() < 0.2 ? Math.floor(random() * 4) : Number.POSITIVE_INFINITY
  const controller = new AbortController()
  const run = createRun((asked, request): Fault | undefined => {
    if (request === leaves) controller.abort()
    const fault = sequence[request]
    return fault && (fault.on?.(asked) ?? true) ? fault : undefined
  })
  const seam = seamOf(run)
  const logged: LoggedAttempt[] = []
  const client = createClient({
    apiKey: KEY,
    baseURL: 'http://chaos/v1',
    fetch: seam.fetch,
    timeout: 100,
    totalTimeout: 1_500,
    logger: (line) => logged.push(line),
  })
  const told = [name, ...sequence.map((fault) => fault?.name ?? 'nothing'), leaves].join(' | ')
  const { signal } = controller
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), 60_000)
    })
    const running = door.run(client, { key: `chaos ${seed}`, signal })
    const result = await Promise.race([running, late])
    if (!result) return { seed, outcome: 'HANG', fault: told }
    // What was let go ends in the next turns of the loop.
    for (let turn = 0; turn < 5 && seam.open() > 0; turn += 1) await nextTurn()
    const outcome = result._tag === 'Left' ? result.left._tag : 'right'
    const isWrong =
      result._tag === 'Right' && !isDeepStrictEqual(seenOf(result.right), seenOf(door.right))
    const wrongs = [
      isWrong && `SILENT ${inspect(result.right, { breakLength: Number.POSITIVE_INFINITY })}`,
      run.jobs() > 1 && `${run.jobs()} JOBS`,
      seam.open() > 0 && `${seam.open()} bodies open`,
      getEventListeners(signal, 'abort').length > 0 && 'listeners left',
      ...traces(KEY, [logged, run.urls, ...(result._tag === 'Left' ? [result.left] : [])]),
    ].filter((wrong) => wrong !== false)
    return wrongs.length === 0 ? { seed, outcome } : { seed, outcome, fault: `${wrongs} | ${told}` }
  } catch (error) {
    return { seed, outcome: 'UNTYPED', fault: `${inspect(error)} | ${told}` }
  } finally {
    clearTimeout(timer)
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
