import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { chatDataset, requestsOf } from './requests.ts'

const api = createLocalApi({ tiny: true })
afterAll(api.close)
const { upload, form, post, get, refusal, remove } = requestsOf(api.fetch)

const { id: training_file } = await upload(chatDataset(10))
const other = await (
  await form({ purpose: 'assistants', file: new File(['hello'], 'hello.txt') })
).json()
const gone = await upload(chatDataset(10))
await remove(`/files/${gone.id}`)
const model = 'gpt-4o-mini'
const good = { training_file, model }

const supervised = (hyperparameters: object) => ({
  ...good,
  method: { type: 'supervised', supervised: { hyperparameters } },
})
const dpo = (hyperparameters: object) => ({
  ...good,
  method: { type: 'dpo', dpo: { hyperparameters } },
})
const grader = {
  type: 'string_check',
  name: 'same',
  input: '{{sample.output_text}}',
  reference: '{{item.answer}}',
  operation: 'eq',
}
const reinforcement = (hyperparameters: object) => ({
  ...good,
  method: { type: 'reinforcement', reinforcement: { grader, hyperparameters } },
})
const AT = 'method.supervised.hyperparameters'

const refusals: readonly [
  name: string,
  body: object,
  message: string,
  param: string | null,
  code?: string,
][] = [
  ['no training file', { model }, "'training_file' is a required property", null],
  ['no model', { training_file }, "'model' is a required property", null],
  [
    'an unknown training file',
    { model, training_file: 'file-unknown' },
    'invalid training_file: file-unknown',
    'training_file',
  ],
  [
    'a deleted training file',
    { model, training_file: gone.id },
    `invalid training_file: ${gone.id}`,
    'training_file',
  ],
  [
    'an unknown validation file',
    { ...good, validation_file: 'file-unknown' },
    'invalid validation_file: file-unknown',
    'validation_file',
  ],
  [
    'a file of another purpose',
    { model, training_file: other.id },
    `invalid training_file: File ${other.id} has purpose 'assistants', but must have 'fine-tune'`,
    'training_file',
  ],
  [
    'an unknown model',
    { training_file, model: 'gpt-9' },
    'Model gpt-9 is not available for fine-tuning or does not exist.',
    null,
    'model_not_available',
  ],
  [
    'a model of the legacy API',
    { training_file, model: 'curie' },
    'Model curie is not available for fine-tuning or does not exist.',
    null,
    'model_not_available',
  ],
  [
    'epochs that are neither a number nor auto',
    supervised({ n_epochs: 'many' }),
    `'many' is not valid under any of the given schemas - '${AT}.n_epochs'`,
    null,
  ],
  [
    'a suffix that is a number',
    { ...good, suffix: 5 },
    "5 is not of type 'string' - 'suffix'",
    null,
  ],
  [
    'an empty suffix',
    { ...good, suffix: '' },
    'invalid suffix: , ensure this value has at least 1 characters',
    'suffix',
  ],
  [
    'a suffix that is too long',
    { ...good, suffix: 'x'.repeat(65) },
    `invalid suffix: ${'x'.repeat(65)}, ensure this value has at most 64 characters`,
    'suffix',
  ],
  [
    'a negative seed',
    { ...good, seed: -1 },
    'invalid seed: -1, ensure this value is greater than or equal to 0',
    'seed',
  ],
  [
    'too large a seed',
    { ...good, seed: 2 ** 31 },
    'invalid seed: 2147483648, ensure this value is less than or equal to 2147483647',
    'seed',
  ],
  [
    'no epochs',
    supervised({ n_epochs: 0 }),
    'invalid n_epochs: 0, ensure this value is greater than or equal to 1',
    'n_epochs',
  ],
  [
    'too many epochs',
    { ...good, hyperparameters: { n_epochs: 51 } },
    'invalid n_epochs: 51, ensure this value is less than or equal to 50',
    'n_epochs',
  ],
  [
    'too large a batch',
    supervised({ batch_size: 257 }),
    'invalid batch_size: 257, ensure this value is less than or equal to 256',
    'batch_size',
  ],
  [
    'a learning rate of nothing',
    supervised({ learning_rate_multiplier: 0 }),
    'invalid learning_rate_multiplier: 0, ensure this value is greater than 0',
    'learning_rate_multiplier',
  ],
  [
    'hyperparameters beside a method',
    { ...supervised({}), hyperparameters: { n_epochs: 1 } },
    "'hyperparameters' cannot be given beside 'method'",
    'hyperparameters',
  ],
  [
    'an unknown method',
    { ...good, method: { type: 'magic' } },
    "invalid type: magic, unexpected value; permitted: 'supervised', 'dpo', 'reinforcement'",
    'type',
  ],
  [
    'a beta of nothing',
    dpo({ beta: 0 }),
    'invalid beta: 0, ensure this value is greater than 0',
    'beta',
  ],
  [
    'too large a beta',
    dpo({ beta: 2.5 }),
    'invalid beta: 2.5, ensure this value is less than or equal to 2',
    'beta',
  ],
  [
    'reinforcement without a grader',
    { ...good, method: { type: 'reinforcement' } },
    "'reinforcement' is a required property",
    'method',
  ],
  [
    'too much exploration',
    reinforcement({ compute_multiplier: 11 }),
    'invalid compute_multiplier: 11, ensure this value is less than or equal to 10',
    'compute_multiplier',
  ],
  [
    'a method that a model of completions has not',
    { ...dpo({}), model: 'babbage-002' },
    "Model babbage-002 is not available for method 'dpo'.",
    'method',
  ],
  [
    'too many pairs of metadata',
    {
      ...good,
      metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
    },
    "Invalid 'metadata': too many properties. It expected an object with at most 16 properties, but got 17",
    'metadata',
  ],
  [
    'a key of metadata that is too long',
    { ...good, metadata: { ['k'.repeat(65)]: 'v' } },
    `'${'k'.repeat(65)}' is too long - 'metadata'`,
    'metadata',
  ],
  [
    'a value of metadata that is too long',
    { ...good, metadata: { k: 'v'.repeat(513) } },
    `'${'v'.repeat(513)}' is too long - 'metadata.k'`,
    'metadata.k',
  ],
  [
    'an unknown key',
    { ...good, nope: 'x' },
    'invalid nope: x, extra inputs are not permitted',
    'nope',
  ],
  [
    'an unknown hyperparameter',
    { ...good, hyperparameters: { nepochs: 2 } },
    'invalid nepochs: 2, extra inputs are not permitted',
    'nepochs',
  ],
  [
    'a hyperparameter of another method',
    supervised({ beta: 0.1 }),
    'invalid beta: 0.1, extra inputs are not permitted',
    'beta',
  ],
  [
    'an unknown setting of an integration',
    { ...good, integrations: [{ type: 'wandb', wandb: { project: 'p', colour: null } }] },
    'invalid colour: None, extra inputs are not permitted',
    'colour',
  ],
  [
    'an unknown integration',
    { ...good, integrations: [{ type: 'other' }] },
    "invalid type: other, unexpected value; permitted: 'wandb'",
    'type',
  ],
]

