import { bindPromise, checkpointPermissions, createClient } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { upload, refusal, get, post } = requestsOf(api.fetch)
const jobs = jobRequestsOf(api.fetch)
const client = createClient({
  baseURL: 'http://finetune.test/v1',
  fetch: api.fetch,
})
const { permissions } = bindPromise(client, { permissions: checkpointPermissions })

type ListQuery = NonNullable<NonNullable<Parameters<typeof permissions.list>[0]>['query']>

const file = await upload(chatDataset(10))
const { id } = await jobs.create({ training_file: file.id, model: 'gpt-4o-mini' })
await jobs.finish(id)
const checkpoint = (await jobs.checkpoints(id))[1]?.fine_tuned_model_checkpoint ?? ''

test('projects are allowed to use a checkpoint, are listed, and are not any more', async () => {
  const project_ids = ['proj_a', 'proj_b', 'proj_c']
  const made = await permissions.create({ checkpoint, body: { project_ids } })
  const [a, b, c] = made.data
  expect(made).toEqual({
    object: 'list',
    data: project_ids.map((project_id) => ({
      object: 'checkpoint.permission',
      id: expect.stringMatching(/^cp_[0-9A-Za-z]{24}$/),
      created_at: expect.any(Number),
      project_id,
    })),
    first_id: a?.id,
    last_id: c?.id,
    has_more: false,
  })

  const listed = async (query: ListQuery) => {
    const { data, has_more } = await permissions.list({ checkpoint, query })
    return { data, has_more }
  }
  expect(await listed({})).toEqual({ data: [c, b, a], has_more: false })
  expect(await listed({ order: 'ascending' })).toEqual({ data: [a, b, c], has_more: false })
  expect(await listed({ limit: 2 })).toEqual({ data: [c, b], has_more: true })
  expect(await listed({ after: b?.id ?? '', limit: 2 })).toEqual({ data: [a], has_more: false })
  expect(await listed({ after: a?.id ?? '', order: 'ascending' })).toEqual({
    data: [b, c],
    has_more: false,
  })
  expect(await listed({ project_id: 'proj_b' })).toEqual({ data: [b], has_more: false })
  const again = await permissions.create({ checkpoint, body: { project_ids: ['proj_b'] } })
  expect(again.data).toEqual([b])

  const removed = { id: b?.id ?? '', object: 'checkpoint.permission', deleted: true }
  expect(await permissions.delete({ checkpoint, id: removed.id })).toEqual(removed)
  expect(await listed({})).toEqual({ data: [c, a], has_more: false })
})

test('what is not there cannot be allowed, listed or forbidden', async () => {
  const path = (model: string) =>
    `/fine_tuning/checkpoints/${encodeURIComponent(model)}/permissions`
  const body = { project_ids: ['proj_a'] }
  expect(await refusal(post(path('ft:none'), body))).toMatchObject({
    status: 404,
    code: 'model_not_found',
  })
  expect(await refusal(post(path(checkpoint), { project_ids: [] }))).toMatchObject({ status: 400 })
  expect(await refusal(get(`${path(checkpoint)}?order=desc`))).toMatchObject({
    status: 400,
    message: "'desc' is not one of ['ascending', 'descending'] - 'order'",
  })
  expect(await refusal(get(`${path(checkpoint)}?after=cp_none`))).toMatchObject({ status: 404 })
  const gone = api.fetch(`http://finetune.test/v1${path(checkpoint)}/cp_none`, {
    method: 'DELETE',
  })
  expect(await refusal(gone)).toMatchObject({ status: 404 })
})
