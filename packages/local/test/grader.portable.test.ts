import { createLocalApi } from '@finetune/local'
import { type Grader, GraderRun, ValidatedGrader } from '@finetune/models'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { answerText, chatPrompt } from '../src/chat-format.ts'
import { formulaOf } from '../src/grader-formula.ts'
import { grade } from '../src/grader-reward.ts'
import { requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, create, finish, post, refusal } = requestsOf(api.fetch)

const run = async (grader: object, model_sample: string, item: object = {}) => {
  const body = { grader, model_sample, item }
  const answer: unknown = await (await post('/fine_tuning/alpha/graders/run', body)).json()
  const result = GraderRun.decode(answer)
  if (result._tag === 'Left') throw new Error(JSON.stringify(answer))
  return result.right
}
const errorsOf = (errors: GraderRun['metadata']['errors']): readonly string[] =>
  Object.entries(errors).flatMap(([name, error]) => (error ? [name] : []))

const check = (operation: string, more: object = {}) => ({
  type: 'string_check',
  name: 'check',
  input: '{{sample.output_text}}',
  reference: '{{item.label}}',
  operation,
  ...more,
})
const similar = (evaluation_metric: string) => ({
  type: 'text_similarity',
  name: 'similar',
  input: '{{ sample.output_text }}',
  reference: '{{ item.reference }}',
  evaluation_metric,
})
const likeness = async (metric: string, text: string, reference: string) =>
  (await run(similar(metric), text, { reference })).reward

test('a run tells the reward, and of fourteen errors that there were none', async () => {
  const { metadata, ...rest } = await run(check('eq'), 'spam', { label: 'spam' })
  expect(rest).toEqual({ reward: 1, sub_rewards: {}, model_grader_token_usage_per_model: {} })
  const { execution_time, ...told } = metadata
  expect(execution_time).toBeGreaterThanOrEqual(0)
  expect(told).toEqual({
    name: 'check',
    type: 'string_check',
    errors: {
      formula_parse_error: false,
      sample_parse_error: false,
      truncated_observation_error: false,
      unresponsive_reward_error: false,
      invalid_variable_error: false,
      other_error: false,
      python_grader_server_error: false,
      python_grader_server_error_type: null,
      python_grader_runtime_error: false,
      python_grader_runtime_error_details: null,
      model_grader_server_error: false,
      model_grader_refusal_error: false,
      model_grader_parse_error: false,
      model_grader_server_error_details: null,
    },
    scores: {},
    token_usage: null,
    sampled_model_name: null,
  })
})

const checks: readonly (readonly [string, string, string, number])[] = [
  ['eq', 'Spam', 'Spam', 1],
  ['eq', 'Spam', 'spam', 0],
  ['ne', 'Spam', 'spam', 1],
  ['ne', 'spam', 'spam', 0],
  ['like', 'it is spam.', 'spam', 1],
  ['like', 'it is Spam.', 'spam', 0],
  ['ilike', 'it is SPAM.', 'spam', 1],
  ['ilike', 'ham', 'spam', 0],
]
test.for(checks)('%s of %s and %s', async ([operation, text, label, reward]) => {
  expect((await run(check(operation), text, { label })).reward).toBe(reward)
})

test('templates reach into the item and into what is JSON of the sample', async () => {
  const input = '{{sample.output_json.order.ids[1]}}/{{item.a.b}}/{{item.list}}'
  const grader = check('eq', { input, reference: '7/x/[1,2]' })
  const sample = '{"order": {"ids": ["6", 7]}}'
  expect((await run(grader, sample, { a: { b: 'x' }, list: [1, 2] })).reward).toBe(1)
  expect(errorsOf((await run(grader, 'no JSON', {})).metadata.errors)).toEqual([
    'sample_parse_error',
  ])
  expect(errorsOf((await run(grader, sample, {})).metadata.errors)).toEqual([
    'invalid_variable_error',
  ])
  const inherited = check('eq', { input: '{{item.constructor}}' })
  expect(errorsOf((await run(inherited, '', { label: '' })).metadata.errors)).toEqual([
    'invalid_variable_error',
  ])
})

