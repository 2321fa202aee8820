import { CreateFineTune, type OpenAIFile } from '@finetune/models'
import { BASE_MODELS } from './base-model.ts'
import type { Files } from './file.ts'
import type { Models } from './model.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'
import { unknownKeys } from './unknown-key.ts'

const LONGEST_SUFFIX = 40

const DEFAULT_MODEL = 'curie'

/** What a fine-tune starts from. */
export interface Origin {
  readonly model: string
  /** The base model at the bottom of it. */
  readonly base: string
}

/** Finds what a job starts from; refuses a request that no job can come of, in the API's words. */
export const checkRequest = (
  request: CreateFineTune,
  files: Files,
  models: Models,
  organization: string,
): Origin => {
  checkKeys(request)
  checkSuffix(request.suffix)
  checkNumbers(request)
  checkFile(request.training_file, files)
  if (request.validation_file !== undefined) checkFile(request.validation_file, files)
  checkClassification(request)
  return originOf(request.model ?? DEFAULT_MODEL, models, organization)
}

/** As Python's `jsonschema` tells them. */
const checkKeys = (request: CreateFineTune): void => {
  const unknown = unknownKeys(CreateFineTune, request)
  const [first] = unknown
  if (!first) return
  const place = first.path.slice(0, -1).join('.')
  const names = unknown
    .filter(({ path }) => path.slice(0, -1).join('.') === place)
    .map(({ path }) => pythonRepr(path.at(-1)))
  const were = names.length > 1 ? 'were' : 'was'
  const problem = `Additional properties are not allowed (${names.join(', ')} ${were} unexpected)`
  throw new Refusal(400, place === '' ? problem : `${problem} - '${place}'`)
}

const checkSuffix = (suffix: string | undefined): void => {
  if (suffix === undefined) return
  if (suffix === '') throw new Refusal(400, "'' is too short - 'suffix'")
  if ([...suffix].length > LONGEST_SUFFIX) {
    throw new Refusal(400, `${pythonRepr(suffix)} is too long - 'suffix'`)
  }
}

const checkNumbers = (request: CreateFineTune): void => {
  const epochs = request.hyperparameters?.n_epochs
  const range = (field: string, value: unknown, least: number, most = Infinity) => {
    if (typeof value !== 'number') return
    if (value < least) {
      throw new Refusal(400, `${value} is less than the minimum of ${least} - '${field}'`)
    }
    if (value > most) {
      throw new Refusal(400, `${value} is greater than the maximum of ${most} - '${field}'`)
    }
  }
  range('n_epochs', request.n_epochs, 1)
  range('hyperparameters.n_epochs', epochs, 1, 50)
  range('batch_size', request.batch_size, 1, 256)
  range('learning_rate_multiplier', request.learning_rate_multiplier, 0)
  range('prompt_loss_weight', request.prompt_loss_weight, 0)
  range('classification_n_classes', request.classification_n_classes, 2)
  for (const [index, beta] of (request.classification_betas ?? []).entries()) {
    range(`classification_betas.${index}`, beta, 0)
  }
}

const checkFile = (id: string, files: Files): void => {
  const file: OpenAIFile | undefined = files.find(id)
  if (!file || file.status === 'deleted') {
    throw new Refusal(400, `No file with ID: ${id}`, { param: 'file' })
  }
  if (file.purpose !== 'fine-tune') {
    const message = `File ${id} has purpose '${file.purpose}'; a fine-tune takes 'fine-tune'`
    throw new Refusal(400, message, { param: 'file' })
  }
}

const originOf = (id: string, models: Models, organization: string): Origin => {
  const root = models.rootOf(id)
  if (root?.api === 'fine-tune') return { model: id, base: root.id }
  const known = BASE_MODELS.filter(({ api }) => api === 'fine-tune')
  const names = known.map((model) => model.id).join(', ')
  const tuned = `a fine-tuned model created by your organization: ${organization}`
  throw new Refusal(400, `Invalid base model: ${id} (model must be one of ${names}) or ${tuned}`)
}

/** What is asked for must be measurable: on which examples, and between which classes. */
const checkClassification = (request: CreateFineTune): void => {
  if (!request.compute_classification_metrics) return
  if (request.validation_file === undefined) {
    throw new Refusal(400, 'compute_classification_metrics requires a validation_file')
  }
  const { classification_n_classes, classification_positive_class } = request
  if (classification_n_classes === undefined && classification_positive_class === undefined) {
    throw new Refusal(
      400,
      'compute_classification_metrics requires classification_n_classes for multiclass ' +
        'classification, or classification_positive_class for binary classification',
    )
  }
  if (classification_n_classes === 2 && classification_positive_class === undefined) {
    throw new Refusal(400, 'Binary classification requires classification_positive_class')
  }
}
