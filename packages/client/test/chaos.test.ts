import { expect, test } from 'vitest'
import { type Survival, survive } from './faults/chaos.ts'

/** 100,000 take minutes: `CHAOS=100000`. `CHAOS_SEED` is the first of them. */
const SEQUENCES = Number(process.env.CHAOS ?? 1_000)
const FIRST = Number(process.env.CHAOS_SEED ?? 1)
/** Sequences at a time: most of their time they wait. */
const AT_A_TIME = 200

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
const sockets = () => process.getActiveResourcesInfo().filter((name) => /TCP/.test(name)).length

test(`${SEQUENCES} random sequences of faults come to the right answer or a typed error, and leave nothing`, {
  timeout: 3_600_000,
}, async () => {
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', onRejection)
  const before = { timers: timers(), sockets: sockets() }
  const survivals: Survival[] = []
  let next = FIRST
  const work = async () => {
    while (next < FIRST + SEQUENCES) {
      next += 1
      survivals.push(await survive(next - 1))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  const after = { timers: timers(), sockets: sockets() }
  process.off('unhandledRejection', onRejection)

  expect(survivals.filter(({ fault }) => fault !== undefined)).toEqual([])
  expect(rejections).toEqual([])
  expect(after.timers).toBeLessThanOrEqual(before.timers)
  expect(after.sockets).toBeLessThanOrEqual(before.sockets)
  const outcomes = new Set(survivals.map(({ outcome }) => outcome))
  // Else the sequences would show little.
  expect([...outcomes].sort()).toEqual(expect.arrayContaining(['Ambiguous', 'Refused', 'right']))
  expect(survivals.length).toBe(SEQUENCES)
  const right = survivals.filter(({ outcome }) => outcome === 'right').length
  console.log(`${right} right, ${SEQUENCES - right} typed errors of ${outcomes.size - 1} kinds`)
})