// The sentences that NLTK documents its metrics with; what NLTK and rapidfuzz compute of them.
const HYPOTHESIS =
  'It is a guide to action which ensures that the military always obeys the commands of the party'
const OTHER = 'It is to insure the troops forever hearing the activity guidebook that party direct'
const REFERENCE =
  'It is a guide to action that ensures that the military will forever heed Party commands'
const published: readonly (readonly [string, string, string, number])[] = [
  ['bleu', HYPOTHESIS, REFERENCE, 0.411804],
  ['bleu', OTHER, REFERENCE, 0],
  ['bleu', 'a test', 'a test', 1],
  ['bleu', 'the cat sat on', 'the cat sat on the mat', Math.exp(1 - 6 / 4)],
  ['gleu', HYPOTHESIS, REFERENCE, 0.439394],
  ['gleu', OTHER, REFERENCE, 0.12069],
  ['gleu', 'the the the the the the the', 'the cat is on the mat', 0.090909],
  ['meteor', HYPOTHESIS, REFERENCE, 0.694444],
  ['meteor', OTHER, REFERENCE, 0.303539],
  ['meteor', 'cats are running quickly home', 'the cat runs home quick', 0.3],
  ['meteor', 'on the mat sat the cat', 'the cat sat on the mat', 0.5],
  ['fuzzy_match', HYPOTHESIS, REFERENCE, 0.751381],
  ['fuzzy_match', 'this is a test', 'this is a test!', 0.965517],
  ['fuzzy_match', 'fuzzy wuzzy had no hair', 'fuzzy wuzzy was a bear', 0.755556],
  // The example of Lin's paper: ROUGE-2 cannot tell the two apart, ROUGE-L can.
  ['rouge_2', 'police kill the gunman', 'police killed the gunman', 1 / 3],
  ['rouge_2', 'the gunman kill police', 'police killed the gunman', 1 / 3],
  ['rouge_l', 'police kill the gunman', 'police killed the gunman', 3 / 4],
  ['rouge_l', 'the gunman kill police', 'police killed the gunman', 2 / 4],
  ['rouge_1', 'Police, kill!', 'police killed the gunman', (2 * 0.5 * 0.25) / 0.75],
  ['rouge_3', 'a b c d', 'x a b c', 1 / 2],
  ['rouge_4', 'a b c d e', 'x a b c d', 1 / 2],
  ['rouge_5', 'a b c d e', 'a b c d e', 1],
  ['rouge_5', 'a b c d', 'a b c d', 0],
]
test.for(published)('%s of "%s" and "%s"', async ([metric, text, reference, value]) => {
  expect(await likeness(metric, text, reference)).toBeCloseTo(value, 6)
})

const METRICS = ['fuzzy_match', 'bleu', 'gleu', 'meteor', 'rouge_1', 'rouge_2', 'rouge_l']

test('every likeness lies within 0 and 1, is 0 of nothing, and nearly 1 of the same', () => {
  const likenessOf = (metric: string, text: string, reference: string): number => {
    const grader = similar(metric) as Grader
    return grade(grader, { item: { reference }, sample: { output_text: text } }).reward
  }
  const text = fc.array(fc.constantFrom('a', 'b', 'cats', 'The', 'running.'), { minLength: 2 })
  fc.assert(
    fc.property(fc.constantFrom(...METRICS), text, text, (metric, one, other) => {
      const likeness = likenessOf(metric, one.join(' '), other.join(' '))
      expect(likeness).toBeGreaterThanOrEqual(0)
      expect(likeness).toBeLessThanOrEqual(1 + 1e-12)
      expect(likenessOf(metric, one.join(' '), '')).toBe(0)
      expect(likenessOf(metric, one.join(' '), one.join(' '))).toBeGreaterThan(0.9)
    }),
  )
})

test('texts that are too long to be compared are cut, and it is told', async () => {
  const text = 'a'.repeat(9000)
  const { reward, metadata } = await run(similar('fuzzy_match'), `${text}b`, { reference: text })
  expect(reward).toBe(1)
  expect(errorsOf(metadata.errors)).toEqual(['truncated_observation_error'])
})

const multi = (calculate_output: string, graders: unknown) => ({
  ...{ type: 'multi', name: 'all', calculate_output, graders },
})

