import type { Fault } from './fault.ts'
import { bytesOf, headOf, type Reply, text, textOf } from './reply.ts'

/** No head comes. */
const nothing = (end: 'reset' | 'silence' | 'complete'): Reply => ({
  status: 0,
  headers: {},
  chunks: [],
  end,
})
/** The head of the right reply and half of its body, then an end. */
const half =
  (end: Reply['end'], share = 0.5) =>
  (right: Reply): Reply => {
    const body = bytesOf(textOf(right))
    return { ...right, chunks: [body.slice(0, Math.floor(body.length * share))], end }
  }
const raw = (right: Reply, write: (head: string, body: string) => string): Reply => {
  const body = String.fromCharCode(...bytesOf(textOf(right)))
  return { ...right, raw: write(headOf(right), body) }
}
const chunked = (right: Reply, write: (body: string) => string): Reply =>
  raw(
    { ...right, headers: { ...right.headers, 'transfer-encoding': 'chunked' } },
    (head, body) => `${head}${write(body)}`,
  )
const sizeOf = (body: string) => body.length.toString(16)

const LOST: Fault['verdict'] = {
  get: 'NoAnswer',
  post: 'Ambiguous',
  once: 'right',
  file: 'NoAnswer',
  stream: 'NoAnswer',
}
/** After the head, a stream and a download tell how far they came. */
export const BROKEN: Fault['verdict'] = { ...LOST, file: 'StreamBroken', stream: 'StreamBroken' }
const SILENT: Fault['verdict'] = {
  get: 'TimedOut',
  post: 'Ambiguous',
  // In a busy process a look, or the head of a stream, may be late itself.
  once: ['right', 'Ambiguous', 'TimedOut'],
  file: 'TimedOut',
  stream: 'TimedOut',
}
const STALLED: Fault['verdict'] = { ...SILENT, stream: ['StreamBroken', 'TimedOut'] }
export const PASSED: Fault['verdict'] = {
  get: 'right',
  post: 'right',
  once: 'right',
  file: 'right',
  stream: 'right',
}
/** Over once: what may be asked again is. */
const RECOVERED: Fault['verdict'] = { ...PASSED, post: 'Ambiguous' }

