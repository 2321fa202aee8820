import { createLocalApi } from '@finetune/local'
import type { Completion } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, complete, get, post, refusal } = requestsOf(api.fetch)

type Choice = Completion['choices'][number]

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
  ['no model', {}, 400, 'you must provide a model parameter'],
  [
    'an unknown argument',
    { model, maxTokens: 1 },
    400,
    'Unrecognized request argument supplied: maxTokens',
  ],
  [
    'unknown arguments',
    { model, messages: [], tools: [] },
    400,
    'Unrecognized request arguments supplied: messages, tools',
  ],
  [
    'no number of tokens',
    { model, max_tokens: 'x' },
    400,
    "'x' is not of type 'integer' - 'max_tokens'",
  ],
  [
    'too many tokens',
    { model, max_tokens: 5000 },
    400,
    "5000 is greater than the maximum of 4096 - 'max_tokens'",
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
  [
    'a stream of an unknown model',
    { model: 'x', stream: true },
    404,
    "The model 'x' does not exist",
  ],
  ['an insertion', { model, suffix: 'x' }, 400, 'This model does not support insertion'],
  [
    'a token that is no byte',
    { model, logit_bias: { '50256': -100 } },
    400,
    "Invalid key in 'logit_bias': 50256. Maximum value is 255.",
  ],
  ['a prompt of no bytes', { model, prompt: [256] }, 400, '256 is greater than the maximum of 255'],
  ['too many likelihoods', { model, logprobs: 6 }, 400, '6 is greater than the maximum of 5'],
  ['fewer candidates than choices', { model, n: 2, best_of: 1 }, 400, "'best_of' (currently 1)"],
  [
    'a stream of the best',
    { model, n: 1, best_of: 2, stream: true },
    400,
    "Results of 'best_of' cannot be streamed",
  ],
  [
    'options of a stream without one',
    { model, stream_options: { include_usage: true } },
    400,
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
]

test('one who leaves a stream leaves the model to others', async () => {
  for (const path of ['/completions', '/chat/completions']) {
    const asked = path === '/completions' ? { prompt: 'a' } : { messages: [{ role: 'user' }] }
    const long = { ...asked, model: 'ada', max_tokens: 400, logit_bias: { 65: 100 } }
    for (const bytes of [1, 400, 800]) {
      const stop = api.fail({ times: 1, with: { dropAfterBytes: bytes } })
      const broken = (await post(path, { ...long, stream: true })).text()
      await expect(broken).rejects.toThrow()
      stop()
      expect((await post(path, { ...long, max_tokens: 1 })).status).toBe(200)
    }
  }
})

test.for(refusals)('%s is refused', async ([, body, status, message]) => {
  const { message: words, ...rest } = await refusal(post('/completions', body))
  expect(rest).toMatchObject({ status })
  expect(words).toContain(message)
})

const eventsOf = async (response: Response): Promise<readonly Completion[]> => {
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const lines = (await response.text()).split('\n\n').filter((line) => line !== '')
  expect(lines.pop()).toBe('data: [DONE]')
  return lines.map((line) => JSON.parse(line.replace('data: ', '')))
}
const textOf = (choices: readonly Choice[], index = 0): string =>
  choices.flatMap((choice) => (choice.index === index ? [choice.text] : [])).join('')

test('a stream tells the same completions, piece by piece', async () => {
  const request = { model: 'davinci', prompt: ['Once', 'Twice'], n: 2, seed: 5, echo: true }
  const { choices, usage } = await complete(request)
  const stream = { stream: true, stream_options: { include_usage: true } }
  const events = await eventsOf(await post('/completions', { ...request, ...stream }))
  const pieces = events.flatMap((event) => event.choices)
  expect(pieces.length).toBeGreaterThan(8)
  for (const { index, text, finish_reason } of choices) {
    expect(textOf(pieces, index)).toBe(text)
    const ends = pieces.filter((piece) => piece.index === index && piece.finish_reason !== null)
    expect(ends).toMatchObject([{ finish_reason }])
  }
  expect(events.at(-1)).toMatchObject({ choices: [], usage })
  expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true)
  expect(new Set(events.map(({ id }) => id)).size).toBe(1)
})

test('a stream holds back what may be the beginning of a stop', async () => {
  const request = { model, prompt: 'apple a ->', temperature: 0, stop: ['vex', 'en'], stream: true }
  const pieces = (await eventsOf(await post('/completions', request))).flatMap((e) => e.choices)
  expect(textOf(pieces)).toBe(' ev')
  expect(pieces.at(-1)).toMatchObject({ text: '', finish_reason: 'stop' })
})

