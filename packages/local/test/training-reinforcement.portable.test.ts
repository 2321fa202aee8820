import { bindPromise, createClient, files, fineTuningJobs } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { parseResults } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { jobRequestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { finish } = jobRequestsOf(api.fetch)
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

const reinforce = async (hyperparameters: object, more: object = {}) => {
  const { id } = await easy.fineTuningJobs.create({
    body: {
      ...{ model, training_file, seed: 1, ...more },
      method: { type: 'reinforcement', reinforcement: { grader, hyperparameters } },
    },
  })
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
  expect(steps[0]?.message).toMatch(
    /^Step 1\/72 , train mean reward=0\.\d\d, validation mean reward=0\.\d\d$/,
  )
  expect(steps[1]?.message).toMatch(/^Step 2\/72 , train mean reward=\d\.\d\d$/)
  expect(steps.at(-1)?.message).toMatch(/, full validation mean reward=\d\.\d\d$/)
  const before = Number(steps[0]?.data?.valid_mean_reward)
  const after = Number(steps.at(-1)?.data?.full_valid_mean_reward)
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

test.for([
  [{ type: 'python', name: 'a', source: 'def grade(): pass' }, 'this server runs no Python'],
  [
    { type: 'score_model', name: 'a', model: 'gpt-4o', input: [{ role: 'user', content: 'a' }] },
    'a job of this server is graded without asking a model',
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
