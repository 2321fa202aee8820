import { bindPromise, createClient, files, fineTuningJobs } from '@finetune/client'
import { createLocalApi } from '@finetune/local'
import { parseResults } from '@finetune/models'
import { afterAll, expect, test } from 'vitest'
import { jobRequestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { finish } = jobRequestsOf(api.fetch)
const client = createClient({
  baseURL: 'http://finetune.test/v1',
  fetch: api.fetch,
})
const easy = bindPromise(client, { files, fineTuningJobs })

const answer = (content: string) => [{ role: 'assistant', content }]
const pairs = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const asked = { role: 'user', content: `Say yes or no, ${from + index}` }
    return `${JSON.stringify({ input: { messages: [asked] }, preferred_output: answer('yes'), non_preferred_output: answer('no') })}\n`
  }).join('')
const upload = (text: string) =>
  easy.files.upload({ body: { file: new File([text], 'pairs.jsonl'), purpose: 'fine-tune' } })

test('a job by direct preference optimisation comes to prefer what is preferred', async () => {
  const [training, validation] = await Promise.all([upload(pairs(0, 30)), upload(pairs(50, 10))])
  const { id } = await easy.fineTuningJobs.create({
    body: {
      model: 'gpt-4.1-nano',
      training_file: training.id,
      validation_file: validation.id,
      seed: 1,
      method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 3, batch_size: 5 } } },
    },
  })
  const job = await finish(id)
  expect(job.error).toEqual({})
  expect(job).toMatchObject({
    status: 'succeeded',
    hyperparameters: null,
    method: {
      type: 'dpo',
      dpo: {
        hyperparameters: { n_epochs: 3, batch_size: 5, learning_rate_multiplier: 2, beta: 0.1 },
      },
    },
  })
  const events = await easy.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
  const first = events.data.find(({ message }) => message.startsWith('Step 1/18'))
  expect(first?.message).toMatch(/^Step 1\/18: training loss=0\.69, validation loss=0\.\d\d$/)
  expect(first?.data).toMatchObject({ step: 1, train_accuracy: 0, train_reward_margin: 0 })
  const checkpoints = await easy.fineTuningJobs.listCheckpoints({ id })
  expect(checkpoints.data.length).toBe(3)
  const last = checkpoints.data[0]
  expect(last?.metrics).toMatchObject({ step: 18, full_valid_accuracy: 1, type: 'dpo' })
  const content = await easy.files.content({ id: job.result_files?.[0] ?? '' })
  const results = parseResults(new TextDecoder().decode(content))
  expect(results).toMatchObject({ _tag: 'Right', right: { length: 18 } })
})

test.for([
  ['a key too many', { text: 'x' }, 'Example 1 contains an extra "text".'],
  [
    'a key of the question too many',
    { input: { messages: [{ role: 'user', content: 'x' }], text: 'x' } },
    'Example 1, input contains an extra "text".',
  ],
  [
    'two preferred answers',
    { preferred_output: [...answer('a'), ...answer('b')] },
    'Example 1, preferred_output must be exactly one message from the assistant.',
  ],
] as const)('%s fails the job', async ([, change, problem]) => {
  const [line = '', ...rest] = pairs(0, 10).split('\n')
  const broken = JSON.stringify({ ...JSON.parse(line), ...change })
  const { id: training_file } = await upload([broken, ...rest].join('\n'))
  const method = { type: 'dpo' }
  const body = { model: 'gpt-4.1-nano', training_file, method }
  const { error } = await finish((await easy.fineTuningJobs.create({ body })).id)
  expect(error).toMatchObject({
    code: 'invalid_file_format',
    message: expect.stringMatching(`Invalid file format. ${problem}`),
  })
})

test('beta acts', async () => {
  const training = await upload(pairs(0, 12))
  const marginAfter = async (beta: number) => {
    const { id } = await easy.fineTuningJobs.create({
      body: {
        model: 'gpt-4.1-nano',
        training_file: training.id,
        seed: 1,
        method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 2, batch_size: 4, beta } } },
      },
    })
    const job = await finish(id)
    expect(job.method?.dpo?.hyperparameters?.beta).toBe(beta)
    const events = await easy.fineTuningJobs.listEvents({ id, query: { limit: 100 } })
    const last = events.data.find(({ message }) => message.startsWith('Step 6/6'))
    return JSON.stringify(last?.data)
  }
  expect(await marginAfter(0.1)).not.toBe(await marginAfter(1))
})
