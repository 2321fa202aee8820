import { type Fault, isStream } from './fault.ts'
import { type Reply, text } from './reply.ts'
import { EVENTS, streamOf } from './world.ts'

const TYPE = { 'content-type': 'text/event-stream' }
const DONE = 'data: [DONE]\n\n'
const lines = EVENTS.map((event) => `data: ${event}\n\n`)
const sse = (...chunks: (string | Uint8Array<ArrayBuffer>)[]): Reply => ({
  ...text('', TYPE),
  chunks,
})

/** Following falls back to looking, and loses nothing. */
const of = (
  name: string,
  reply: () => Reply,
  stream: Fault['verdict']['stream'],
  more: Partial<Fault> = {},
): Fault => ({
  name: `a stream ${name}`,
  reply,
  on: isStream,
  doors: ['a stream', 'following a fine-tune'],
  verdict: { stream: stream ?? 'right', get: 'right' },
  ...more,
})
const good = (name: string, reply: () => Reply) => of(name, reply, 'right')
const broken = (name: string, reply: () => Reply, more: Partial<Fault> = {}) =>
  of(name, reply, 'StreamBroken', more)
const unexpected = (name: string, reply: () => Reply) => of(name, reply, 'UnexpectedAnswer')
const refused = (name: string, reply: () => Reply) => of(name, reply, 'Refused')
const error = (message: string) =>
  JSON.stringify({ error: { message, type: 'server_error', code: null, param: null } })

export const STREAM_FAULTS: readonly Fault[] = [
  broken('without an end', () => sse(...lines)),
  broken('of nothing', () => sse()),
  broken('of comments alone', () => sse(': hello\n\n', ': still here\n\n')),
  broken('that is cut within an event', () => sse(lines[0] ?? '', (lines[1] ?? '').slice(0, 20))),
  broken('whose last event is not ended', () => sse(...lines, 'data: [DONE]')),
  broken('that is reset', () => ({ ...sse(...lines.slice(0, 2)), end: 'reset' })),
  broken('that falls silent', () => ({ ...sse(...lines.slice(0, 2)), end: 'silence' }), {
    timeout: 500,
  }),
  broken('that falls silent at once', () => ({ ...sse(), end: 'silence' }), { timeout: 500 }),
  broken('of bytes that are no UTF-8', () =>
    sse(...lines, Uint8Array.of(100, 97, 116, 97, 58, 255, 10, 10), DONE),
  ),
  broken('whose event is larger than any', () => sse(`data: ${'x'.repeat(2 ** 21)}\n\n`, DONE)),
  broken('whose line is no field, and larger than any', () =>
    sse('x'.repeat(2 ** 21), '\n\n', ...lines, DONE),
  ),
  broken('of retries without number', () => sse('retry: 1\n'.repeat(2 ** 18), DONE)),
  broken('that names its end otherwise', () => sse(...lines, 'event: done\n\n')),
  good('with CR', () => streamOf([...EVENTS, '[DONE]'], '\r')),
  good('with CRLF', () => streamOf([...EVENTS, '[DONE]'], '\r\n')),
  good('with ends of every kind', () =>
    sse(
      ...EVENTS.map(
        (event, n) => `data: ${event}${['\n\n', '\r\r', '\r\n\r\n', '\n\r\n', '\r\n\n'][n % 5]}`,
      ),
      DONE,
    ),
  ),
  good('with a byte order mark', () => sse('\ufeff', ...lines, DONE)),
  good('without a blank behind the colon', () =>
    sse(...EVENTS.map((event) => `data:${event}\n\n`), 'data:[DONE]\n\n'),
  ),
  good('with a blank behind its end', () => sse(...lines, 'data: [DONE] \n\n')),
  good('with comments in between', () =>
    sse(...lines.flatMap((line) => [': ping\n\n', line]), DONE),
  ),
  good('with fields that nobody knows', () =>
    sse(...lines.map((line) => `foo: bar\nx\n${line}`), DONE),
  ),
  good('with a retry that is none', () =>
    sse('retry: soon\n\n', 'retry: -1\n\n', 'retry: 999999999999\n\n', ...lines, DONE),
  ),
  good('whose events are of several lines', () =>
    sse(...EVENTS.map((event) => `data: ${event.replaceAll(',"', ',\ndata: "')}\n\n`), DONE),
  ),
  good('that is one chunk', () => sse(lines.join('') + DONE)),
  good('that is cut in bytes', () =>
    sse(...[...new TextEncoder().encode(lines.join('') + DONE)].map((byte) => Uint8Array.of(byte))),
  ),
  good('that goes on behind its end', () => sse(...lines, DONE, ...lines)),
  good('that ends and stays open', () => ({ ...sse(...lines, DONE), end: 'silence' })),
  good('that tells events with the same id again', () => {
    const named = lines.map((line, n) => `id: ${n}\n${line}`)
    return sse(...named.slice(0, 3), ...named, DONE)
  }),
  good('with one id for all', () => sse(...lines.map((line) => `id: 1\n${line}`), DONE)),
  good('with ids of nothing', () => sse(...lines.map((line) => `id:\n${line}`), DONE)),
  good('whose type says more', () => ({
    ...sse(...lines, DONE),
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  })),
  good('whose type is written in capitals', () => ({
    ...sse(...lines, DONE),
    headers: { 'content-type': 'Text/Event-Stream' },
  })),
  unexpected('without a type', () => ({ ...sse(...lines, DONE), headers: {} })),
  unexpected('of another type', () => ({
    ...sse(...lines, DONE),
    headers: { 'content-type': 'text/event-streams' },
  })),
  unexpected('that is a page', () => text('<html></html>', { 'content-type': 'text/html' })),
  unexpected('that is a list', () =>
    text('{"object":"list","data":[]}', { 'content-type': 'application/json' }),
  ),
  unexpected('that is an error with status 200', () =>
    text(error('no'), { 'content-type': 'application/json' }),
  ),
  unexpected('with an event that is no JSON', () => sse(...lines, 'data: hello\n\n', DONE)),
  unexpected('with an event that is cut', () =>
    sse(...lines, `data: ${EVENTS[0]?.slice(0, 30)}\n\n`, DONE),
  ),
  unexpected('with an event that is null', () => sse('data: null\n\n', ...lines, DONE)),
  unexpected('with an event of another kind', () =>
    sse(...lines, 'data: {"object":"thread.message"}\n\n', DONE),
  ),
  unexpected('with an event too deep', () => sse(...lines, `data: ${'['.repeat(100)}\n\n`, DONE)),
  unexpected('with a time that is none', () =>
    sse(`data: ${EVENTS[0]?.replace(/\d+/, '1e99')}\n\n`, DONE),
  ),
  refused('that tells an error', () => sse(lines[0] ?? '', `data: ${error('gone')}\n\n`, DONE)),
  refused('that tells an error by name', () =>
    sse(lines[0] ?? '', `event: error\ndata: ${error('gone')}\n\n`),
  ),
  refused('that tells an error in words', () =>
    sse(lines[0] ?? '', 'event: error\ndata: overloaded\n\n'),
  ),
  {
    name: 'a stream that is empty when it is opened again',
    reply: () => sse(...lines.slice(0, 2)),
    on: isStream,
    doors: ['following a fine-tune'],
    verdict: { get: 'right' },
  },
]
