import { gzipSync } from 'node:zlib'
import type { Fault } from './fault.ts'
import { bytesOf, type Reply, textOf } from './reply.ts'
import { BROKEN, PASSED } from './transport-faults.ts'

const packed = (right: Reply, encoding: string, bytes: Uint8Array<ArrayBuffer>): Reply => ({
  ...right,
  headers: { ...right.headers, 'content-encoding': encoding },
  chunks: [bytes],
})

/** Bodies that are packed, and badly. */
export const ENCODING_FAULTS: readonly Fault[] = [
  {
    name: 'gzip that is none',
    reply: (right) => packed(right, 'gzip', bytesOf(textOf(right))),
    verdict: BROKEN,
  },
  {
    // Node.js takes it for whole, so what is no JSON shows nothing of it.
    name: 'gzip that is cut',
    reply: (right) =>
      packed(right, 'gzip', new Uint8Array(gzipSync(textOf(right)).subarray(0, -12))),
    verdict: {
      get: 'UnexpectedAnswer',
      post: 'UnexpectedAnswer',
      once: 'right',
      stream: ['StreamBroken', 'right'],
    },
  },
  {
    name: 'gzip with a wrong checksum',
    reply: (right) => {
      const bytes = new Uint8Array(gzipSync(textOf(right)))
      const at = bytes.length - 8
      bytes[at] = (bytes[at] ?? 0) ^ 255
      return packed(right, 'gzip', bytes)
    },
    verdict: { ...BROKEN, stream: ['StreamBroken', 'right'] },
  },
  {
    name: 'gzip as it should be',
    reply: (right) => packed(right, 'gzip', new Uint8Array(gzipSync(textOf(right)))),
    verdict: PASSED,
  },
  {
    name: 'an encoding that nobody knows',
    reply: (right) => packed(right, 'snappy', bytesOf(textOf(right).replaceAll(/[{}]/g, '\u0001'))),
    verdict: {
      get: 'UnexpectedAnswer',
      post: 'UnexpectedAnswer',
      once: 'right',
      file: 'UnexpectedAnswer',
      stream: 'UnexpectedAnswer',
    },
  },
]
