import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CATALOGUE } from './faults/catalogue.ts'
import { HEAVY_FAULTS } from './faults/heavy-faults.ts'
import { doorsOf, runOf } from './faults/meeting.ts'
import { compare } from './faults/outcome.ts'
import { listen, type Wire } from './faults/wire.ts'

/** Of a process that reads answers of 16 MiB at most, and decodes none of these. */
const MOST_MEGABYTES = 300

let wire: Wire
beforeAll(async () => {
  wire = await listen()
})
afterAll(() => wire.close())

const wordsOf = (door: string, word: string) => `${door}: ${word}`

for (const [group, faults] of Object.entries(CATALOGUE)) {
  describe.concurrent(`of ${group}`, () => {
    for (const fault of faults) {
      test(fault.name, async () => {
        const compared = await compare(fault, wire)
        expect(compared.map(({ door, outcome }) => wordsOf(door, outcome))).toEqual(
          compared.map(({ door, expected }) => wordsOf(door, expected)),
        )
      })
    }
  })
}

test('the catalogue has more than 240 faults, each with a name of its own', () => {
  const names = Object.values(CATALOGUE).flatMap((faults) => faults.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(240)
})

// What a process has taken is known on Linux alone.
test.runIf(process.platform === 'linux')('what would fill any memory is let go', async () => {
  const program = fileURLToPath(new URL('./faults/heavy.ts', import.meta.url))
  const met = HEAVY_FAULTS.flatMap((fault) =>
    doorsOf(fault).map(([name, door]) => ({ fault, name, door, run: runOf(fault, door) })),
  )
  const servers = met.flatMap(({ name, run }) => [name, wire.serve(run)])
  const run = promisify(execFile)(process.execPath, [
    '--conditions=@finetune/source',
    program,
    ...servers,
  ])
  const { outcomes, megabytes } = JSON.parse((await run).stdout)
  expect(outcomes.length).toBeGreaterThan(20)
  expect(met.map(({ fault, name }, at) => [fault.name, name, outcomes[at]])).toEqual(
    met.map(({ fault, name, door }) => [fault.name, name, fault.verdict[door.kind]]),
  )
  expect(megabytes).toBeLessThan(MOST_MEGABYTES)
})