test('likelihoods are those of the model, and add up the same in both directions', async () => {
  const request = { model, prompt: 'apple a ->', temperature: 0, logprobs: 2 }
  const { choices } = await complete(request)
  const { tokens, token_logprobs, top_logprobs, text_offset } = choices[0]?.logprobs ?? {}
  expect(tokens).toEqual([' ', 'e', 'v', 'e', 'n'])
  expect(text_offset).toEqual([0, 1, 2, 3, 4])
  for (const [place, likely] of (top_logprobs ?? []).entries()) {
    expect(Object.keys(likely ?? {})).toHaveLength(2)
    expect(likely?.[tokens?.[place] ?? '']).toBe(token_logprobs?.[place])
    const total = Object.values(likely ?? {}).reduce((sum, value) => sum + Math.exp(value), 0)
    expect(total).toBeLessThanOrEqual(1)
  }
  // A base model, since the wide head of a tuned one is heard in what it writes and not in what it reads.
  const base = { model: 'ada', temperature: 0, logprobs: 2 }
  const forced = await complete({
    ...{ ...base, prompt: 'apple a ->', max_tokens: 5 },
    logit_bias: { [' '.charCodeAt(0)]: 100 },
  })
  const wrote = forced.choices[0]
  expect(wrote?.text).toBe('     ')
  const scored = await complete({ ...base, prompt: 'apple a ->     ', echo: true, max_tokens: 0 })
  const echoed = scored.choices[0]?.logprobs
  expect(scored.choices[0]).toMatchObject({ text: 'apple a ->     ', finish_reason: 'length' })
  expect(echoed?.token_logprobs?.[0]).toBeNull()
  expect(echoed?.tokens?.slice(-5)).toEqual(wrote?.logprobs?.tokens)
  echoed?.token_logprobs?.slice(-5).forEach((logprob, place) => {
    expect(logprob).toBeCloseTo(wrote?.logprobs?.token_logprobs?.[place] ?? 0, 4)
  })
  expect(scored.usage).toMatchObject({ prompt_tokens: 15, completion_tokens: 0 })
})

test('characters of several bytes are counted as one where a text is placed', async () => {
  const { choices } = await complete({
    ...{ model: 'ada', prompt: 'é🌍a', echo: true, max_tokens: 0, logprobs: 0 },
  })
  expect(choices[0]?.logprobs).toMatchObject({
    tokens: [
      ...['bytes:\\xc3', 'bytes:\\xa9'],
      ...['bytes:\\xf0', 'bytes:\\x9f', 'bytes:\\x8c', 'bytes:\\x8d'],
      'a',
    ],
    text_offset: [0, 0, 1, 1, 1, 1, 3],
    top_logprobs: null,
  })
})

test('the best of several are the likeliest', async () => {
  const request = { model: 'davinci', prompt: 'Once', max_tokens: 8, seed: 1, logprobs: 0 }
  const meanOf = ({ logprobs }: Choice): number => {
    const values = logprobs?.token_logprobs ?? []
    return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length
  }
  const all = (await complete({ ...request, n: 4 })).choices
  const best = await complete({ ...request, n: 2, best_of: 4 })
  const sorted = [...all].sort((one, other) => meanOf(other) - meanOf(one))
  expect(best.choices.map(({ text }) => text)).toEqual(sorted.slice(0, 2).map(({ text }) => text))
  expect(best.usage?.completion_tokens).toBe(32)
})

test('biases and penalties act', async () => {
  const request = { model: 'davinci', prompt: 'Once', max_tokens: 12, temperature: 0 }
  const written = async (more: object) => (await complete({ ...request, ...more })).choices[0]?.text
  const free = (await written({})) ?? ''
  const [first = ''] = new TextEncoder().encode(free)
  expect(await written({ logit_bias: { [first]: -100 } })).not.toBe(free)
  expect(await written({ logit_bias: { '97': 100 } })).toBe('aaaaaaaaaaaa')
  const bias = { logit_bias: { '97': 60, '98': 59 } }
  expect(await written({ ...bias, presence_penalty: 2, max_tokens: 4 })).toMatch(/^ab/)
  expect(await written({ ...bias, frequency_penalty: 2, max_tokens: 4 })).toMatch(/^ab[ab]+$/)
})

test('a prompt may be given as the numbers of its bytes', async () => {
  const text = (await complete({ model, prompt: 'apple a ->', temperature: 0 })).choices
  const bytes = [...new TextEncoder().encode('apple a ->')]
  for (const prompt of [bytes, [bytes]]) {
    expect((await complete({ model, prompt, temperature: 0 })).choices).toEqual(text)
  }
})

test.skipIf('document' in globalThis)(
  'who asks for much keeps nobody waiting, and may leave',
  async () => {
    const leaving = new AbortController()
    const body = JSON.stringify({ model: 'davinci', prompt: 'x', max_tokens: 4096, n: 128 })
    const headers = { 'content-type': 'application/json' }
    const { signal } = leaving
    const long = api.fetch('http://finetune.test/v1/completions', {
      ...{ method: 'POST', headers, body, signal },
    })
    long.catch(() => undefined)
    expect((await get('/models')).status).toBe(200)
    while (!isWriting()) await new Promise((resolve) => setTimeout(resolve, 5))
    leaving.abort()
    await expect(long).rejects.toThrow()
    while (isWriting()) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await complete({ model: 'davinci', prompt: 'x' })).choices).toHaveLength(1)
  },
)

/** Whether a text is being written: between two slices of it others have their turn. */
const isWriting = (): boolean => process.getActiveResourcesInfo().includes('MessagePort')

test('a model that two ask at once answers each as if it were alone', async () => {
  const requests = [1, 2, 3].map((seed) => ({ model, prompt: 'apple a ->', seed, temperature: 2 }))
  const alone = []
  for (const request of requests) alone.push((await complete(request)).choices)
  const together = await Promise.all(requests.map(complete))
  expect(together.map(({ choices }) => choices)).toEqual(alone)
})
