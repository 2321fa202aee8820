import { createLocalApi } from '@finetune/local'
import { afterAll, expect, test } from 'vitest'
import { dataset, requestsOf } from './requests.ts'

const api = createLocalApi()
afterAll(api.close)
const { upload, form, post, get, refusal } = requestsOf(api.fetch)

const training = await upload(dataset(4))
const organization = (await get('/models')).headers.get('openai-organization')
const other = await (
  await form({ purpose: 'assistants', file: new File(['hello'], 'hello.txt') })
).json()
const classified = {
  training_file: training.id,
  validation_file: training.id,
  compute_classification_metrics: true,
}

const refusals: readonly [name: string, body: object, message: string, param: string | null][] = [
  ['no training file', {}, "'training_file' is a required property", null],
  [
    'an unknown training file',
    { training_file: 'file-0SMVNmd0V9oI8HSztn4w7r7A' },
    'No file with ID: file-0SMVNmd0V9oI8HSztn4w7r7A',
    'file',
  ],
  [
    'an unknown validation file',
    { training_file: training.id, validation_file: 'file-x' },
    'No file with ID: file-x',
    'file',
  ],
  [
    'a file of another purpose',
    { training_file: other.id },
    `File ${other.id} has purpose 'assistants'; a fine-tune takes 'fine-tune'`,
    'file',
  ],
  [
    'an unknown base model',
    { training_file: training.id, model: 'xxi' },
    `Invalid base model: xxi (model must be one of ada, babbage, curie, davinci) or a fine-tuned model created by your organization: ${organization}`,
    null,
  ],
  [
    'a suffix that is null',
    { training_file: training.id, suffix: null },
    "None is not of type 'string' - 'suffix'",
    null,
  ],
  [
    'a suffix that is too long',
    { training_file: training.id, suffix: 'x'.repeat(41) },
    `'${'x'.repeat(41)}' is too long - 'suffix'`,
    null,
  ],
  [
    'an empty suffix',
    { training_file: training.id, suffix: '' },
    "'' is too short - 'suffix'",
    null,
  ],
  [
    'epochs that are no number',
    { training_file: training.id, n_epochs: 'x' },
    "'x' is not of type 'integer' - 'n_epochs'",
    null,
  ],
  [
    'epochs that are no whole number',
    { training_file: training.id, n_epochs: 1.5 },
    "1.5 is not of type 'integer' - 'n_epochs'",
    null,
  ],
  [
    'no epochs',
    { training_file: training.id, n_epochs: 0 },
    "0 is less than the minimum of 1 - 'n_epochs'",
    null,
  ],
  [
    'too large a batch',
    { training_file: training.id, batch_size: 257 },
    "257 is greater than the maximum of 256 - 'batch_size'",
    null,
  ],
  [
    'betas that are no list',
    { training_file: training.id, classification_betas: true },
    "True is not of type 'array' - 'classification_betas'",
    null,
  ],
  [
    'an unknown key',
    { training_file: training.id, nepochs: 2 },
    "Additional properties are not allowed ('nepochs' was unexpected)",
    null,
  ],
  [
    'unknown keys',
    { training_file: 'file-x', a: 1, hyperparameters: { n_epochs: 1, c: 2 }, b: null },
    "Additional properties are not allowed ('a', 'b' were unexpected)",
    null,
  ],
  [
    'an unknown key within hyperparameters',
    { training_file: training.id, hyperparameters: { epochs: 2 } },
    "Additional properties are not allowed ('epochs' was unexpected) - 'hyperparameters'",
    null,
  ],
  ['a body that is a list', [1, 'a'], "[1, 'a'] is not of type 'object'", null],
  [
    'classification metrics without validation file',
    { training_file: training.id, compute_classification_metrics: true },
    'compute_classification_metrics requires a validation_file',
    null,
  ],
  [
    'classification metrics without classes',
    classified,
    'compute_classification_metrics requires classification_n_classes for multiclass classification, or classification_positive_class for binary classification',
    null,
  ],
  [
    'two classes without a positive one',
    { ...classified, classification_n_classes: 2 },
    'Binary classification requires classification_positive_class',
    null,
  ],
]

test.for(refusals)('%s is refused', async ([, body, message, param]) => {
  expect(await refusal(post('/fine-tunes', body))).toEqual({
    status: 400,
    message,
    type: 'invalid_request_error',
    param,
    code: null,
  })
})

/** As clients write what they leave open. */
const nulls = {
  ...{ validation_file: null, model: null, n_epochs: null, batch_size: null },
  ...{ learning_rate_multiplier: null, prompt_loss_weight: null },
  ...{ compute_classification_metrics: null, classification_n_classes: null },
  ...{ classification_positive_class: null, classification_betas: null },
}

test('of what is left open as null, the suffix alone is refused', async () => {
  const asked = { training_file: training.id, ...nulls, suffix: null }
  expect(await refusal(post('/fine-tunes', asked))).toMatchObject({
    status: 400,
    message: "None is not of type 'string' - 'suffix'",
    param: null,
  })
})

test('a refused request leaves no job', async () => {
  expect((await (await get('/fine-tunes')).json()).data).toEqual([])
})

test('what is left open as null is as if it were not there', async () => {
  const answer = await post('/fine-tunes', { training_file: training.id, ...nulls })
  expect(answer.status).toBe(200)
  const { id, model, hyperparams } = await answer.json()
  expect(model).toBe('curie')
  expect(hyperparams).toEqual({
    n_epochs: 4,
    batch_size: null,
    learning_rate_multiplier: null,
    prompt_loss_weight: 0.01,
  })
  await post(`/fine-tunes/${id}/cancel`)
})
