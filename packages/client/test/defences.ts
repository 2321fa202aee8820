// Takes one defence of the client away at a time, and expects the tests to notice:
// node packages/client/test/defences.ts. Takes a few minutes; changes files and puts them back.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** What each one is for, where it stands, and what stands there without it. */
const DEFENCES: readonly (readonly [string, string, string, string])[] = [
  ['redirects are not followed', 'attempt.ts', "'error' : 'manual'", "'error' : 'follow'"],
  ['an attempt ends in time', 'attempt.ts', 'clock.abort(), timeout', 'clock.abort(), 1e9'],
  [
    'the signal of the caller is heard',
    'attempt.ts',
    'signal?.addEventListener(',
    'signal?.removeEventListener(',
  ],
  ['an answer is bounded', 'attempt.ts', 'if (length > limit)', 'if (length > limit * 100)'],
  [
    'a POST that was cut is ambiguous',
    'answer.ts',
    'once && outcome.sent',
    'false && outcome.sent',
  ],
  [
    'a POST behind a gateway is ambiguous',
    'answer.ts',
    'once && (status === 502',
    'false && (status === 502',
  ],
  [
    'a POST is never sent again',
    'client.ts',
    "repeatable = method !== 'POST'",
    'repeatable = true',
  ],
  ['the key is cut out of refusals', 'answer.ts', 'secret ? words.', 'false ? words.'],
  ['a key is checked before it is sent', 'request.ts', 'if (!SENDABLE.test(value))', 'if (false)'],
  [
    'an id is not empty or dots',
    'request.ts',
    "value === '' || value === '.' || value === '..'",
    'false',
  ],
  ['an id is encoded', 'request.ts', 'return encodeURIComponent(value)', 'return value'],
  ['input is checked', 'request.ts', "if (body._tag === 'Left')", "if ((body._tag as '') === '')"],
  ['JSON is not deep', 'json.ts', 'if (canBeDeep(text) && isDeep(text)) return undefined', ''],
  ['prototypes are left alone', 'json.ts', "key === '__proto__' ?", 'false ?'],
  ['numbers are finite', 'json.ts', '!Number.isFinite(value)', 'false'],
  ['text is UTF-8', 'json.ts', 'fatal: true', 'fatal: false'],
  ['an outage is not multiplied', 'retry.ts', 'bucket.tokens < 1', 'false'],
  [
    'a retry waits no longer than the call may take',
    'retry.ts',
    'performance.now() + delay >= deadline',
    'false',
  ],
  [
    'the wait between attempts can be aborted',
    'retry.ts',
    "signal?.addEventListener('abort', onAbort)",
    '',
  ],
  [
    'the server is asked when it says',
    'retry.ts',
    'retryAfterOf(outcome.headers) ?? backOff',
    'backOff',
  ],
  ['advice of the server holds', 'retry.ts', "if (advice === 'false') return false", ''],
  ['a quota that is used up is not asked again', 'retry.ts', '!isOutOfQuota(body)', 'true'],
  [
    'a stream has an end',
    'event-stream.ts',
    "if (chunk.done) return 'broken'",
    'if (chunk.done) return undefined',
  ],
  ['a stream is a stream', 'event-stream.ts', "!type.startsWith('text/event-stream')", 'false'],
  ['an event is bounded', 'event-stream.ts', 'if (characters > MOST_CHARACTERS)', 'if (false)'],
  [
    'a fault in a stream is a fault',
    'event-stream.ts',
    "if (fault._tag === 'Left') return",
    'if (true) return',
  ],
  ['a log breaks no call', 'client.ts', '// A call does not fail for its log.', 'throw undefined'],
  [
    'events are told once',
    'follow.ts',
    'if (cursor.seen.includes(named)) isNew = true',
    'if (false) isNew = true',
  ],
]

const ESCAPED: string[] = []
for (const [name, file, defence, without] of DEFENCES) {
  const path = new URL(`../src/${file}`, import.meta.url)
  const source = readFileSync(path, 'utf8')
  if (!source.includes(defence)) throw new Error(`${file} no longer has: ${defence}`)
  let status: number | null
  try {
    writeFileSync(path, source.replace(defence, without))
    const run = [
      'exec',
      'vitest',
      'run',
      '--project',
      'node',
      '--bail',
      '1',
      '--testTimeout',
      '8000',
    ]
    const tests = ['client.portable', 'client.test', 'follow-fine-tune']
    status = spawnSync('pnpm', [...run, ...tests], { stdio: 'ignore' }).status
  } finally {
    writeFileSync(path, source)
  }
  console.log(`${status === 0 ? 'NOT NOTICED' : 'noticed'}: ${name}`)
  if (status === 0) ESCAPED.push(name)
}
console.log(`${DEFENCES.length - ESCAPED.length} of ${DEFENCES.length} noticed`)
if (ESCAPED.length > 0) process.exitCode = 1
