// Goes through doors to servers that it is told of, and prints what came of it and what it took:
// heavy.ts <door> <base URL> …
import { readFileSync } from 'node:fs'
import { DOORS } from './doors.ts'
import { meeting } from './outcome.ts'

const outcomes: string[] = []
for (let at = 2; at < process.argv.length; at += 2) {
  const door = DOORS[process.argv[at] ?? '']
  if (door) outcomes.push(await meeting(door, process.argv[at + 1] ?? ''))
}
const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/) ?? []
console.log(JSON.stringify({ outcomes, megabytes: Math.round(Number(kilobytes) / 1_000) }))
