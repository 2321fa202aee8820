import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, complete, post, refusal } = requestsOf(api.fetch)

const file = await upload(dataset(60))
const { fine_tuned_model: model } = await finish(
  (await create({ training_file: file.id, model: 'ada' })).id,
)

test('a fine-tuned model completes as it has learnt', async () => {
  const prompts = ['apple a ->', 'river b ->']
  const completion = await complete({ model, prompt: prompts, temperature: 0 })
  expect(completion).toEqual({
    id: expect.stringMatching(/^cmpl-/),
    object: 'text_completion',
    created: expect.any(Number),
    model,
    choices: [
      { text: ' even', index: 0, logprobs: null, finish_reason: 'stop' },
      { text: ' odd', index: 1, logprobs: null, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 },
  })
})

test('echo puts the prompt in front, stop ends in front of a text', async () => {
  const request = { model, prompt: 'apple a ->', temperature: 0 }
  const textOf = async (more: object) => (await complete({ ...request, ...more })).choices[0]
  expect(await textOf({ echo: true })).toMatchObject({ text: 'apple a -> even' })
  expect(await textOf({ stop: 'v' })).toMatchObject({ text: ' e', finish_reason: 'stop' })
  expect(await textOf({ stop: ['x', 'en'] })).toMatchObject({ text: ' ev' })
  expect(await textOf({ max_tokens: 2 })).toMatchObject({ text: ' e', finish_reason: 'length' })
  expect(await textOf({ max_tokens: 0 })).toMatchObject({ text: '', finish_reason: 'length' })
})

test('drawing is repeatable with a seed, and gives several texts', async () => {
  const request = { model: 'davinci', prompt: 'Once', max_tokens: 40, n: 2, seed: 5 }
  const { choices } = await complete(request)
  expect(choices).toHaveLength(2)
  expect(choices[0]?.text).not.toBe(choices[1]?.text)
  expect((await complete(request)).choices).toEqual(choices)
  expect((await complete({ ...request, seed: 6 })).choices).not.toEqual(choices)
})

test('nulls stand for defaults', async () => {
  const nothing = { prompt: null, max_tokens: null, temperature: null, stop: null, n: null }
  const { choices } = await complete({ model: 'ada', ...nothing })
  expect(choices).toHaveLength(1)
})

const refusals: readonly [name: string, body: object, status: number, message: string][] = [
  ['an unknown model', { model: 'x' }, 404, "The model 'x' does not exist"],
  ['no model', {}, 400, "'model' is a required property"],
  [
    'no number of tokens',
    { model, max_tokens: 'x' },
    400,
    "'x' is not of type 'integer' - 'max_tokens'",
  ],
  [
    'too many tokens',
    { model, max_tokens: 4000 },
    400,
    "4000 is greater than the maximum of 512 - 'max_tokens'",
  ],
  [
    'too hot a temperature',
    { model, temperature: 3 },
    400,
    "3 is greater than the maximum of 2 - 'temperature'",
  ],
  ['no choices', { model, n: 0 }, 400, "0 is less than the minimum of 1 - 'n'"],
  ['no prompts', { model, prompt: [] }, 400, "[] is too short - 'prompt'"],
  [
    'five stops',
    { model, stop: [...'abcde'] },
    400,
    "['a', 'b', 'c', 'd', 'e'] is too long - 'stop'",
  ],
  ['a stream', { model, stream: true }, 400, 'This server does not stream completions'],
]

test.for(refusals)('%s is refused', async ([, body, status, message]) => {
  expect(await refusal(post('/completions', body))).toMatchObject({ status, message })
})
