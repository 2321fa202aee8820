import { CreateFineTuningJob, type Method } from '@finetune/models'
import type { Files } from './file.ts'
import { checkedGrader, invalidGrader } from './grader-check.ts'
import type { Models } from './model.ts'
import { pythonRepr } from './python-repr.ts'
import { Refusal } from './refusal.ts'
import { unknownKeys } from './unknown-key.ts'

const LONGEST_SUFFIX = 64
const LARGEST_SEED = 2_147_483_647
const MOST_EPOCHS = 50
const LARGEST_BATCH = 256
const MOST_PAIRS = 16
const LONGEST_KEY = 64
const LONGEST_VALUE = 512
const MOST_INTEGRATIONS = 5
const GRADER = 'method.reinforcement.grader'

/** What a job starts from, and how it learns. */
export interface JobOrigin {
  /** With its date, even where the request left it out. */
  readonly model: string
  /** The base model at the bottom of it. */
  readonly base: string
  readonly method: Method
}

/** Finds what a job starts from; refuses a request that no job can come of, in the API's words. */
export const checkJobRequest = (
  request: CreateFineTuningJob,
  files: Files,
  models: Models,
): JobOrigin => {
  checkKeys(request)
  checkFile('training_file', request.training_file, files)
  checkFile('validation_file', request.validation_file, files)
  const root = models.rootOf(request.model)
  if (root?.api !== 'fine_tuning.job') {
    const message = `Model ${request.model} is not available for fine-tuning or does not exist.`
    throw new Refusal(400, message, { code: 'model_not_available' })
  }
  checkLength('suffix', request.suffix, LONGEST_SUFFIX)
  checkNumber('seed', request.seed, { least: 0, most: LARGEST_SEED })
  checkMetadata(request.metadata)
  checkIntegrations(request.integrations)
  const method = methodOf(request, models)
  checkMethod(method)
  if (method.type !== 'supervised' && root.format === 'completion') {
    refuse(`Model ${request.model} is not available for method '${method.type}'.`, 'method')
  }
  const model = models.findTuned(request.model) ? request.model : root.id
  return { model, base: root.id, method }
}

const refuse = (message: string, param: string): never => {
  throw new Refusal(400, message, { param })
}

/** As the API tells them: by their own names, wherever they are. */
const checkKeys = (request: CreateFineTuningJob): void => {
  const [unknown] = unknownKeys(CreateFineTuningJob, request)
  if (!unknown) return
  const name = unknown.path.at(-1) ?? ''
  const value = typeof unknown.value === 'string' ? unknown.value : pythonRepr(unknown.value)
  refuse(`invalid ${name}: ${value}, extra inputs are not permitted`, name)
}

const checkFile = (
  param: 'training_file' | 'validation_file',
  id: string | null | undefined,
  files: Files,
): void => {
  if (id === null || id === undefined) return
  const file = files.find(id)
  if (!file || file.status === 'deleted') refuse(`invalid ${param}: ${id}`, param)
  else if (file.purpose !== 'fine-tune') {
    const problem = `File ${id} has purpose '${file.purpose}', but must have 'fine-tune'`
    refuse(`invalid ${param}: ${problem}`, param)
  }
}

const checkLength = (param: string, text: string | null | undefined, most: number): void => {
  if (text === null || text === undefined) return
  const least = 1
  const size = [...text].length
  const bound = size < least ? `at least ${least}` : size > most ? `at most ${most}` : undefined
  if (bound) refuse(`invalid ${param}: ${text}, ensure this value has ${bound} characters`, param)
}

const checkMetadata = (metadata: CreateFineTuningJob['metadata']): void => {
  const pairs = Object.entries(metadata ?? {})
  if (pairs.length > MOST_PAIRS) {
    const problem = `expected an object with at most ${MOST_PAIRS} properties, but got ${pairs.length}`
    refuse(`Invalid 'metadata': too many properties. It ${problem}`, 'metadata')
  }
  for (const [key, value] of pairs) {
    if ([...key].length > LONGEST_KEY)
      refuse(`${pythonRepr(key)} is too long - 'metadata'`, 'metadata')
    if ([...value].length > LONGEST_VALUE) {
      refuse(`${pythonRepr(value)} is too long - 'metadata.${key}'`, `metadata.${key}`)
    }
  }
}

