import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, get, post, remove, refusal } = requestsOf(api.fetch)

test('base models are there, and say what they are', async () => {
  const { data } = await (await get('/models')).json()
  expect(data.slice(0, 4)).toMatchObject(
    ['ada', 'babbage', 'curie', 'davinci'].map((id) => ({
      id,
      object: 'model',
      owned_by: 'finetune-local',
      root: id,
      parent: null,
      description: expect.stringMatching(
        /^\d\.\d M-parameter byte-level GPT of Finetune, not OpenAI's model$/,
      ),
    })),
  )
  expect(await (await get('/models/curie')).json()).toEqual(data[2])
  expect(await (await get('/models/gpt-4o-mini')).json()).toMatchObject({
    id: 'gpt-4o-mini-2024-07-18',
    root: 'gpt-4o-mini-2024-07-18',
  })
})

test('a fine-tuned model is listed with its parent, and answers to both spellings of its name', async () => {
  const file = await upload(dataset(10))
  const tune = async (model: string) =>
    (await finish((await create({ training_file: file.id, model, n_epochs: 1 })).id))
      .fine_tuned_model ?? ''
  const first = await tune('ada')
  const second = await tune(first)

  const model = { id: second, root: 'ada', parent: first, owned_by: 'finetune-local' }
  expect(await (await get(`/models/${second}`)).json()).toMatchObject(model)
  expect(await (await get(`/models/${encodeURIComponent(second)}`)).json()).toMatchObject(model)
  expect((await (await get('/models')).json()).data.slice(-2)).toMatchObject([{ id: first }, model])

  expect(await (await remove(`/models/${first}`)).json()).toEqual({
    id: first,
    object: 'model',
    deleted: true,
  })
  expect(await refusal(get(`/models/${first}`))).toMatchObject({ status: 404 })
  expect(await refusal(post('/completions', { model: first }))).toMatchObject({ status: 404 })
  expect((await post('/completions', { model: second })).status).toBe(200)
})

test('an unknown model is not found', async () => {
  const unknown = {
    status: 404,
    message: "The model 'abc' does not exist",
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  }
  expect(await refusal(remove('/models/abc'))).toEqual(unknown)
  expect(await refusal(get('/models/abc'))).toEqual(unknown)
})

test('a base model cannot be deleted', async () => {
  expect(await refusal(remove('/models/ada'))).toMatchObject({
    status: 403,
    message: "The model 'ada' is a base model and cannot be deleted",
  })
})
