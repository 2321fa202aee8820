import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, form, get, post, remove, refusal } = requestsOf(api.fetch)

test('a file is uploaded, listed, read and deleted', async () => {
  const content = '{"prompt": "ä", "completion": " ö"}\n'
  const file = await upload(content, 'träning (1).jsonl')
  expect(file).toEqual({
    id: expect.stringMatching(/^file-[0-9A-Za-z]{24}$/),
    object: 'file',
    bytes: 38,
    created_at: expect.any(Number),
    filename: 'träning (1).jsonl',
    purpose: 'fine-tune',
    status: 'uploaded',
    status_details: null,
  })
  const processed = { ...file, status: 'processed' }
  expect(await (await get(`/files/${file.id}`)).json()).toEqual(processed)
  expect(await (await get('/files')).json()).toEqual({ object: 'list', data: [processed] })

  const answer = await get(`/files/${file.id}/content`)
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="tr_ning (1).jsonl"; filename*=UTF-8''tr%C3%A4ning%20%281%29.jsonl`,
  )
  expect(await answer.text()).toBe(content)

  expect(await (await remove(`/files/${file.id}`)).json()).toEqual({
    id: file.id,
    object: 'file',
    deleted: true,
  })
  for (const path of [`/files/${file.id}`, `/files/${file.id}/content`]) {
    expect(await refusal(get(path))).toEqual({
      status: 404,
      message: `No such File object: ${file.id}`,
      type: 'invalid_request_error',
      param: 'id',
      code: null,
    })
  }
  expect(await (await get('/files')).json()).toEqual({ object: 'list', data: [] })
})

test('every byte comes back as it went in', async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256)
  const { id } = await upload(bytes, 'a/path "quoted".bin')
  const answer = await get(`/files/${id}/content`)
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  expect(answer.headers.get('content-disposition')).toMatch(/filename="a\/path _quoted_.bin";/)
})

test('files are listed by purpose', async () => {
  await form({ purpose: 'batch', file: new File(['x'], 'x') })
  const { data } = await (await get('/files?purpose=batch')).json()
  expect(data).toMatchObject([{ purpose: 'batch', filename: 'x' }])
})

test('an upload without a name is called file', async () => {
  const answer = await form({ purpose: 'fine-tune', file: 'text and no file' })
  expect(await answer.json()).toMatchObject({ filename: 'file', bytes: 16 })
})

test('an upload for a purpose that is not known is refused', async () => {
  const answer = form({ purpose: 'world_domination', file: new File(['x'], 'x') })
  expect(await refusal(answer)).toEqual({
    status: 400,
    message:
      "'world_domination' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - 'purpose'",
    type: 'invalid_request_error',
    param: 'purpose',
    code: null,
  })
})

test('an upload without a file or a purpose is refused', async () => {
  expect(await refusal(form({ purpose: 'fine-tune' }))).toMatchObject({
    status: 400,
    message: "'file' is a required property",
    param: 'file',
  })
  expect(await refusal(form({ file: new File(['x'], 'x') }))).toMatchObject({
    status: 400,
    message: "'purpose' is a required property",
    param: 'purpose',
  })
})

test('an upload that is no form is refused', async () => {
  expect(await refusal(post('/files', { purpose: 'fine-tune' }))).toMatchObject({
    status: 415,
    message: 'Invalid Content-Type header (application/json), expected multipart/form-data.',
  })
  const broken = api.fetch('http://finetune.test/v1/files', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: 'no form at all',
  })
  expect(await refusal(broken)).toMatchObject({
    status: 400,
    message: 'Could not parse multipart form',
  })
})
