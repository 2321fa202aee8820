import type { Fault } from './fault.ts'
import { json, type Reply, refusal, text, textOf } from './reply.ts'
import { EVENTS } from './world.ts'

const keyOf = (authorization: string) => authorization.replace('Bearer ', '')
const KEPT = {
  get: 'Refused',
  post: 'Refused',
  once: 'Refused',
  file: 'Refused',
  stream: 'Refused',
} as const
const BAD = { get: 'UnexpectedAnswer', post: 'UnexpectedAnswer', once: 'right' } as const
const of = (
  name: string,
  reply: (key: string, right: Reply) => Reply,
  verdict: Fault['verdict'],
): Fault => ({
  name: `a key told back ${name}`,
  reply: (right, asked) => reply(keyOf(asked.key), right),
  verdict,
})
const field = (right: Reply, name: string, value: unknown): Reply =>
  text(
    textOf(right).replace(
      new RegExp(`"${name}":(?:"[^"]*"|[^,}]*)`),
      `"${name}":${JSON.stringify(value)}`,
    ),
    {
      'content-type': 'application/json',
    },
  )
const stream = (data: string): Reply =>
  text(`data: ${data}\n\n`, { 'content-type': 'text/event-stream' })
const escaped = (key: string) =>
  [...key].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** Servers that say aloud what they were told in confidence. */
export const ECHO_FAULTS: readonly Fault[] = [
  of(
    'in words',
    (key) => refusal(401, {}, { message: `Incorrect API key provided: ${key}` }),
    KEPT,
  ),
  of(
    'in words that are clipped',
    (key) => refusal(401, {}, { message: `${'x'.repeat(420)}${key}` }),
    KEPT,
  ),
  of('as a code', (key) => refusal(400, {}, { code: key }), KEPT),
  of('as a parameter', (key) => refusal(400, {}, { param: key }), KEPT),
  of('as a request id', (key) => refusal(400, { 'x-request-id': key }), KEPT),
  of('in capitals', (key) => refusal(401, {}, { message: key.toUpperCase() }), KEPT),
  of('in base64', (key) => refusal(401, {}, { message: btoa(key) }), KEPT),
  of(
    'as part of an address',
    (key) => refusal(401, {}, { message: `/?k=${encodeURIComponent(key)}` }),
    KEPT,
  ),
  of('as a time', (key, right) => field(right, 'created_at', key), BAD),
  of('as a time, in base64', (key, right) => field(right, 'created_at', btoa(key)), BAD),
  of('as a time, in an object', (key, right) => field(right, 'created_at', { [key]: key }), BAD),
  of(
    'as a time, escaped',
    (key, right) => {
      const { chunks } = field(right, 'created_at', 'HERE')
      return text([...chunks].join('').replace('HERE', escaped(key)), {
        'content-type': 'application/json',
      })
    },
    BAD,
  ),
  of('as a content type', (key) => text('{', { 'content-type': key }), {
    ...BAD,
    stream: 'UnexpectedAnswer',
  }),
  of('as a content type of a page', (key) => text('<', { 'content-type': `text/html; ${key}` }), {
    ...BAD,
    file: 'UnexpectedAnswer',
    stream: 'UnexpectedAnswer',
  }),
  of('as the id of a bad answer', (key) => json({}, 200, { 'x-request-id': key }), BAD),
  of('in an address to go to', (key) => text('', { location: `http://127.0.0.1:9/${key}` }, 302), {
    get: 'Refused',
    once: 'Refused',
    file: 'Refused',
    stream: 'Refused',
  }),
  of('in an event', (key) => stream(EVENTS[0]?.replace(/\d+/, `"${key}"`) ?? ''), {
    stream: 'UnexpectedAnswer',
  }),
  of('in an error of a stream', (key) => stream(JSON.stringify({ error: { message: key } })), {
    stream: 'Refused',
  }),
]
