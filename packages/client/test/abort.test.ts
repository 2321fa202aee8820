import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../src/index.ts'
import { DOORS } from './faults/doors.ts'
import type { Fault, Run } from './faults/fault.ts'
import { runOf } from './faults/meeting.ts'
import { bytesOf, type Reply, refusal, textOf } from './faults/reply.ts'
import { listen, type Wire } from './faults/wire.ts'

let wire: Wire
beforeAll(async () => {
  wire = await listen()
})
afterAll(() => wire.close())

const fault = (name: string, reply: Fault['reply']): Fault => ({ name, reply, verdict: {} })
const silent = (right: Reply, share: number): Reply => {
  const body = bytesOf(textOf(right))
  return { ...right, chunks: [body.slice(0, body.length * share)], end: 'silence' }
}

/** Where a call can stand still. */
const STAGES: readonly Fault[] = [
  fault('before the head', () => ({ status: 0, headers: {}, chunks: [], end: 'silence' })),
  fault('before the body', (right) => silent(right, 0)),
  fault('within the body', (right) => silent(right, 0.5)),
  fault('within a refusal', () => ({ ...refusal(400), end: 'silence' })),
  fault('before the next attempt', () => refusal(409, { 'retry-after': '30' })),
]

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Resolves when the last request so far has stood still for some turns of the loop. */
const standstill = async (run: Run): Promise<void> => {
  let requests = 0
  for (let still = 0; still < 20 || requests === 0; still += 1) {
    await nextTurn()
    if (run.urls.length !== requests) still = 0
    requests = run.urls.length
  }
}

for (const [name, door] of Object.entries(DOORS)) {
  for (const stage of STAGES) {
    // A POST that is refused is not tried again, so there is nothing to leave.
    const isOver = stage.name === 'before the next attempt' && /post|once/.test(door.kind)
    test.skipIf(isOver)(`${name}: who leaves ${stage.name} is obeyed at once`, async () => {
      const run = runOf(stage, door)
      const client = createClient({ apiKey: 'sk-test', baseURL: wire.serve(run) })
      const controller = new AbortController()
      const { signal } = controller
      let outcome: unknown
      const running = door.run(client, { key: `abort ${name} ${stage.name}`, signal })
      running.then((result) => {
        outcome = result
      })
      await standstill(run)
      expect(outcome).toBe(undefined)
      controller.abort()
      await nextTurn()
      expect(outcome).toMatchObject({ _tag: 'Left', left: { _tag: 'Aborted' } })
      expect(getEventListeners(signal, 'abort')).toEqual([])
      // The server sees the connection close; where it does not, this never ends.
      while (wire.sockets() > 0) await nextTurn()
    })
  }
}
