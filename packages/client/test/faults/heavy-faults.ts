import { gzipSync } from 'node:zlib'
import type { Fault } from './fault.ts'
import { json, type Reply, text } from './reply.ts'

/** A megabyte of blanks, of which JSON may have as many as it likes. */
const blanks = ' '.repeat(2 ** 20)

function* endless(begin: string, piece: string): Generator<string> {
  yield begin
  for (;;) yield piece
}
const flood = (type: string, begin: string, piece = blanks, status = 200): Reply => ({
  status,
  headers: { 'content-type': type },
  chunks: { [Symbol.iterator]: () => endless(begin, piece) },
  end: 'complete',
})
/** A file of many members is the same to a reader as one of their contents. */
const bomb = (type: string, begin: string, megabytes: number): Reply => {
  const member = gzipSync(blanks)
  const bytes = Buffer.concat([gzipSync(begin), ...Array(megabytes).fill(member)])
  return text(new Uint8Array(bytes), { 'content-type': type, 'content-encoding': 'gzip' })
}

const LARGE: Fault['verdict'] = { get: 'TooLarge', post: 'TooLarge' }
const BROKEN: Fault['verdict'] = { stream: 'StreamBroken' }

/** Answers that would fill any memory. */
export const HEAVY_FAULTS: readonly Fault[] = [
  { name: 'a body without end', reply: () => flood('application/json', '{'), verdict: LARGE },
  {
    name: 'a body of 300 MB',
    reply: () => ({ ...json(null), chunks: Array(300).fill(blanks) }),
    verdict: LARGE,
  },
  { name: 'a bomb of gzip', reply: () => bomb('application/json', '{', 400), verdict: LARGE },
  {
    name: 'a refusal without end',
    reply: () => flood('application/json', '{', blanks, 400),
    verdict: { get: 'Refused', post: 'Refused', stream: 'Refused' },
  },
  {
    name: 'a gateway without end',
    reply: () => flood('text/html', '<', blanks, 502),
    verdict: { get: 'Refused', post: 'Ambiguous' },
  },
  {
    name: 'a line without end',
    reply: () => flood('text/event-stream', 'data: '),
    verdict: BROKEN,
  },
  {
    name: 'an event without end',
    reply: () => flood('text/event-stream', '', `data: ${'x'.repeat(1_000)}\n`),
    verdict: BROKEN,
  },
  {
    name: 'comments without end',
    reply: () => flood('text/event-stream', '', `: ${'x'.repeat(1_000)}\n\n`),
    verdict: BROKEN,
  },
  {
    name: 'a bomb of gzip in a stream',
    reply: () => bomb('text/event-stream', 'data: ', 400),
    verdict: BROKEN,
  },
]
