import type { Fault } from './fault.ts'
import { json, type Reply, refusal, text, textOf } from './reply.ts'
import type { Asked } from './world.ts'

const ends =
  (path: string) =>
  (asked: Asked): boolean =>
    asked.path.endsWith(path)
const change =
  (changed: (answer: Record<string, never>) => unknown) =>
  (right: Reply): Reply =>
    json(changed(JSON.parse(textOf(right))))

const part = (
  name: string,
  path: string,
  reply: Fault['reply'],
  post: Fault['verdict']['post'],
  more: Partial<Fault> = {},
): Fault => ({
  name,
  reply,
  on: ends(path),
  doors: ['upload in parts'],
  verdict: { post: post ?? 'right' },
  ...more,
})
const lost: Reply = { status: 0, headers: {}, chunks: [], end: 'reset' }

/** What can go wrong with files alone. */
export const FILE_FAULTS: readonly Fault[] = [
  part('a part that is refused', '/parts', () => refusal(400), 'Refused'),
  part('a part that is too large', '/parts', () => refusal(413), 'Refused'),
  part('a part that is lost, once', '/parts', () => lost, 'right', { times: 1 }),
  part('a part that is lost again and again', '/parts', () => lost, 'NoAnswer'),
  part('a part that the server fails at, once', '/parts', () => refusal(500), 'right', {
    times: 1,
  }),
  part(
    'a part that is answered by a page',
    '/parts',
    () => text('<html>', { 'content-type': 'text/html' }),
    'UnexpectedAnswer',
  ),
  part(
    'a part without an id',
    '/parts',
    change(({ id: _, ...answer }) => answer),
    'UnexpectedAnswer',
  ),
  part(
    'a checksum that does not match',
    '/complete',
    () => refusal(400, {}, { message: 'md5' }),
    'Refused',
  ),
  part('a completion that is lost', '/complete', () => lost, 'Ambiguous'),
  part(
    'a completion without a file',
    '/complete',
    change(({ file: _, ...answer }) => answer),
    'UnexpectedAnswer',
  ),
  part(
    'a completion with null for a file',
    '/complete',
    change((answer) => ({ ...answer, file: null })),
    'UnexpectedAnswer',
  ),
  part(
    'a completion with a shorter file',
    '/complete',
    change((answer) => ({ ...answer, file: { ...Object(answer.file), bytes: 3 } })),
    'UnexpectedAnswer',
  ),
  part(
    'a completion of another upload',
    '/complete',
    change((answer) => ({ ...answer, id: 'upload_2' })),
    'UnexpectedAnswer',
  ),
  part(
    'a completion that is still pending',
    '/complete',
    change(({ file: _, ...answer }) => ({ ...answer, status: 'pending' })),
    'UnexpectedAnswer',
  ),
  part('an upload that cannot be called off', '/cancel', () => lost, 'right'),
  {
    name: 'an upload that is answered with a shorter file',
    reply: change((answer) => ({ ...answer, bytes: 3 })),
    doors: ['upload'],
    verdict: { post: 'UnexpectedAnswer' },
  },
  {
    name: 'an upload that is answered with a file for another purpose',
    reply: change((answer) => ({ ...answer, purpose: 'vision' })),
    doors: ['upload'],
    verdict: { post: 'UnexpectedAnswer' },
  },
  {
    name: 'a download of nothing at all',
    reply: () => text('', { 'content-type': 'application/octet-stream' }, 204),
    verdict: { file: 'UnexpectedAnswer' },
  },
  {
    name: 'a download that is a page',
    reply: () => text('<html>', { 'content-type': 'Text/HTML; charset=utf-8' }),
    verdict: { file: 'UnexpectedAnswer' },
  },
  {
    name: 'a download with a name that leads elsewhere',
    reply: (right) => ({
      ...right,
      headers: {
        ...right.headers,
        'content-disposition': 'attachment; filename="../../etc/passwd"',
      },
    }),
    verdict: { file: 'right' },
  },
  {
    name: 'a download with a disposition that is none',
    reply: (right) => ({
      ...right,
      headers: { ...right.headers, 'content-disposition': '=;;"%%%' },
    }),
    verdict: { file: 'right' },
  },
]
