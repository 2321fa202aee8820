// Takes one defence of the client away at a time, and expects the tests to notice:
// node packages/client/test/defences.ts [names]. Takes many minutes; changes files and puts them back.
// Names are a pattern: `key|file` takes away what these words stand for.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** What each one is for, where it stands, and what stands there without it. */
const DEFENCES: readonly (readonly [string, string, string, string])[] = [
  ['redirects are not followed', 'attempt.ts', "'error' : 'manual'", "'error' : 'follow'"],
  ['an attempt ends in time', 'in-time.ts', '}, timeout)', '}, 1e9)'],
  [
    'the signal of the caller is heard',
    'in-time.ts',
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
  ['the key is cut out of words', 'answer.ts', 'hide(words).slice(', 'words.slice('],
  ['the key is cut out before a reason is clipped', 'answer.ts', 'hidden(json, hide)', 'json'],
  ['the key is cut out of request ids', 'answer.ts', 'said(requestId, call)', 'requestId'],
  ['the key is cut out in base64', 'hide.ts', 'btoa(secret)', 'secret'],
  ['keys in headers are secrets', 'client.ts', 'hider([apiKey, ...secrets])', 'hider([apiKey])'],
  ['a key that never comes is not waited for', 'client.ts', 'isSlow ? inTime', 'false ? inTime'],
  [
    'an answer is of the object that was asked for',
    'answer.ts',
    'return id !== Object(input)[name]',
    'return false',
  ],
  ['an answer has an id', 'answer.ts', "return id === ''", 'return false'],
  ['a part is no answer', 'client.ts', 'if (status < 204 || status > 206)', 'if (true)'],
  [
    'a late answer is let go',
    'attempt.ts',
    'if (signal.aborted) response.body?.cancel()',
    'if (false) response.body?.cancel()',
  ],
  ['a date is one of HTTP', 'retry.ts', '/^[A-Z][a-z]{2,8},? /.test(header)', 'true'],
  ['a list has an end', 'pages.ts', 'if (count >= MOST_PAGES)', 'if (false)'],
  ['a file is the one that was sent', 'upload-carrier.ts', 'file.bytes === size &&', ''],
  ['no file is empty', 'download-file.ts', 'if (!first) return', 'if (false) return'],
  ['an error is no file', 'download-file.ts', 'ApiError.is(readJson', '!ApiError.is(readJson'],
  ['a page is no file', 'download-file.ts', '/^text\\/html/i.test(type)', 'false'],
  ['nobody follows for a day', 'follow.ts', '> MOST_WAIT', '> Number.POSITIVE_INFINITY'],
  ['an event with an id is told once', 'event-stream.ts', 'if (told.has(name)) return', ''],
  [
    'who leaves a stream closes it',
    'event-stream.ts',
    'events.return(undefined).catch(() => undefined)',
    '',
  ],
  [
    'a job is the one that was asked for',
    'create-once-start.ts',
    'way.fits(answer.right, body)',
    'true',
  ],
  ['work that throws hangs nobody', 'share.ts', '.catch(() => left(call.failed))', ''],
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
    'retryAfterOf(outcome.headers) || backOff',
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
  [
    'a stream is a stream',
    'event-stream.ts',
    '!/^text\\/event-stream *(;|$)/i.test(type)',
    'false',
  ],
  [
    'an event is bounded',
    'event-stream.ts',
    'if (isTooLarge || characters > MOST_CHARACTERS)',
    'if (false)',
  ],
  [
    'a fault in a stream is a fault',
    'event-stream.ts',
    "if (fault._tag === 'Left' && event !== 'error') return",
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

const ASKED = new RegExp(process.argv[2] ?? '')
const TAKEN = DEFENCES.filter(([name]) => ASKED.test(name))
const ESCAPED: string[] = []
for (const [name, file, defence, without] of TAKEN) {
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
    const tests = [
      'client.portable',
      'client.test',
      'follow-fine-tune',
      'faults.portable',
      'chaos',
      'abort',
      ...(file === 'share.ts' || file === 'create-once-start.ts' ? ['create-once'] : []),
    ]
    status = spawnSync('pnpm', [...run, ...tests], { stdio: 'ignore' }).status
  } finally {
    writeFileSync(path, source)
  }
  console.log(`${status === 0 ? 'NOT NOTICED' : 'noticed'}: ${name}`)
  if (status === 0) ESCAPED.push(name)
}
console.log(`${TAKEN.length - ESCAPED.length} of ${TAKEN.length} noticed`)
if (ESCAPED.length > 0) process.exitCode = 1
