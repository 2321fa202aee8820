import type { Fault } from './fault.ts'
import { type Reply, text, textOf } from './reply.ts'
import type { Asked } from './world.ts'

const TYPE = { 'content-type': 'application/json' }
const GOOD: Fault['verdict'] = { get: 'right', post: 'right', once: 'right' }
/** What the server has done is found by a look. */
const BAD: Fault['verdict'] = {
  get: 'UnexpectedAnswer',
  post: 'UnexpectedAnswer',
  once: 'right',
}
const WORSE: Fault['verdict'] = { ...BAD, stream: 'UnexpectedAnswer' }

/** A byte a character. */
const bytes = (latin: string) => Uint8Array.from(latin, (sign) => sign.charCodeAt(0))

/** The first object of the answer, changed as text: JSON can say more than JavaScript. */
const field =
  (name: string, json: string) =>
  (right: Reply): Reply =>
    text(
      textOf(right).replace(new RegExp(`"${name}":(?:"[^"]*"|[^,}]*)`), `"${name}":${json}`),
      TYPE,
    )
const without =
  (name: string) =>
  (right: Reply): Reply =>
    text(textOf(right).replace(new RegExp(`"${name}":(?:"[^"]*"|[^,}]*),?`), ''), TYPE)
/** Of events nobody knows what they should be. */
const isNoEvent = ({ path }: Asked): boolean => !path.endsWith('/events')
/** One more member at the front of the answer. */
const more =
  (json: string) =>
  (right: Reply): Reply =>
    text(textOf(right).replace('{', `{${json},`), TYPE)
const body = (name: string, said: string | Uint8Array<ArrayBuffer>, headers = TYPE): Fault => ({
  name,
  reply: () => text(said, headers),
  verdict: WORSE,
})
const bad = (name: string, reply: Fault['reply'], changed: Partial<Fault> = {}): Fault => ({
  name,
  reply,
  verdict: BAD,
  ...changed,
})
const good = (name: string, reply: Fault['reply']): Fault => ({ name, reply, verdict: GOOD })

