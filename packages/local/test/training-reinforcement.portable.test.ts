import { bindPromise, createClient, files, fineTuningJobs } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { type Grader, parseResults } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { answerText, chatPrompt } from '../src/chat-format.ts'
import { jobRequestsOf, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { finish } = jobRequestsOf(api.fetch)
const legacy = requestsOf(api.fetch)
const client = createClient({
  baseURL: 'http://finetune.test/v1',
  fetch: api.fetch,
})
const easy = bindPromise(client, { files, fineTuningJobs })

const asked = (index: number) => ({ role: 'user', content: `Say yes or no, ${index}` })
const upload = (lines: readonly object[]) => {
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  return easy.files.upload({ body: { file: new File([text], 'a.jsonl'), purpose: 'fine-tune' } })
}

/** A model that says yes as often as no. */
const undecided = async (): Promise<string> => {
  const answers = ['yes', 'no'].flatMap((content) =>
    Array.from({ length: 6 }, (_, index) => ({
      messages: [asked(index), { role: 'assistant', content }],
    })),
  )
  const { id } = await easy.fineTuningJobs.create({
    body: {
      model: 'gpt-4.1-nano',
      training_file: (await upload(answers)).id,
      seed: 1,
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 25 } } },
    },
  })
  return (await finish(id)).fine_tuned_model ?? ''
}
const model = await undecided()
const tasks = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ messages: [asked(from + index)], want: 'yes' }))
const training_file = (await upload(tasks(0, 12))).id
const validation_file = (await upload(tasks(20, 6))).id
const grader = {
  type: 'string_check',
  name: 'wanted',
  input: '{{sample.output_text}}',
  reference: '{{item.want}}',
  operation: 'eq',
} as const

const begin = (hyperparameters: object, more: object = {}, by: Grader = grader) =>
  easy.fineTuningJobs.create({
    body: {
      ...{ model, training_file, seed: 1, ...more },
      method: { type: 'reinforcement', reinforcement: { grader: by, hyperparameters } },
    },
  })

const reinforce = async (...asked: Parameters<typeof begin>) => {
  const { id } = await begin(...asked)
  const job = await finish(id)
  const { data } = await easy.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
  return { job, steps: data.filter(({ type }) => type === 'metrics').reverse() }
}

test('a job by rewards comes to write what is rewarded, of prompts it has not seen too', async () => {
  const { job, steps } = await reinforce(
    { n_epochs: 24, batch_size: 4, eval_interval: 4, eval_samples: 4 },
    { validation_file },
  )
  expect(job.error).toEqual({})
  expect(job).not.toHaveProperty('hyperparameters')
  expect(job).toMatchObject({
    status: 'succeeded',
    method: {
      type: 'reinforcement',
      reinforcement: {
        hyperparameters: {
          ...{ n_epochs: 24, batch_size: 4, learning_rate_multiplier: 2, compute_multiplier: 1 },
          ...{ eval_interval: 4, eval_samples: 4, reasoning_effort: 'default' },
        },
      },
    },
  })
  expect(steps.length).toBe(72)
  expect(steps[0]?.message).toMatch(/^Step 1\/72 , train mean reward=0\.\d\d$/)
  expect(steps[3]?.message).toMatch(
    /^Step 4\/72 , train mean reward=\d\.\d\d, full validation mean reward=0\.\d\d, full validation mean parse error=0\.00$/,
  )
  const measured = steps.filter(({ data }) => data?.full_valid_mean_reward !== undefined)
  expect(measured.map(({ data }) => data?.step)).toEqual(
    Array.from({ length: 18 }, (_, index) => 4 * (index + 1)),
  )
  const before = Number(measured[0]?.data?.full_valid_mean_reward)
  const after = Number(measured.at(-1)?.data?.full_valid_mean_reward)
  expect(before).toBeLessThan(0.8)
  expect(after).toBeGreaterThan(before + 0.15)

  const checkpoints = await easy.fineTuningJobs.listCheckpoints({ id: job.id })
  expect(checkpoints.data[0]?.metrics).toMatchObject({ step: 72, full_valid_mean_reward: after })
  const content = await easy.files.content({ id: job.result_files?.[0] ?? '' })
  const results = parseResults(new TextDecoder().decode(content))
  expect(results).toMatchObject({ _tag: 'Right', right: { length: 72 } })
})

test('the compute multiplier and the seed act, and else all is the same', async () => {
  const told = async (hyperparameters: object, more?: object) => {
    const { steps } = await reinforce({ n_epochs: 1, batch_size: 4, ...hyperparameters }, more)
    return steps.map(({ data }) => data?.train_mean_reward)
  }
  const once = await told({})
  expect(await told({})).toEqual(once)
  expect(await told({ compute_multiplier: 3 })).not.toEqual(once)
  expect(await told({}, { seed: 2 })).not.toEqual(once)
})

/** A model that has learnt which answer is good, and how good. */
const judge = async (): Promise<string> => {
  const lesson = (content: string, answer: string) => ({
    prompt: chatPrompt([{ role: 'user', content }]),
    completion: answerText({ role: 'assistant', content: answer }),
  })
  const lessons = [
    ...[lesson('yes', 'good'), lesson('no', 'bad')],
    ...[lesson('How good is yes?', '1'), lesson('How good is no?', '0.2')],
  ]
  const file = await legacy.upload(
    [...lessons, ...lessons].map((line) => JSON.stringify(line)).join('\n'),
  )
  const job = { training_file: file.id, model: 'babbage', n_epochs: 60, batch_size: 1 }
  const { id } = await legacy.create(job)
  return (await legacy.finish(id)).fine_tuned_model ?? ''
}

