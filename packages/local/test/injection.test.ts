import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalApi, listen } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-injection-'))
const data = join(folder, 'data')
const api = createLocalApi({ data })
const listener = await listen(api)
afterAll(async () => {
  await api.close()
  await listener.close()
  await rm(folder, { recursive: true, force: true })
})
const { get, post, remove, form, upload, text } = requestsOf(api.fetch)
const file = await upload(dataset(20))
const upload_ = await (
  await post('/uploads', { purpose: 'fine-tune', filename: 'a', bytes: 1, mime_type: 'text/plain' })
).json()

/** All answers and all files, by hash. The database's own files change with every look. */
const stateOf = async () => {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const contents = names
    .filter((entry) => entry.isFile() && !entry.name.includes('sqlite'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map(async (path) => [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ])
  const answers = ['/files', '/fine-tunes', '/models', `/files/${file.id}/content`].map(text)
  return [await Promise.all(contents), await Promise.all(answers)]
}

const QUOTES = ["'", '"', '`', "')", '")', "';", '\\', "\\'", '%27', "'''"]
const CLAUSES = [
  ' OR 1=1--',
  " OR '1'='1",
  ' OR ""="',
  '; DROP TABLE file;--',
  '; DELETE FROM file;--',
  "; UPDATE file SET status='deleted';--",
  ' UNION SELECT value FROM setting--',
  ' UNION ALL SELECT NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL--',
  "; ATTACH DATABASE '/tmp/evil.db' AS evil;--",
  '; PRAGMA writable_schema=1;--',
  ' AND randomblob(100000000)--',
  ' LIMIT 1 OFFSET 1--',
  ' ORDER BY 1--',
  '/**/OR/**/1=1#',
  ' || (SELECT load_extension(1)) || ',
  ' AND 1=(SELECT count(*) FROM sqlite_master)--',
  ' HAVING 1=1--',
  "; VACUUM INTO '/tmp/evil.db';--",
  ' IS NOT NULL OR rowid=1--',
  '\u0000--',
]
const SQL = QUOTES.flatMap((quote) => CLAUSES.map((clause) => `${file.id}${quote}${clause}`))

const UP = ['..', '%2e%2e', '.%2e', '..%00', '..\\', '..%5c', '....', '\u2025']
const TARGETS = [
  'finetune.sqlite',
  '../finetune.sqlite',
  'etc/passwd',
  '../../../../etc/passwd',
  `files/${file.id}`,
  '',
]
const PATHS = [
  ...UP.flatMap((up) => TARGETS.map((target) => `${up}/${target}`)),
  ...['/etc/passwd', 'C:\\windows\\win.ini', '\\\\host\\share', 'file:///etc/passwd', 'CON', 'NUL'],
  ...['.', '..', '~root', '/', '//', '\u0000', 'a\u0000b', '%00', `${'a/'.repeat(500)}b`],
  ...['x'.repeat(4096), '\r\nset-cookie: evil=1', '__proto__', 'constructor', '*', '%'],
]

/** Each string wherever a caller may put one. */
const tryAll = async (text: string): Promise<Response[]> => {
  const id = encodeURIComponent(text)
  const answers = [
    get(`/files/${id}`),
    get(`/files/${id}/content`),
    remove(`/files/${id}`),
    get(`/files?purpose=${id}`),
    get(`/files?after=${id}`),
    get(`/files?order=${id}&limit=${id}`),
    form({ purpose: text, file: new File(['x'], 'x') }),
    post(`/uploads/${id}/complete`, { part_ids: [text] }),
    post(`/uploads/${upload_.id}/complete`, { part_ids: [text], md5: text }),
    post(`/uploads/${id}/cancel`),
    post('/uploads', { purpose: text, filename: text, bytes: 1, mime_type: text }),
    get(`/fine-tunes/${id}`),
    get(`/fine-tunes/${id}/events`),
    post(`/fine-tunes/${id}/cancel`),
    post('/fine-tunes', { training_file: text, model: text }),
    get(`/models/${id}`),
    remove(`/models/${id}`),
    post('/completions', { model: text, prompt: text }),
  ]
  return Promise.all(answers)
}

test.for([
  ['SQL', SQL, 200],
  ['paths', PATHS, 60],
] as const)('strings of %s do nothing, wherever they are put', async ([, strings, least]) => {
  expect(new Set(strings).size).toBeGreaterThanOrEqual(least)
  const before = await stateOf()
  for (const string of strings) {
    const statuses = (await tryAll(string)).map(({ status }) => status)
    const bad = statuses.filter((status) => status >= 500)
    expect(bad, JSON.stringify(string).slice(0, 100)).toEqual([])
  }
  expect(await stateOf()).toEqual(before)
})

test.for(SQL.filter((_, index) => index % 20 === 0).concat(PATHS.slice(0, 60)))(
  'a file may be called %j',
  async (name) => {
    const answer = await post('/uploads', {
      ...{ purpose: 'fine-tune', filename: name, bytes: 1, mime_type: 'text/plain' },
    })
    const { id } = await answer.json()
    const body = new FormData()
    body.set('data', new File(['x'], name))
    const part = await api.fetch(`http://finetune.test/v1/uploads/${id}/parts`, {
      method: 'POST',
      body,
    })
    const part_ids = [(await part.json()).id]
    const { file } = await (await post(`/uploads/${id}/complete`, { part_ids })).json()
    expect(file.filename).toBe(name)
    const content = await get(`/files/${file.id}/content`)
    expect(await content.text()).toBe('x')
    expect([...content.headers.keys()]).not.toContain('set-cookie')
    await remove(`/files/${file.id}`)
  },
)

/** Sends these bytes and answers all that comes back. */
const raw = async (bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(listener.baseURL).port), '127.0.0.1')
  socket.end(bytes, 'latin1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk
  })
  await once(socket, 'close')
  return answer
}
const GOOD = 'Host: localhost\r\nConnection: close\r\n'

