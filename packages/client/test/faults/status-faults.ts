import type { Fault } from './fault.ts'
import { type Reply, refusal, text } from './reply.ts'

const KEPT: Fault['verdict'] = {
  get: 'Refused',
  post: 'Refused',
  once: 'Refused',
  file: 'Refused',
  stream: 'Refused',
}
/** The server may have done it before it failed, so `createOnce` looks. */
const FAILED: Fault['verdict'] = { ...KEPT, once: 'right' }
const GATEWAY: Fault['verdict'] = { ...FAILED, post: 'Ambiguous' }
const RECOVERED: Fault['verdict'] = {
  get: 'right',
  post: 'Refused',
  once: 'right',
  file: 'right',
  stream: 'right',
}
/** A form that is sent by its stream cannot tell a redirect from a lost connection. */
const MOVED: Fault['verdict'] = { ...KEPT, post: ['Refused', 'Ambiguous'] }

const html = (status: number, headers: Reply['headers'] = {}) =>
  text(`<html><h1>${status}</h1></html>`, { 'content-type': 'text/html', ...headers }, status)

const of = (
  name: string,
  reply: Fault['reply'],
  verdict: Fault['verdict'],
  more: Partial<Fault> = {},
): Fault => ({ name, reply, verdict, ...more })

const RETRY_AFTER: Readonly<Record<string, string>> = {
  'a date gone by': 'Wed, 21 Oct 2015 07:28:00 GMT',
  'a negative number': '-5',
  'a fraction': '0.001',
  words: 'soon',
  'a number with words': '5 seconds',
  nothing: '',
}
const LATER: Readonly<Record<string, string>> = {
  'a day': '86400',
  'a huge number': '9'.repeat(40),
  'more than a number holds': '9'.repeat(400),
  'a date of another century': 'Fri, 31 Dec 2100 23:59:59 GMT',
}

/** Answers that say no, in every tone. */
export const STATUS_FAULTS: readonly Fault[] = [
  ...[400, 401, 403, 404, 405, 410, 413, 415, 422, 451].map((status) =>
    of(`${status} of the API`, () => refusal(status), KEPT),
  ),
  ...[409, 408, 425, 429].map((status) =>
    of(`${status}, again and again`, () => refusal(status), KEPT),
  ),
  of('409, once', () => refusal(409), { ...RECOVERED, once: 'Refused' }, { times: 1 }),
  ...[500, 503, 529].map((status) =>
    of(`${status}, again and again`, () => refusal(status), FAILED),
  ),
  of('500, once', () => refusal(500), RECOVERED, { times: 1 }),
  of('503 as a page', () => html(503), FAILED),
  of('500 in plain words', () => text('oops', { 'content-type': 'text/plain' }, 500), FAILED),
  of('500 of nothing', () => text('', {}, 500), FAILED),
  of(
    '400 of broken JSON',
    () => text('{"error":', { 'content-type': 'application/json' }, 400),
    KEPT,
  ),
  of('400 with null for an error', () => text('{"error":null}', {}, 400), KEPT),
  of('400 with words for an error', () => text('{"error":"bad"}', {}, 400), KEPT),
  of('400 with a deep error', () => text('['.repeat(100_000), {}, 400), KEPT),
  of('400 in bytes that are no text', () => text(Uint8Array.of(255, 254, 0), {}, 400), KEPT),
  ...[502, 504].map((status) => of(`${status} of a gateway`, () => html(status), GATEWAY)),
  of('502 of a gateway, once', () => html(502), { ...RECOVERED, post: 'Ambiguous' }, { times: 1 }),
  of('429 of a quota', () => refusal(429, {}, { code: 'insufficient_quota' }), KEPT),
  of('503 that forbids a second try', () => refusal(503, { 'x-should-retry': 'false' }), FAILED),
  of(
    '400 that asks for a second try, once',
    () => refusal(400, { 'x-should-retry': 'true' }),
    { ...RECOVERED, once: 'Refused' },
    { times: 1 },
  ),
  of('a status that is no HTTP', () => refusal(999), { ...KEPT, once: ['Refused', 'right'] }),
  of('a part of an answer', (right) => ({ ...right, status: 206 }), {
    get: 'UnexpectedAnswer',
    post: 'UnexpectedAnswer',
    once: 'right',
    file: 'UnexpectedAnswer',
    stream: 'UnexpectedAnswer',
  }),
  of(
    '429 with a pause in milliseconds, once',
    () => refusal(429, { 'retry-after-ms': '1' }),
    { ...RECOVERED, once: 'Refused' },
    { times: 1 },
  ),
  of(
    '429 with a pause in seconds, once',
    () => refusal(429, { 'retry-after': '1' }),
    { ...RECOVERED, once: 'Refused' },
    { times: 1 },
  ),
  of(
    '429 with a date to come, once',
    () => refusal(429, { 'retry-after': new Date(Date.now() + 1_000).toUTCString() }),
    { ...RECOVERED, once: 'Refused' },
    { times: 1 },
  ),
  ...Object.entries(RETRY_AFTER).map(([name, value]) =>
    of(
      `429 with ${name} for a pause, once`,
      () => refusal(429, { 'retry-after': value }),
      { ...RECOVERED, once: 'Refused' },
      { times: 1 },
    ),
  ),
  ...Object.entries(LATER).map(([name, value]) =>
    of(`429 with a pause of ${name}`, () => refusal(429, { 'retry-after': value }), KEPT),
  ),
  ...[300, 301, 302, 303, 307, 308].map((status) =>
    of(
      `${status} to another origin`,
      () => html(status, { location: 'http://127.0.0.1:9/elsewhere' }),
      MOVED,
    ),
  ),
  of('302 in a circle', () => html(302, { location: '' }), MOVED),
  of(
    '307 with a key in it',
    (_, { key }) => html(307, { location: `/?key=${encodeURIComponent(key)}` }),
    MOVED,
  ),
  of('302 to nowhere', () => html(302), MOVED),
  of('304 that nobody asked for', () => text('', {}, 304), KEPT),
]