/** Answers that say yes, and something else than they should. */
export const BODY_FAULTS: readonly Fault[] = [
  { ...body('nothing', ''), verdict: { ...WORSE, file: 'UnexpectedAnswer' } },
  body('blanks', ' \n\t '),
  body('null', 'null'),
  body('a list', '[]'),
  body('a text', '"ok"'),
  body('a number', '7'),
  body('true', 'true'),
  body('an object without anything', '{}'),
  body('two answers', '{}{}'),
  body('NaN', 'NaN'),
  body('a comment', '/* {} */'),
  {
    ...body(
      'an error that says 200',
      '{"error":{"message":"no","type":"x","param":null,"code":null}}',
    ),
    verdict: { ...WORSE, file: 'UnexpectedAnswer' },
  },
  {
    ...body('a page that says 200', '<html><h1>Sign in</h1></html>', {
      'content-type': 'text/html',
    }),
    verdict: { ...WORSE, file: 'UnexpectedAnswer' },
  },
  body('a page that says it is JSON', '<!doctype html><html></html>'),
  body('JavaScript', 'callback({"id":"ft-1"})', { 'content-type': 'application/javascript' }),
  body('JSON in UTF-16', bytes('\xff\xfe{\0"\0i\0d\0"\0:\x007\0}\0')),
  body('a hundred thousand brackets', '['.repeat(100_000) + ']'.repeat(100_000)),
  body('a hundred thousand objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  {
    name: '204 where a body is promised',
    reply: () => text('', {}, 204),
    verdict: { ...WORSE, file: 'UnexpectedAnswer' },
  },
  {
    name: '205 where a body is promised',
    reply: () => text('', {}, 205),
    verdict: { ...WORSE, file: 'UnexpectedAnswer' },
  },
  bad('JSON that is cut', (right) => text(textOf(right).slice(0, -5), TYPE)),
  bad('JSON with a word behind it', (right) => text(`${textOf(right)} OK`, TYPE)),
  bad('single quotes', (right) => text(textOf(right).replaceAll('"', "'"), TYPE)),
  bad('a comma too many', (right) => text(textOf(right).replace(/}$/, ',}'), TYPE)),
  bad('a control character within a text', more('"x":"\u0001"')),
  bad('half a character', (right) => ({
    ...right,
    chunks: [bytes(textOf(right).replace('{', '{"x":"\xe4\xbd",'))],
  })),
  bad('an overlong slash', (right) => ({
    ...right,
    chunks: [bytes(textOf(right).replace('{', '{"x":"\xc0\xaf",'))],
  })),
  good('a byte order mark', (right) => text(`\ufeff${textOf(right)}`, TYPE)),
  good('blanks around', (right) => text(`\n\n  ${textOf(right)}\r\n`, TYPE)),
  good('no content type', (right) => text(textOf(right))),
  good('plain text that is JSON', (right) => text(textOf(right), { 'content-type': 'text/plain' })),
  good('a content type that is none', (right) => text(textOf(right), { 'content-type': ';;=' })),
  good('JSON as a problem', (right) =>
    text(textOf(right), { 'content-type': 'application/problem+json' }),
  ),
  good('a prototype that is a key', more('"__proto__":{"status":"owned"}')),
  good('a prototype in disguise', more('"\\u005f_proto__":{"status":"owned"}')),
  good('a constructor that is a key', more('"constructor":{"prototype":{"status":"owned"}}')),
  good('fields of tomorrow', more('"tomorrow":[{"a":null}],"toString":1,"then":1')),
  bad('a number beyond all numbers', more('"x":1e400')),
  bad('a number of a thousand digits', more(`"x":${'9'.repeat(1_000)}`)),
  bad('an answer too deep', more(`"x":${'['.repeat(65)}${']'.repeat(65)}`)),
  good('an answer as deep as may be', more(`"x":${'['.repeat(60)}${']'.repeat(60)}`)),
  good('a text of a megabyte', more(`"x":"${'x'.repeat(2 ** 20)}"`)),
  good(
    'ten thousand fields',
    more(Array.from({ length: 10_000 }, (_, n) => `"x${n}":${n}`).join()),
  ),
  bad('an id that is a number', field('id', '7')),
  bad('an id that is null', field('id', 'null')),
  bad('an id that is missing', without('id')),
  bad('an id that is empty', field('id', '""'), {
    on: isNoEvent,
    doors: [
      'call',
      'following a fine-tune',
      'following a job',
      'upload',
      'createOnce of a job',
      'createOnce of a fine-tune',
    ],
  }),
  bad('the answer to another question', field('id', '"other-1"'), {
    on: isNoEvent,
    doors: ['call', 'following a fine-tune', 'following a job'],
  }),
  bad(
    'an id that is told again at the end',
    (right) => text(textOf(right).replace(/}$/, ',"id":"other-1"}'), TYPE),
    { on: isNoEvent, doors: ['call', 'following a fine-tune', 'following a job'] },
  ),
  bad('another kind of object', field('object', '"thread"'), {
    doors: [
      'call',
      'following a fine-tune',
      'following a job',
      'upload',
      'upload in parts',
      'createOnce of a job',
      'createOnce of a fine-tune',
    ],
  }),
  bad('a kind that is missing', without('object'), {
    doors: [
      'call',
      'following a fine-tune',
      'following a job',
      'upload',
      'upload in parts',
      'createOnce of a job',
      'createOnce of a fine-tune',
    ],
  }),
  ...['"1700000000"', '1.5', 'null', '9007199254740992', '1e300', '-1e300', '[1]', 'true'].map(
    (value) => bad(`a time that is ${value}`, field('created_at', value)),
  ),
  bad('a time that is missing', without('created_at')),
  ...['7', 'null', '{}', '["running"]', 'false'].map((value) =>
    bad(`a status that is ${value}`, field('status', value), {
      doors: [
        'call',
        'pages',
        'following a fine-tune',
        'following a job',
        'upload in parts',
        'createOnce of a job',
        'createOnce of a fine-tune',
      ],
    }),
  ),
]