const checkIntegrations = (integrations: CreateFineTuningJob['integrations']): void => {
  const all = integrations ?? []
  if (all.length > MOST_INTEGRATIONS)
    refuse(`${all.length} are too many - 'integrations'`, 'integrations')
  for (const [index, { type, wandb }] of all.entries()) {
    const param = `integrations.${index}`
    checkOneOf('type', type, ['wandb'])
    if (!wandb) refuse("'wandb' is a required property", param)
  }
}

/** The method that a request asks for; the deprecated hyperparameters are those of a supervised one. */
const methodOf = ({ method, hyperparameters }: CreateFineTuningJob, models: Models): Method => {
  if (!method)
    return { type: 'supervised', supervised: { hyperparameters: opened(hyperparameters) } }
  if (hyperparameters) {
    refuse("'hyperparameters' cannot be given beside 'method'", 'hyperparameters')
  }
  checkOneOf('type', method.type, ['supervised', 'dpo', 'reinforcement'])
  if (method.type === 'dpo') {
    const asked = method.dpo?.hyperparameters
    return {
      type: 'dpo',
      dpo: { hyperparameters: { beta: 'auto', ...opened(asked), ...present(asked) } },
    }
  }
  if (method.type === 'reinforcement') {
    const { reinforcement } = method
    if (!reinforcement)
      throw new Refusal(400, "'reinforcement' is a required property", { param: 'method' })
    const asked = reinforcement.hyperparameters
    const hyperparameters = {
      ...opened(asked),
      eval_interval: 'auto' as const,
      eval_samples: 'auto' as const,
      compute_multiplier: 'auto' as const,
      reasoning_effort: 'default' as const,
      ...present(asked),
    }
    const { response_format = null } = reinforcement
    const expectModel = (id: string): void => {
      if (!models.rootOf(id)) throw invalidGrader(`there is no model ${id}`, GRADER)
    }
    const grader = checkedGrader(reinforcement.grader, expectModel, GRADER)
    return { type: 'reinforcement', reinforcement: { hyperparameters, grader, response_format } }
  }
  return {
    type: 'supervised',
    supervised: { hyperparameters: opened(method.supervised?.hyperparameters) },
  }
}

/** The hyperparameters of every method, those left open as `auto`. */
const opened = (asked: CreateFineTuningJob['hyperparameters'] | null) => ({
  n_epochs: asked?.n_epochs ?? 'auto',
  batch_size: asked?.batch_size ?? 'auto',
  learning_rate_multiplier: asked?.learning_rate_multiplier ?? 'auto',
})

/** A record without what is `null` in it. */
const present = <A extends object>(record: A | null | undefined): Partial<A> =>
  Object(Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => value !== null)))

const checkMethod = ({ supervised, dpo, reinforcement }: Method): void => {
  const settings = (supervised ?? dpo ?? reinforcement)?.hyperparameters
  checkNumber('n_epochs', settings?.n_epochs, { least: 1, most: MOST_EPOCHS })
  checkNumber('batch_size', settings?.batch_size, { least: 1, most: LARGEST_BATCH })
  checkNumber('learning_rate_multiplier', settings?.learning_rate_multiplier, { above: 0 })
  checkNumber('beta', dpo?.hyperparameters?.beta, { above: 0, most: 2 })
  const learner = reinforcement?.hyperparameters
  checkNumber('compute_multiplier', learner?.compute_multiplier, { above: 0.00001, most: 10 })
  checkNumber('eval_interval', learner?.eval_interval, { least: 1 })
  checkNumber('eval_samples', learner?.eval_samples, { least: 1 })
  checkOneOf('reasoning_effort', learner?.reasoning_effort, ['default', 'low', 'medium', 'high'])
}

interface Bounds {
  readonly above?: number
  readonly least?: number
  readonly most?: number
}

/** Refuses a number out of bounds. */
const checkNumber = (name: string, value: unknown, { above, least, most }: Bounds): void => {
  if (typeof value !== 'number') return
  const refuseBy = (bound: string): never =>
    refuse(`invalid ${name}: ${value}, ensure this value is ${bound}`, name)
  if (above !== undefined && value <= above) refuseBy(`greater than ${above}`)
  if (least !== undefined && value < least) refuseBy(`greater than or equal to ${least}`)
  if (most !== undefined && value > most) refuseBy(`less than or equal to ${most}`)
}

/** Refuses a word that is none of the known ones. */
const checkOneOf = (
  name: string,
  value: string | null | undefined,
  known: readonly string[],
): void => {
  if (value === null || value === undefined || known.includes(value)) return
  const permitted = known.map(pythonRepr).join(', ')
  refuse(`invalid ${name}: ${value}, unexpected value; permitted: ${permitted}`, name)
}