test('a multi grader computes its reward of those of others', async () => {
  const graders = { same: check('eq'), near: similar('fuzzy_match') }
  const item = { label: 'abcd', reference: 'abcd' }
  const both = await run(multi('0.25 * same + 0.75 * near', graders), 'abxx', item)
  expect(both).toMatchObject({ reward: 0.375, sub_rewards: { same: 0, near: 0.5 } })
  expect(both.metadata.type).toBe('multi')
  const broken = await run(multi('same + near', graders), 'abcd', { label: 'abcd' })
  expect(broken).toMatchObject({ reward: 1, sub_rewards: { same: 1, near: 0 } })
  expect(errorsOf(broken.metadata.errors)).toEqual(['invalid_variable_error'])
  const endless = await run(multi('1 / same', { same: check('eq') }), 'a', { label: 'b' })
  expect(endless.reward).toBe(0)
  expect(errorsOf(endless.metadata.errors)).toEqual(['other_error'])
})

test('a formula computes what arithmetic does', () => {
  const rewards = new Map([
    ['a', 0.5],
    ['b_1', 3],
  ])
  const computed = (text: string) => formulaOf(text).compute(rewards)
  expect(computed('a + 2 * b_1 - 1')).toBe(5.5)
  expect(computed('-2 ^ 2 + 2 ^ 3 ^ 2')).toBe(508)
  expect(computed('8 / 4 / 2 - 3 - 2')).toBe(-4)
  expect(computed('(a + b_1) * --2')).toBe(7)
  expect(computed('max(a, b_1, 2) + min(a) + abs(-1) + floor(1.9) + ceil(.1)')).toBe(6.5)
  expect(computed('sqrt(4) + exp(0) + log(1e0)')).toBe(3)
  const number = fc.nat({ max: 99 }).map((value) => ({ text: `${value}`, value }))
  const { tree } = fc.letrec<{ tree: { text: string; value: number } }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      number,
      fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree')).map(([one, sign, two]) => {
        const values = {
          '+': one.value + two.value,
          '-': one.value - two.value,
          '*': one.value * two.value,
        }
        return { text: `(${one.text} ${sign} ${two.text})`, value: values[sign] }
      }),
    ),
  }))
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      expect(computed(text)).toBe(value)
    }),
  )
})

test('what is no formula is said to be none, whatever it is', () => {
  for (const [text, words] of [
    ['', 'expected a value, got the end'],
    ['a +', 'expected a value, got the end'],
    ['a b', 'expected the end, got b'],
    ['0.5 * a + 0.5 * b)', 'expected the end, got )'],
    ['(a', 'expected ), got the end'],
    ['process.exit()', 'expected the end, got .'],
    ['constructor(a)', 'there is no function constructor'],
    ['abs(a, b)', 'abs takes one value'],
    ['"a"', 'expected a value, got "'],
    ['('.repeat(100_000), 'it is nested too deeply'],
  ] as const) {
    expect(() => formulaOf(text)).toThrow(words)
  }
})

test('a valid grader is answered as it will be used', async () => {
  const validated = async (grader: object) => {
    const answer = await post('/fine_tuning/alpha/graders/validate', { grader })
    const body: unknown = await answer.json()
    return ValidatedGrader.is(body) ? body.grader : body
  }
  expect(await validated(check('eq'))).toEqual(check('eq'))
  const parts = { check: check('eq'), similar: similar('bleu') }
  const grader = multi('check + similar', parts)
  expect(await validated(grader)).toEqual(grader)
  expect(await validated(multi('check + similar', Object.values(parts)))).toEqual(grader)
  expect(await validated(multi('check', check('eq')))).toEqual(
    multi('check', { check: check('eq') }),
  )
})

const message = (text: string) => ({ role: 'user', content: { type: 'input_text', text } })
const scoring = (more: object = {}) => ({
  ...{ type: 'score_model', name: 'score', model: 'ada' },
  input: [message('How good is {{sample.output_text}}?')],
  ...more,
})
const labelling = (more: object = {}) => ({
  ...{ type: 'label_model', name: 'label', model: 'ada' },
  input: [message('{{sample.output_text}}')],
  ...{ labels: ['good', 'bad'], passing_labels: ['good'] },
  ...more,
})