test.for([
  ['two hosts', `GET /v1/files HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n`],
  ['no host', 'GET /v1/files HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    'another host in the target',
    `GET http://evil.test/v1/files HTTP/1.1\r\nHost: evil.test\r\n\r\n`,
  ],
  ['a host with a name before it', 'GET /v1/files HTTP/1.1\r\nHost: localhost@evil.test\r\n\r\n'],
  ['all interfaces as host', 'GET /v1/files HTTP/1.1\r\nHost: 0.0.0.0\r\n\r\n'],
  [
    'two lengths',
    `POST /v1/files HTTP/1.1\r\n${GOOD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  ],
  [
    'a length and chunks',
    `POST /v1/files HTTP/1.1\r\n${GOOD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['a broken chunk', `POST /v1/files HTTP/1.1\r\n${GOOD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ['a header of 20 kB', `GET /v1/files HTTP/1.1\r\n${GOOD}X: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['a broken method', `G@T /v1/files HTTP/1.1\r\n${GOOD}\r\n`],
  ['a method that is traced', `TRACE /v1/files HTTP/1.1\r\n${GOOD}\r\n`],
  ['a path that is none', `GET /v1/files/%zz HTTP/1.1\r\n${GOOD}\r\n`],
  ['a path with a null', `GET /v1/files/\0 HTTP/1.1\r\n${GOOD}\r\n`],
  ['a path that climbs', `GET /v1/files/../../etc/passwd HTTP/1.1\r\n${GOOD}\r\n`],
  ['a path of overlong UTF-8', `GET /v1/files/%c0%ae%c0%ae/x HTTP/1.1\r\n${GOOD}\r\n`],
  [
    'a folded header',
    `GET /v1/files HTTP/1.1\r\n${GOOD}A: b\r\n c\r\nOrigin: https://evil.test\r\n\r\n`,
  ],
  ['another protocol', 'SSH-2.0-evil\r\n\r\n'],
] as const)('%s on the wire is refused, and the server goes on', async ([, bytes]) => {
  const before = await stateOf()
  const answer = await raw(bytes)
  expect(answer).toMatch(/^$|^HTTP\/1\.1 [45]\d\d /)
  expect(answer).not.toContain(file.id)
  expect(answer).not.toMatch(/^HTTP\/1\.1 500/)
  expect(await stateOf()).toEqual(before)
  expect((await fetch(`${listener.baseURL}/models`)).status).toBe(200)
})

test('who does not send the headers is sent away', async () => {
  const socket = connect(Number(new URL(listener.baseURL).port), '127.0.0.1')
  socket.write('GET /v1/files HTTP/1.1\r\nHost: localhost\r\n')
  const [answer] = await once(socket.setEncoding('utf8'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  socket.destroy()
})
