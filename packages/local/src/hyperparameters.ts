import type { CreateFineTune, Hyperparams } from '@finetune/models'
import type { Hyperparameters } from '@finetune/trainer'

/** A request's hyperparameters before its examples have been counted. */
export const requestedHyperparams = (request: CreateFineTune): Hyperparams => {
  const nested = request.hyperparameters?.n_epochs
  const epochs = request.n_epochs ?? (nested === 'auto' ? undefined : nested) ?? 4
  const {
    compute_classification_metrics,
    classification_n_classes,
    classification_positive_class,
    classification_betas,
  } = request
  return {
    n_epochs: epochs,
    batch_size: request.batch_size ?? null,
    learning_rate_multiplier: request.learning_rate_multiplier ?? null,
    prompt_loss_weight: request.prompt_loss_weight ?? 0.01,
    ...(compute_classification_metrics !== undefined && { compute_classification_metrics }),
    ...(classification_n_classes !== undefined && { classification_n_classes }),
    ...(classification_positive_class !== undefined && { classification_positive_class }),
    ...(classification_betas !== undefined && { classification_betas }),
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

/** The learning rate multiplier where a request leaves it open: larger for large batches. */
export const defaultLearningRateMultiplier = (batchSize: number): number =>
  batchSize >= 64 ? 0.2 : 0.1

/** The trainer's own best rate is 1; the API's is 0.1. */
const LEARNING_RATE_SCALE = 10

/**
 * Hyperparams as the trainer takes them. Its learning rate multiplier is ten times the API's, so
 * that the API's usual 0.1 trains our models at the rate that suits them.
 */
export const trainerHyperparameters = (
  hyperparams: Hyperparams,
  batchSize: number,
  seed: number,
): Hyperparameters => ({
  epochs: hyperparams.n_epochs,
  batchSize,
  learningRateMultiplier:
    LEARNING_RATE_SCALE *
    (hyperparams.learning_rate_multiplier ?? defaultLearningRateMultiplier(batchSize)),
  promptLossWeight: hyperparams.prompt_loss_weight,
  seed,
})
