import type { CreateFineTune, Method } from '@finetune/models'
import type { Hyperparameters } from '@finetune/trainer'
import type { JobRow, LegacyHyperparams } from './job-table.ts'

/** A legacy request's method before its examples have been counted. */
export const legacyMethod = (request: CreateFineTune): Method => {
  const nested = request.hyperparameters?.n_epochs
  const hyperparameters = {
    n_epochs: request.n_epochs ?? (nested === 'auto' ? undefined : nested) ?? 4,
    batch_size: request.batch_size ?? 'auto',
    learning_rate_multiplier: request.learning_rate_multiplier ?? 'auto',
  } as const
  return { type: 'supervised', supervised: { hyperparameters } }
}

/** What a legacy request asks for besides. */
export const legacyHyperparams = (request: CreateFineTune): LegacyHyperparams => {
  const {
    compute_classification_metrics,
    classification_n_classes,
    classification_positive_class,
    classification_betas,
  } = request
  return {
    prompt_loss_weight: request.prompt_loss_weight ?? 0.01,
    ...(compute_classification_metrics !== undefined && { compute_classification_metrics }),
    ...(classification_n_classes !== undefined && { classification_n_classes }),
    ...(classification_positive_class !== undefined && { classification_positive_class }),
    ...(classification_betas !== undefined && { classification_betas }),
  }
}

type Open<A> = A | 'auto' | null | undefined

/** The hyperparameters of a job of any method, where they are. */
const settingsOf = ({ type, supervised, dpo, reinforcement }: Method) =>
  (type === 'dpo' ? dpo : type === 'reinforcement' ? reinforcement : supervised)?.hyperparameters

/** A method with everything settled that was left open, once the examples are counted. */
export const settledMethod = (
  { method, object }: Pick<JobRow, 'method' | 'object'>,
  examples: number,
): Method => {
  const asked = settingsOf(method) ?? {}
  const settled = <A>(value: Open<A>, chosen: () => A): A =>
    value === 'auto' || value === null || value === undefined ? chosen() : value
  const batch = settled(asked.batch_size, () => defaultBatchSize(examples))
  const batch_size = Math.min(batch, examples)
  const hyperparameters = {
    ...asked,
    n_epochs: settled(asked.n_epochs, () => defaultEpochs(examples)),
    batch_size,
    learning_rate_multiplier: settled(asked.learning_rate_multiplier, () =>
      object === 'fine-tune' ? defaultLearningRateMultiplier(batch_size) : MODERN_RATE,
    ),
  }
  const learner = method.reinforcement?.hyperparameters
  const ofMethod =
    method.type === 'dpo'
      ? { beta: settled(method.dpo?.hyperparameters?.beta, () => DEFAULT_BETA) }
      : method.type === 'reinforcement' && {
          compute_multiplier: settled(learner?.compute_multiplier, () => 1),
          eval_interval: settled(learner?.eval_interval, () => DEFAULT_EVAL_INTERVAL),
          eval_samples: settled(learner?.eval_samples, () => 1),
        }
  return {
    ...method,
    [method.type]: {
      ...Object(method)[method.type],
      hyperparameters: { ...hyperparameters, ...ofMethod },
    },
  }
}

const LARGEST_BATCH = 256

/**
 * The examples in one step where a request leaves them open. The hosted API took 0.2 % of them; so
 * few would train our small models slowly, so this is 2 % up to 8, and 0.2 % from 4 000 examples on.
 */
export const defaultBatchSize = (examples: number): number => {
  const few = Math.min(8, Math.floor(examples / 50))
  return Math.min(LARGEST_BATCH, Math.max(1, few, Math.round(examples * 0.002)))
}

/** The learning rate multiplier of a legacy job that leaves it open: larger for large batches. */
export const defaultLearningRateMultiplier = (batchSize: number): number =>
  batchSize >= 64 ? 0.2 : 0.1

/**
 * The epochs of a modern job that leaves them open: 3, but more where there are fewer than 100
 * examples to see, up to 25, and fewer where there are more than 25 000.
 */
export const defaultEpochs = (examples: number): number => {
  if (3 * examples < 100) return Math.min(25, Math.max(1, Math.floor(100 / examples)))
  if (3 * examples > 25_000) return Math.max(1, Math.floor(25_000 / examples))
  return 3
}

/** The learning rate multiplier that suits: at the trainer 1, at the legacy API 0.1, here 2. */
const MODERN_RATE = 2
const LEGACY_SCALE = 10

/** The beta of direct preference optimisation where a request leaves it open. */
const DEFAULT_BETA = 0.1

/** Steps between two measures of validation examples where a request leaves them open. */
const DEFAULT_EVAL_INTERVAL = 5

/** The share of that rate by which a model that can answer already is only bent. */
export const GENTLE_RATE = 0.3

/** The beta of a settled method. */
export const settledBeta = ({ dpo }: Method): number => {
  const beta = dpo?.hyperparameters?.beta
  if (typeof beta === 'number') return beta
  throw new Error('The hyperparameters are not settled.')
}

/** What a settled method by rewards has besides. */
export const settledLearner = ({ reinforcement }: Method) => {
  const { compute_multiplier, eval_interval, eval_samples } = reinforcement?.hyperparameters ?? {}
  if (
    !reinforcement ||
    typeof compute_multiplier !== 'number' ||
    typeof eval_interval !== 'number' ||
    typeof eval_samples !== 'number'
  ) {
    throw new Error('The hyperparameters are not settled.')
  }
  return {
    grader: reinforcement.grader,
    computeMultiplier: compute_multiplier,
    evalInterval: eval_interval,
    evalSamples: eval_samples,
  }
}

/**
 * A settled method as the trainer takes it. The learning rates of the two APIs are scaled so that the
 * usual one trains our models at the rate that suits them. Prompts are not learnt through the modern
 * one.
 */
export const trainerHyperparameters = ({
  object,
  method,
  hyperparams,
}: Pick<JobRow, 'object' | 'method' | 'hyperparams'>): Omit<Hyperparameters, 'seed'> => {
  const { n_epochs, batch_size, learning_rate_multiplier } = settingsOf(method) ?? {}
  const settled = (value: Open<number>): number => {
    if (typeof value === 'number') return value
    throw new Error('The hyperparameters are not settled.')
  }
  const rate = settled(learning_rate_multiplier)
  return {
    epochs: settled(n_epochs),
    batchSize: settled(batch_size),
    learningRateMultiplier: object === 'fine-tune' ? LEGACY_SCALE * rate : rate / MODERN_RATE,
    promptLossWeight: hyperparams?.prompt_loss_weight ?? 0,
  }
}
