import { inspect, isDeepStrictEqual } from 'node:util'
import { createClient, type LoggedAttempt } from '../../src/index.ts'
import type { Door } from './doors.ts'
import type { Fault } from './fault.ts'
import { doorsOf, KEY, runOf } from './meeting.ts'
import { traces } from './traces.ts'
import type { Wire } from './wire.ts'

/** Milliseconds after which nothing is waited for. */
const HANG = 50_000

let runs = 0

/** What comes of a fault at a door, in a word. */
const outcomeOf = async (fault: Fault, door: Door, wire: Wire): Promise<string> => {
  const run = runOf(fault, door)
  const outcome = await meeting(door, wire.serve(run), fault.timeout)
  const leaks = traces(KEY, run.urls)
  if (leaks.length > 0) return `KEY TOLD: ${leaks}`
  return run.jobs() > 1 ? `${run.jobs()} JOBS` : outcome
}

/** What comes of a door at a server, in a word. */
export const meeting = async (door: Door, baseURL: string, timeout = HANG): Promise<string> => {
  const logged: LoggedAttempt[] = []
  const client = createClient({
    apiKey: KEY,
    baseURL,
    maxRetries: 1,
    timeout,
    logger: (line) => logged.push(line),
  })
  runs += 1
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), HANG)
  })
  try {
    const result = await Promise.race([door.run(client, { key: `fault ${runs}` }), late])
    if (result === 'late') return 'HANG'
    const leaks = traces(KEY, [logged, ...(result._tag === 'Left' ? [result.left] : [])])
    if (leaks.length > 0) return `KEY TOLD: ${leaks}`
    if (result._tag === 'Left') return result.left._tag
    return isDeepStrictEqual(result.right, door.right)
      ? 'right'
      : `SILENT: ${inspect(result.right, { breakLength: 200 })}`
  } catch (error) {
    return `UNTYPED: ${inspect(error)}`
  } finally {
    clearTimeout(timer)
  }
}

/** What comes of a fault at every door that it is for, beside what should. */
export const compare = (fault: Fault, wire: Wire) =>
  Promise.all(
    doorsOf(fault).map(async ([name, door]) => {
      const outcome = await outcomeOf(fault, door, wire)
      const verdicts = [fault.verdict[door.kind] ?? []].flat()
      const isExpected = verdicts.some((verdict) => verdict === outcome)
      return { door: name, outcome, expected: isExpected ? outcome : verdicts.join(' or ') }
    }),
  )
