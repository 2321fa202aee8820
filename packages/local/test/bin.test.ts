import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { outputOf, run, startServer } from './process.ts'
import { dataset } from './requests.ts'

const folder = await mkdtemp(join(tmpdir(), 'finetune-bin-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the command prints where it listens and nothing else', async () => {
  const server = await startServer()
  expect((await server.get('/models')).status).toBe(200)
  expect(await server.end('SIGINT')).toEqual({
    stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\n$/),
    stderr: '',
    code: 0,
    signal: null,
  })
})

test('SIGTERM ends streams, and the job goes on when the folder is opened again', async () => {
  const data = join(folder, 'stopped')
  const first = await startServer('--data', data)
  const file = await first.upload(dataset(150))
  const { id } = await first.create({ training_file: file.id, model: 'curie', n_epochs: 2 })
  await first.until(id, 'Completed epoch 1/2')
  const stream = (await first.events(id)).text()
  expect(await first.end('SIGTERM')).toMatchObject({ stderr: '', code: 0 })
  expect(await stream).not.toContain('[DONE]')

  const second = await startServer('--data', data)
  const { events = [] } = await second.finish(id)
  expect(events.map(({ message }) => message).slice(3, 6)).toEqual([
    'Fine-tune started',
    'Completed epoch 1/2',
    'Completed epoch 2/2',
  ])
  expect(await second.end('SIGTERM')).toMatchObject({ stderr: '', code: 0 })
})

test('SIGTERM ends what models are writing, event by event and whole', async () => {
  const { baseURL, post, end } = await startServer()
  const long = { model: 'davinci', prompt: 'x', max_tokens: 4096, n: 128 }
  const streamed = await post('/completions', { ...long, stream: true })
  const reader = streamed.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader?.read())?.value ?? ''
  const whole = post('/completions', long).then(
    ({ status }) => status,
    () => 'broken off',
  )
  // It has come in when another is answered after it.
  await fetch(`${baseURL}/models`)
  expect(await end('SIGTERM')).toMatchObject({ stderr: '', code: 0 })
  for (;;) {
    const { done = true, value = '' } = (await reader?.read().catch(() => undefined)) ?? {}
    text += value
    if (done) break
  }
  expect(text).toMatch(/^data: \{"id":"cmpl-/)
  expect(text).not.toContain('[DONE]')
  expect([503, 'broken off']).toContain(await whole)
})

test('SIGTERM lets an upload that is underway end, and it is kept', async () => {
  const data = join(folder, 'drained')
  const first = await startServer('--data', data)
  const sent = request(`${first.baseURL}/files`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  const part = '--b\r\ncontent-disposition: form-data; name='
  sent.write(`${part}"purpose"\r\n\r\nfine-tune\r\n${part}"file"\r\n\r\nhalf`)
  while ((await readdir(join(data, 'drafts')).catch(() => [])).length === 0) await setImmediate()
  const ended = first.end('SIGTERM')
  while (
    await fetch(`${first.baseURL}/models`).then(
      ({ ok }) => ok,
      () => false,
    )
  ) {
    await setImmediate()
  }
  const answered = once(sent, 'response')
  sent.end(' and whole\r\n--b--\r\n')
  const [response] = await answered
  expect(response.resume().statusCode).toBe(200)
  expect(await ended).toMatchObject({ stderr: '', code: 0 })

  const second = await startServer('--data', data)
  expect((await (await second.get('/files')).json()).data).toMatchObject([{ bytes: 14 }])
  await second.end('SIGTERM')
})

test('a data folder is used by one server at a time', async () => {
  const data = join(folder, 'shared')
  const first = await startServer('--data', data)
  const second = await outputOf(run('--port', '0', '--data', data))
  expect(second).toMatchObject({ stdout: '', code: 1 })
  expect(second.stderr).toMatch(/cannot be opened; is another server using it\?\n$/)
  await first.end('SIGTERM')
})

test('a port that is taken is told', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const { stderr, code } = await outputOf(run('--port', port))
  expect(stderr).toMatch(/EADDRINUSE/)
  expect(code).toBe(1)
  other.close()
})

test.for([
  [['--host', '0.0.0.0'], /^--host 0\.0\.0\.0: only loopback is served without a --token/],
  [['--port', 'x'], /^--port x: expected a number from 0 to 65535/],
  [['--as', 'x'], /^--as x: expected one of openai, azure, together-legacy-path/],
  [['--webhook', 'http://a.test'], /^--webhook: expected one --webhook-secret for each/],
  [['--webhook', 'x', '--webhook-secret', 'y'], /^webhook: expected an http or https address/],
  [['--prot', '1'], /^Unknown option '--prot'/],
] as const)('%s is refused', async ([args, message]) => {
  expect(await outputOf(run(...args))).toEqual({
    stdout: '',
    stderr: expect.stringMatching(message),
    code: 1,
    signal: null,
  })
})

test('--help explains the flags', async () => {
  const { stdout, code } = await outputOf(run('--help'))
  for (const flag of ['port', 'data', 'host', 'token', 'cors', 'as', 'export', 'import', 'help'])
    expect(stdout).toContain(`--${flag}`)
  expect(code).toBe(0)
})
