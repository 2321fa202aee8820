import type { FineTuningJobMetrics } from '@finetune/models'
import type { JobStep } from './job-step.ts'

/** What a step measured, as events and checkpoints tell it. */
export const metricsOf = (told: JobStep): FineTuningJobMetrics =>
  told.metrics ? { step: told.step, ...told.metrics } : metricsOfExamples(told)

const metricsOfExamples = ({
  step,
  trainingLoss,
  trainingTokenAccuracy,
  validation,
  fullValidation,
}: JobStep): FineTuningJobMetrics => ({
  step,
  train_loss: trainingLoss,
  train_mean_token_accuracy: trainingTokenAccuracy,
  ...(validation && {
    valid_loss: validation.loss,
    valid_mean_token_accuracy: validation.tokenAccuracy,
  }),
  ...(fullValidation && {
    full_valid_loss: fullValidation.loss,
    full_valid_mean_token_accuracy: fullValidation.tokenAccuracy,
  }),
})