const judging = await judge()

test('a job is graded by models and by texts at once, each of which is told of', async () => {
  const model = judging
  const ask = (content: string) => [{ role: 'user', content }]
  const all: Grader = {
    type: 'multi',
    name: 'all',
    graders: {
      wanted: grader,
      alike: {
        ...{ type: 'text_similarity', name: 'alike', evaluation_metric: 'fuzzy_match' },
        ...{ input: '{{sample.output_text}}', reference: '{{item.want}}' },
      },
      good: {
        ...{ type: 'label_model', name: 'good', model, input: ask('{{sample.output_text}}') },
        ...{ labels: ['good', 'bad'], passing_labels: ['good'] },
      },
      score: {
        ...{ type: 'score_model', name: 'score', model, sampling_params: { temperature: 0 } },
        input: ask('How good is {{sample.output_text}}?'),
      },
      // Knows nothing, and is asked all the same.
      base: {
        ...{ type: 'score_model', name: 'base', model: 'gpt-4.1-nano', range: [-9, 9] },
        input: ask('{{sample.output_text}}'),
      },
    },
    calculate_output: '(wanted + alike + good + score) / 4 + 0 * base',
  }
  const hyperparameters = { n_epochs: 16, batch_size: 4, eval_interval: 12, eval_samples: 4 }
  const { job, steps } = await reinforce(hyperparameters, { validation_file }, all)
  expect(job.error).toEqual({})
  expect(job.method?.reinforcement?.grader).toEqual(all)
  const events = steps.map(({ data }) => data)

  const rewards = events.flatMap((data) => data?.full_valid_mean_reward ?? []).map(Number)
  expect(rewards.length).toBe(4)
  expect(rewards.at(-1)).toBeGreaterThan(rewards[0] ?? 0)
  const last = events.at(-1)
  const { graders, ...means }: Record<string, unknown> = { ...Object(last?.scores) }
  expect(means).toEqual({
    train_reward_mean: last?.train_mean_reward,
    valid_reward_mean: last?.full_valid_mean_reward,
  })
  const parts: Record<string, Record<string, unknown>> = Object.fromEntries(
    [graders].flat().map((part) => [Object(part).name, Object(part)]),
  )
  expect(Object.keys(parts)).toEqual(['wanted', 'alike', 'good', 'score', 'base'])
  const sum = ['wanted', 'alike', 'good', 'score'].reduce(
    (total, name) => total + Number(parts[name]?.valid_reward_mean),
    0,
  )
  expect(sum / 4).toBeCloseTo(Number(last?.full_valid_mean_reward), 6)
  const { graders: askedOf } = Object(last?.usage)
  expect(askedOf).toMatchObject([
    { name: 'good', type: 'label_model', model },
    { name: 'score', type: 'score_model', model },
    { name: 'base', type: 'score_model', model: 'gpt-4.1-nano' },
  ])
  const used = Object(last?.model_graders_token_usage)
  expect(Object.keys(used)).toEqual([model, 'gpt-4.1-nano'])
  expect(used[model].eval_prompt_tokens).toBe(
    askedOf[0].valid_prompt_tokens_count + askedOf[1].valid_prompt_tokens_count,
  )
  expect(askedOf[0].valid_prompt_tokens_mean).toBe(askedOf[0].valid_prompt_tokens_count / 24)
  expect(Object(last?.errors).graders[0]).toEqual({
    ...{ name: 'wanted', type: 'string_check' },
    ...{ train_other_error_mean: 0, train_other_error_count: 0 },
    ...{ train_sample_parse_error_mean: 0, train_sample_parse_error_count: 0 },
    ...{ train_invalid_variable_error_mean: 0, train_invalid_variable_error_count: 0 },
    ...{ valid_other_error_mean: 0, valid_other_error_count: 0 },
    ...{ valid_sample_parse_error_mean: 0, valid_sample_parse_error_count: 0 },
    ...{ valid_invalid_variable_error_mean: 0, valid_invalid_variable_error_count: 0 },
  })
})

test('a model that grades is deleted, and its job goes on with it', async () => {
  const model = judging
  const label: Grader = {
    ...{ type: 'multi', name: 'all', calculate_output: 'good' },
    graders: {
      good: {
        ...{ type: 'label_model', name: 'good', model },
        input: [{ role: 'user', content: '{{sample.output_text}}' }],
        ...{ labels: ['good', 'bad'], passing_labels: ['good'] },
      },
    },
  }
  const { id } = await begin({ n_epochs: 1, batch_size: 4 }, {}, label)
  expect((await legacy.remove(`/models/${model}`)).status).toBe(200)
  const job = await finish(id)
  expect(job.status).toBe('succeeded')
  const { data } = await easy.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
  const rewards = data.flatMap((event) => event.data?.train_mean_reward ?? []).map(Number)
  expect(Math.max(...rewards)).toBeGreaterThan(0)
})

test.for([
  [{ type: 'python', name: 'a', source: 'def grade(): pass' }, 'this server runs no Python'],
  [
    { type: 'score_model', name: 'a', model: 'gpt-9', input: [{ role: 'user', content: 'a' }] },
    'there is no model gpt-9',
  ],
] as const)(
  'a grader that cannot grade a job is refused when it is created',
  async ([unusable, why]) => {
    const answer = await api.fetch('http://finetune.test/v1/fine_tuning/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model, training_file },
        method: { type: 'reinforcement', reinforcement: { grader: unusable } },
      }),
    })
    expect(answer.status).toBe(400)
    const { error } = await answer.json()
    expect(error).toMatchObject({ code: 'invalid_grader' })
    expect(error.message).toContain(why)
  },
)