test.for(refusals)('%s is refused', async ([, body, message, param, code = null]) => {
  expect(await refusal(post('/fine_tuning/jobs', body))).toEqual({
    status: 400,
    message,
    type: 'invalid_request_error',
    param,
    code,
  })
})

test('a refused request leaves no job', async () => {
  expect(await (await get('/fine_tuning/jobs')).json()).toEqual({
    object: 'list',
    data: [],
    has_more: false,
  })
})

test.for([
  ['a bare name', 'gpt-3.5-turbo', 'gpt-3.5-turbo-0125'],
  ['a dated name', 'gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-2025-04-14'],
])('%s is echoed with its date', async ([, asked, told]) => {
  const job = await (await post('/fine_tuning/jobs', { training_file, model: asked })).json()
  expect(job.model).toBe(told)
  await post(`/fine_tuning/jobs/${job.id}/cancel`)
})

test('what is asked for is echoed, and what is left open is told as auto', async () => {
  const body = {
    ...reinforcement({ n_epochs: 2, reasoning_effort: 'low' }),
    metadata: { purpose: 'test' },
    integrations: [{ type: 'wandb', wandb: { project: 'p', tags: ['a'] } }],
  }
  const job = await (await post('/fine_tuning/jobs', body)).json()
  expect(job).toMatchObject({
    metadata: { purpose: 'test' },
    integrations: [
      { type: 'wandb', wandb: { project: 'p', entity: null, tags: ['a'], run_id: job.id } },
    ],
    method: {
      type: 'reinforcement',
      reinforcement: {
        grader,
        response_format: null,
        hyperparameters: {
          n_epochs: 2,
          batch_size: 'auto',
          learning_rate_multiplier: 'auto',
          eval_interval: 'auto',
          eval_samples: 'auto',
          compute_multiplier: 'auto',
          reasoning_effort: 'low',
        },
      },
    },
  })
  expect(job).not.toHaveProperty('hyperparameters')
  expect(job.seed).toBeGreaterThanOrEqual(0)
})