/** Connections that break, fall silent, or carry what is no HTTP. */
export const TRANSPORT_FAULTS: readonly Fault[] = [
  { name: 'reset before the head', reply: () => nothing('reset'), verdict: LOST },
  {
    name: 'reset before the head, once',
    reply: () => nothing('reset'),
    times: 1,
    verdict: RECOVERED,
  },
  {
    name: 'reset before the request is heard, once',
    reply: () => nothing('reset'),
    times: 1,
    isUnheard: true,
    verdict: RECOVERED,
  },
  { name: 'closed before the head', reply: () => nothing('complete'), verdict: LOST },
  {
    name: 'closed before the head, once',
    reply: () => nothing('complete'),
    times: 1,
    verdict: RECOVERED,
  },
  {
    name: 'silent before the head',
    reply: () => nothing('silence'),
    timeout: 100,
    verdict: SILENT,
  },
  {
    name: 'silent before the head, once',
    reply: () => nothing('silence'),
    times: 1,
    timeout: 1_500,
    verdict: RECOVERED,
  },
  { name: 'reset after the head', reply: half('reset', 0), verdict: BROKEN },
  { name: 'reset within the body', reply: half('reset'), verdict: BROKEN },
  {
    name: 'reset within the body, once',
    reply: half('reset'),
    times: 1,
    verdict: { ...RECOVERED, file: 'StreamBroken', stream: 'StreamBroken' },
  },
  { name: 'silent after the head', reply: half('silence', 0), timeout: 100, verdict: STALLED },
  { name: 'silent within the body', reply: half('silence'), timeout: 100, verdict: STALLED },
  {
    name: 'silent one byte before the end',
    reply: half('silence', 0.99),
    timeout: 100,
    verdict: STALLED,
  },
  {
    name: 'a byte now and then, for ever',
    reply: (right) => ({ ...right, chunks: Array(10_000).fill(' '), pace: 20 }),
    timeout: 100,
    // What never falls silent is never late where time is counted from byte to byte.
    verdict: { get: 'TimedOut', post: 'Ambiguous', once: SILENT.once ?? 'right' },
  },
  {
    name: 'a body shorter than its content-length',
    reply: (right) => raw(right, (head, body) => `${head}${body.slice(0, -3)}`),
    verdict: BROKEN,
  },
  {
    name: 'a body shorter than its content-length, once',
    reply: (right) => raw(right, (head, body) => `${head}${body.slice(0, -3)}`),
    times: 1,
    verdict: { ...RECOVERED, file: 'StreamBroken', stream: 'StreamBroken' },
  },
  {
    name: 'a content-length that is too short',
    reply: (right) =>
      raw(right, (head, body) => head.replace(/content-length: \d+/, 'content-length: 10') + body),
    verdict: {
      get: ['UnexpectedAnswer', 'NoAnswer'],
      post: ['UnexpectedAnswer', 'Ambiguous'],
      once: 'right',
      stream: 'StreamBroken',
    },
  },
  ...['abc', '-5', '5, 6', '1e3', '99999999999999999999'].map(
    (length): Fault => ({
      name: `a content-length of ${length}`,
      reply: (right) =>
        raw(
          right,
          (head, body) => head.replace(/content-length: \d+/, `content-length: ${length}`) + body,
        ),
      verdict: {
        ...LOST,
        file: ['NoAnswer', 'StreamBroken'],
        stream: ['NoAnswer', 'StreamBroken'],
      },
    }),
  ),
  {
    name: 'two content-lengths that differ',
    reply: (right) =>
      raw(right, (head, body) => head.replace('\r\n', '\r\ncontent-length: 3\r\n') + body),
    verdict: LOST,
  },
  {
    name: 'chunks as they should be',
    reply: (right) => chunked(right, (body) => `${sizeOf(body)}\r\n${body}\r\n0\r\n\r\n`),
    verdict: PASSED,
  },
  {
    name: 'chunks with a trailer',
    reply: (right) =>
      chunked(right, (body) => `${sizeOf(body)}\r\n${body}\r\n0\r\nx-sum: 1\r\n\r\n`),
    verdict: PASSED,
  },
  {
    name: 'chunks without the last one',
    reply: (right) => chunked(right, (body) => `${sizeOf(body)}\r\n${body}\r\n`),
    verdict: { ...BROKEN, stream: ['StreamBroken', 'right'] },
  },
  {
    name: 'a chunk whose size is none',
    reply: (right) => chunked(right, (body) => `zz\r\n${body}\r\n0\r\n\r\n`),
    verdict: BROKEN,
  },
  {
    name: 'a chunk longer than it says',
    reply: (right) => chunked(right, (body) => `5\r\n${body}\r\n0\r\n\r\n`),
    verdict: BROKEN,
  },
  {
    name: 'a chunk shorter than it says',
    reply: (right) => chunked(right, (body) => `ffff\r\n${body}\r\n0\r\n\r\n`),
    verdict: { ...BROKEN, stream: ['StreamBroken', 'right'] },
  },
  {
    name: 'no HTTP at all',
    reply: (right) => ({ ...right, raw: 'SSH-2.0-OpenSSH_9.6\r\n' }),
    verdict: LOST,
  },
  {
    name: 'a status line that is none',
    reply: (right) => raw(right, (head, body) => head.replace('200', 'OK') + body),
    verdict: LOST,
  },
  {
    name: 'a head that never ends',
    reply: (right) => ({ ...right, raw: `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(200_000)}` }),
    verdict: LOST,
  },
  {
    name: 'one header of a megabyte',
    reply: (right) =>
      raw(
        { ...right, headers: { ...right.headers, 'x-large': 'x'.repeat(2 ** 20) } },
        (head, body) => `${head}${body}`,
      ),
    verdict: LOST,
  },
  {
    name: 'a header of a control character',
    reply: (right) => raw(right, (head, body) => head.replace('\r\n', '\r\nx-a: b\0c\r\n') + body),
    verdict: LOST,
  },
  {
    name: 'a header of many cookies',
    reply: (right) => ({
      ...right,
      headers: {
        ...right.headers,
        'set-cookie': Array.from({ length: 50 }, (_, n) => `c${n}=1; Secure`),
      },
    }),
    verdict: PASSED,
  },
  {
    name: 'early hints before the answer',
    reply: (right) =>
      raw(right, (head, body) => `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${head}${body}`),
    verdict: PASSED,
  },
  {
    name: 'processing before the answer',
    reply: (right) => raw(right, (head, body) => `HTTP/1.1 102 Processing\r\n\r\n${head}${body}`),
    verdict: PASSED,
  },
  {
    name: 'another protocol in place of an answer',
    reply: (right) => ({
      ...right,
      raw: 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    }),
    verdict: LOST,
  },
  {
    name: 'a second answer behind the first',
    reply: (right) =>
      raw(right, (head, body) => `${head}${body}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull`),
    verdict: PASSED,
  },
  {
    name: 'a body byte by byte',
    reply: (right) => ({
      ...right,
      chunks: [...bytesOf(textOf(right))].map((byte) => Uint8Array.of(byte)),
    }),
    verdict: PASSED,
  },
  {
    name: 'nothing but a head, and closed',
    reply: (right) => ({
      ...right,
      raw: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n',
    }),
    verdict: {
      get: 'UnexpectedAnswer',
      post: 'UnexpectedAnswer',
      once: 'right',
      stream: 'UnexpectedAnswer',
    },
  },
  {
    name: 'HTTP of 1996',
    reply: (right) =>
      raw(text(textOf(right), right.headers), (head, body) => head.replace('1.1', '1.0') + body),
    verdict: PASSED,
  },
]
