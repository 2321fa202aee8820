import { DOORS, type Door } from './doors.ts'
import { createRun, type Fault, meets, type Run } from './fault.ts'

/** As long as the keys of projects are, which is longer than a reason is clipped to. */
export const KEY = `sk-SECRET-${'0123456789abcdef'.repeat(9)}`

/** The doors that a fault is for. */
export const doorsOf = (fault: Fault): [string, Door][] =>
  Object.entries(DOORS).filter(
    ([name, { kind }]) => fault.verdict[kind] && (fault.doors?.includes(name) ?? true),
  )

/** A server on which a door meets a fault. */
export const runOf = (fault: Fault, { kind }: Door): Run => {
  const meet = meets(fault, kind)
  return createRun((asked) => (meet(asked) ? fault : undefined))
}