const refusals: readonly (readonly [name: string, grader: object, words: string])[] = [
  ['a program', { type: 'python', name: 'p', source: 'x' }, 'this server runs no Python'],
  ['an embedding', similar('cosine'), 'cosine needs an embedding model'],
  ['an unknown metric', similar('bert'), 'there is no metric bert'],
  ['an unknown operation', check('regex'), 'there is no operation regex'],
  ['an unknown variable', check('eq', { input: '{{user.x}}' }), 'no variable {{user.x}}'],
  ['a label alone', labelling(), 'can only be part of a multi grader'],
  ['an unknown model', scoring({ model: 'x' }), "The model 'x' does not exist"],
  ['no range', scoring({ range: [1, 0] }), 'a lowest and a highest score'],
  [
    'a picture',
    scoring({ input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] }),
    'our models read texts only',
  ],
  ['no graders', multi('1', {}), 'there are no graders'],
  ['two of one name', multi('check', [check('eq'), check('ne')]), 'have the same name'],
  ['an unknown name', multi('other', { check: check('eq') }), 'no grader of the name other'],
  ['no formula', multi('check +', { check: check('eq') }), 'the formula cannot be read'],
  ['no labels', multi('a', { a: labelling({ labels: [], passing_labels: [] }) }), 'no labels'],
  [
    'a passing label that is none',
    multi('a', { a: labelling({ passing_labels: ['other'] }) }),
    'a passing label is none of the labels',
  ],
  ['a faulty part', multi('a', { a: check('regex') }), 'there is no operation regex'],
]
test.for(refusals)('%s is refused, be it validated or run', async ([, grader, words]) => {
  for (const act of ['validate', 'run']) {
    const body = { grader, model_sample: '' }
    const { message } = await refusal(post(`/fine_tuning/alpha/graders/${act}`, body))
    expect(message).toContain(words)
  }
})

test('a model that has learnt to judge scores and labels', async () => {
  const lesson = (content: string, answer: string) => ({
    prompt: chatPrompt([{ role: 'user', content }]),
    completion: answerText({ role: 'assistant', content: answer }),
  })
  const lines = [
    lesson('How good is apple?', '0.75'),
    lesson('How good is stone?', '2'),
    lesson('apple', 'good'),
    lesson('stone', 'bad'),
  ]
  const file = await upload([...lines, ...lines].map((line) => JSON.stringify(line)).join('\n'))
  const job = { training_file: file.id, model: 'babbage', n_epochs: 60, batch_size: 1 }
  const model = (await finish((await create(job)).id)).fine_tuned_model ?? ''

  const grader = scoring({ model, sampling_params: { temperature: 0 } })
  const scored = await run(grader, 'apple')
  expect(scored).toMatchObject({
    reward: 0.75,
    metadata: { sampled_model_name: model, token_usage: 24 },
    model_grader_token_usage_per_model: {
      [model]: { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24, cached_tokens: 0 },
    },
  })
  expect((await run({ ...grader, range: [0, 5] }, 'stone')).reward).toBe(2)
  const beyond = await run(grader, 'stone')
  expect(beyond.reward).toBe(0)
  expect(errorsOf(beyond.metadata.errors)).toEqual(['model_grader_parse_error'])

  const parts = { label: labelling({ model }), score: grader }
  const all = await run(multi('label + score', parts), 'apple')
  expect(all).toMatchObject({ reward: 1.75, sub_rewards: { label: 1, score: 0.75 } })
  expect(all.metadata.token_usage).toBe(24 + 7 + 4)
  expect((await run(multi('label', { label: labelling({ model }) }), 'stone')).reward).toBe(0)
})

test('a run tells which model was asked by its date, whatever it was called', async () => {
  const model = 'gpt-4o-mini-2024-07-18'
  const told = await run(scoring({ model: 'gpt-4o-mini', range: [-9, 9] }), 'apple')
  expect(told.metadata.sampled_model_name).toBe(model)
  expect(Object.keys(told.model_grader_token_usage_per_model)).toEqual([model])
})
