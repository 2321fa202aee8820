import { createLocalApi } from '@finetune/local'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { get, refusal } = requestsOf(api.fetch)

const BOUNDARY = '----b'
const type = `multipart/form-data; boundary=${BOUNDARY}`

/** Sends a form in these pieces. */
const send = (pieces: readonly Uint8Array<ArrayBuffer>[], headers = { 'content-type': type }) =>
  api.fetch('http://finetune.test/v1/files', {
    method: 'POST',
    headers,
    duplex: 'half',
    body: new ReadableStream({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    }),
  } as RequestInit)

const bytes = (text: string) => new TextEncoder().encode(text)
const formOf = (content: string) =>
  bytes(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n` +
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="ü %22.jsonl"\r\n` +
      `Content-Type: application/octet-stream\r\n\r\n${content}\r\n--${BOUNDARY}--\r\n`,
  )

/** Uploads a form cut at these places, and reads the file again. */
const roundTrip = async (form: Uint8Array<ArrayBuffer>, ...cuts: readonly number[]) => {
  const places = [0, ...cuts, form.length]
  const pieces = places.slice(1).map((end, index) => form.slice(places[index], end))
  const file = await (await send(pieces)).json()
  const content = await (await get(`/files/${file.id}/content`)).text()
  return { filename: file.filename, bytes: file.bytes, content }
}

const CONTENT = `\r\n--${BOUNDARY.slice(0, -1)}\r\n-\r\n---`

test('a form means the same wherever it is cut once', async () => {
  const form = formOf(CONTENT)
  const expected = { filename: 'ü ".jsonl', bytes: CONTENT.length, content: CONTENT }
  for (let cut = 0; cut <= form.length; cut += 1) {
    expect(await roundTrip(form, cut), `cut at ${cut}`).toEqual(expected)
  }
})

test('a form means the same wherever it is cut, whatever is in it', async () => {
  const content = fc.array(fc.constantFrom('\r', '\n', '-', 'b', BOUNDARY, '\r\n', '\r\n--'))
  const isFree = (text: string) => !`\r\n${text}\r\n`.includes(`\r\n--${BOUNDARY}`)
  await fc.assert(
    fc.asyncProperty(
      content.map((items) => items.join('')).filter(isFree),
      fc.array(fc.nat(400)),
      async (text, cuts) => {
        const form = formOf(text)
        const sorted = cuts.filter((cut) => cut <= form.length).sort((one, other) => one - other)
        expect(await roundTrip(form, ...sorted)).toMatchObject({ content: text })
      },
    ),
    { numRuns: 300 },
  )
})

const part = (name: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${name}\r\n\r\n`
const parts = [
  `${part('name="purpose"')}fine-tune\r\n`,
  `${part('name="file"; filename="a"')}x\r\n`,
]
const whole = new TextDecoder().decode(formOf('x'))
test.for([
  ['without an end', whole.slice(0, -8)],
  ['cut in a header', whole.slice(0, 140)],
  ['of nothing', ''],
  ['of another boundary', whole.replaceAll(BOUNDARY, '----c')],
  ['with a part of no name', whole.replace('name="file"; ', '')],
] as const)('a form %s is refused, and nothing is kept', async ([, text]) => {
  const before = await (await get('/files')).text()
  expect(await refusal(send([bytes(text)]))).toMatchObject({
    status: 400,
    message: 'Could not parse multipart form',
  })
  expect(await (await get('/files')).text()).toBe(before)
})

test('a file in the place of a text is refused', async () => {
  const form = whole.replace('name="purpose"', 'name="purpose"; filename="p.txt"')
  expect(await refusal(send([bytes(form)]))).toMatchObject({
    status: 400,
    message: "{'name': 'p.txt', 'size': 9} is not of type 'string' - 'purpose'",
    param: 'purpose',
  })
})

test.for([
  ['the file before its purpose', parts.toReversed().join('')],
  ['no line after its end', parts.join(''), ''],
  ['a text before and after', `before\r\n${parts.join('')}`, '\r\nafter'],
  ['headers in small letters', parts.join('').replaceAll('Content-Disp', 'content-disp')],
  ['a name beside others', `${part('name="other"')}x\r\n${parts.join('')}`],
  ['two files, of which the last counts', `${part('name="file"')}y\r\n${parts.join('')}`],
] as const)('a form may have %s', async ([, content, end = '\r\n']) => {
  const answer = await send([bytes(`${content}--${BOUNDARY}--${end}`)])
  expect(answer.status).toBe(200)
  const file = await answer.json()
  expect(file).toMatchObject({ filename: 'a', bytes: 1, purpose: 'fine-tune' })
  expect(await (await get(`/files/${file.id}/content`)).text()).toBe('x')
})

test('a form of very many parts is refused', async () => {
  const part = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n`
  const answer = send([bytes(`${part.repeat(101)}--${BOUNDARY}--\r\n`)])
  expect(await refusal(answer)).toMatchObject({ status: 413 })
})

test('a form without a boundary is refused', async () => {
  const answer = send([formOf('x')], { 'content-type': 'multipart/form-data' })
  expect(await refusal(answer)).toMatchObject({ status: 400 })
})

test('fields that would reach a prototype reach nothing', async () => {
  const field = (name: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nfine-tune\r\n`
  const form = `${['__proto__', '__proto__[polluted]', 'constructor[x]'].map(field).join('')}${whole}`
  expect((await send([bytes(form)])).status).toBe(200)
  expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted')
})
