import { createLocalApi, createManualClock } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

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
    status: 'processed',
    status_details: null,
    expires_at: null,
  })
  expect(await (await get(`/files/${file.id}`)).json()).toEqual(file)
  expect(await (await get('/files')).json()).toEqual({
    object: 'list',
    data: [file],
    first_id: file.id,
    last_id: file.id,
    has_more: false,
  })

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
  expect(await (await get('/files')).json()).toEqual({
    object: 'list',
    data: [],
    first_id: null,
    last_id: null,
    has_more: false,
  })
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

test('lists are walked by id, newest or oldest first', async () => {
  const ids: string[] = []
  for (const name of ['a', 'b', 'c', 'd']) {
    const answer = await form({ purpose: 'vision', file: new File([name], name) })
    ids.unshift((await answer.json()).id)
  }
  const list = async (query: string) => (await get(`/files?purpose=vision&${query}`)).json()
  const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id)

  const first = await list('limit=3')
  expect(idsOf(first)).toEqual(ids.slice(0, 3))
  expect(first).toMatchObject({ first_id: ids[0], last_id: ids[2], has_more: true })
  await remove(`/files/${ids[2]}`)
  const second = await list(`limit=3&after=${first.last_id}`)
  expect(second).toMatchObject({ first_id: ids[3], last_id: ids[3], has_more: false })

  expect(idsOf(await list('order=asc'))).toEqual([ids[3], ids[1], ids[0]])
  expect(idsOf(await list(`order=asc&limit=1&after=${ids[3]}`))).toEqual([ids[1]])
  expect(idsOf(await list(`limit=10000&after=${ids[3]}`))).toEqual([])
})

test.for([
  ['limit=0', 400, "0 is less than the minimum of 1 - 'limit'", 'limit'],
  ['limit=10001', 400, "10001 is greater than the maximum of 10000 - 'limit'", 'limit'],
  ['limit=many', 400, "'many' is not of type 'integer' - 'limit'", null],
  ['order=up', 400, "'up' is not one of ['asc', 'desc'] - 'order'", 'order'],
  ['after=file-x', 404, 'No such File object: file-x', 'after'],
] as const)('a list of %s is refused', async ([query, status, message, param]) => {
  expect(await refusal(get(`/files?${query}`))).toMatchObject({ status, message, param })
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

test('a refusal tells its reason twice', async () => {
  const answer = await (await get('/files/file-x')).json()
  expect(answer.detail).toEqual({ message: answer.error.message, code: answer.error.code })
})

test('a file that expires is gone when its time is over', async () => {
  const clock = createManualClock(1_700_000_000_000)
  const timed = createLocalApi({ clock })
  const { form, get, refusal, create } = requestsOf(timed.fetch)
  const answer = await form({
    'expires_after[seconds]': '3600',
    'expires_after[anchor]': 'created_at',
    file: new File([dataset(10)], 'train.jsonl'),
    purpose: 'fine-tune',
  })
  const file = await answer.json()
  expect(file).toMatchObject({ created_at: 1_700_000_000, expires_at: 1_700_003_600 })
  const job = await create({ training_file: file.id, model: 'ada', n_epochs: 1 })
  expect(job.training_files).toEqual([file])

  clock.advance(3_599_999)
  expect((await get(`/files/${file.id}`)).status).toBe(200)
  clock.advance(1)
  for (const path of [`/files/${file.id}`, `/files/${file.id}/content`]) {
    expect(await refusal(get(path))).toMatchObject({ status: 404 })
  }
  expect(await (await get('/files?purpose=fine-tune')).json()).toMatchObject({ data: [] })
  expect(await (await get(`/fine-tunes/${job.id}`)).json()).toMatchObject({
    training_files: [{ id: file.id, status: 'deleted' }],
  })
  await timed.close()
})

test.for([
  [{ 'expires_after[seconds]': '3600' }, "'anchor' is a required property"],
  [
    { 'expires_after[seconds]': 'soon', 'expires_after[anchor]': 'created_at' },
    "'soon' is not of type 'integer' - 'expires_after.seconds'",
  ],
  [
    { 'expires_after[seconds]': '3599', 'expires_after[anchor]': 'created_at' },
    "3599 is less than the minimum of 3600 - 'expires_after.seconds'",
  ],
  [
    { 'expires_after[seconds]': '2592001', 'expires_after[anchor]': 'created_at' },
    "2592001 is greater than the maximum of 2592000 - 'expires_after.seconds'",
  ],
  [
    { 'expires_after[seconds]': '3600', 'expires_after[anchor]': 'last_active_at' },
    "'last_active_at' is not one of ['created_at'] - 'expires_after.anchor'",
  ],
] as const)('an upload with %j is refused, and nothing is kept', async ([fields, message]) => {
  const before = await (await get('/files')).text()
  const answer = form({ purpose: 'fine-tune', file: new File(['x'], 'x'), ...fields })
  expect(await refusal(answer)).toMatchObject({ status: 400, message })
  expect(await (await get('/files')).text()).toBe(before)
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
