// What one would write without any library: the yardstick of the benchmark.

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMissing = (value: unknown): value is undefined | null =>
  value === undefined || value === null

const isTextOrMissing = (value: unknown): boolean => isMissing(value) || typeof value === 'string'

const isIntegerOrMissing = (value: unknown): boolean =>
  isMissing(value) || Number.isSafeInteger(value)

const isFileByHand = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.id === 'string' &&
  value.object === 'file' &&
  Number.isSafeInteger(value.bytes) &&
  Number.isSafeInteger(value.created_at) &&
  typeof value.filename === 'string' &&
  typeof value.purpose === 'string' &&
  (value.status === undefined || typeof value.status === 'string') &&
  (isMissing(value.status_details) ||
    typeof value.status_details === 'string' ||
    isObject(value.status_details)) &&
  (isMissing(value.expires_at) || Number.isSafeInteger(value.expires_at))

const areFiles = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    if (!isFileByHand(value[index])) return false
  }
  return true
}

const areNumbers = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    if (typeof value[index] !== 'number') return false
  }
  return true
}

const isHyperparamsByHand = (value: unknown): boolean =>
  isObject(value) &&
  Number.isSafeInteger(value.n_epochs) &&
  (value.batch_size === null || Number.isSafeInteger(value.batch_size)) &&
  (value.learning_rate_multiplier === null || typeof value.learning_rate_multiplier === 'number') &&
  typeof value.prompt_loss_weight === 'number' &&
  (value.compute_classification_metrics === undefined ||
    typeof value.compute_classification_metrics === 'boolean') &&
  (value.classification_n_classes === undefined ||
    Number.isSafeInteger(value.classification_n_classes)) &&
  (value.classification_positive_class === undefined ||
    typeof value.classification_positive_class === 'string') &&
  (value.classification_betas === undefined || areNumbers(value.classification_betas)) &&
  (isMissing(value.use_packing) || typeof value.use_packing === 'boolean')

const isEventByHand = (value: unknown): boolean =>
  isObject(value) &&
  value.object === 'fine-tune-event' &&
  Number.isSafeInteger(value.created_at) &&
  typeof value.level === 'string' &&
  typeof value.message === 'string'

const areEvents = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    if (!isEventByHand(value[index])) return false
  }
  return true
}

export const isFineTuneByHand = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.id === 'string' &&
  value.object === 'fine-tune' &&
  Number.isSafeInteger(value.created_at) &&
  Number.isSafeInteger(value.updated_at) &&
  typeof value.model === 'string' &&
  (value.fine_tuned_model === null || typeof value.fine_tuned_model === 'string') &&
  typeof value.organization_id === 'string' &&
  typeof value.status === 'string' &&
  isHyperparamsByHand(value.hyperparams) &&
  areFiles(value.training_files) &&
  areFiles(value.validation_files) &&
  areFiles(value.result_files) &&
  (value.events === undefined || areEvents(value.events))

const isAutoOrInteger = (value: unknown): boolean =>
  isMissing(value) || value === 'auto' || Number.isSafeInteger(value)
const isAutoOrNumber = (value: unknown): boolean =>
  isMissing(value) || value === 'auto' || typeof value === 'number'

const isHyperparametersByHand = (value: unknown): boolean =>
  isObject(value) &&
  isAutoOrInteger(value.n_epochs) &&
  isAutoOrInteger(value.batch_size) &&
  isAutoOrNumber(value.learning_rate_multiplier)

const isDpoByHand = (value: unknown): boolean =>
  isObject(value) && isHyperparametersByHand(value) && isAutoOrNumber(value.beta)

/** No document of the benchmark has a method with a grader. */
const isMethodByHand = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.type === 'string' &&
  (isMissing(value.supervised) ||
    (isObject(value.supervised) &&
      (isMissing(value.supervised.hyperparameters) ||
        isHyperparametersByHand(value.supervised.hyperparameters)))) &&
  (isMissing(value.dpo) ||
    (isObject(value.dpo) &&
      (isMissing(value.dpo.hyperparameters) || isDpoByHand(value.dpo.hyperparameters)))) &&
  (isMissing(value.reinforcement) || isObject(value.reinforcement))

const areStrings = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    if (typeof value[index] !== 'string') return false
  }
  return true
}

const isIntegrationByHand = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.type === 'string' &&
  (value.wandb === undefined ||
    (isObject(value.wandb) &&
      typeof value.wandb.project === 'string' &&
      isTextOrMissing(value.wandb.name) &&
      isTextOrMissing(value.wandb.entity) &&
      (isMissing(value.wandb.tags) || areStrings(value.wandb.tags)) &&
      isTextOrMissing(value.wandb.run_id)))

const areIntegrations = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    if (!isIntegrationByHand(value[index])) return false
  }
  return true
}

const isMetadataByHand = (value: unknown): boolean => {
  if (!isObject(value)) return false
  for (const key in value) {
    if (Object.hasOwn(value, key) && typeof value[key] !== 'string') return false
  }
  return true
}

const isJobFaultByHand = (value: unknown): boolean =>
  isObject(value) &&
  isTextOrMissing(value.code) &&
  isTextOrMissing(value.message) &&
  isTextOrMissing(value.param)

const isFineTuningJobByHand = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.id === 'string' &&
  value.object === 'fine_tuning.job' &&
  Number.isSafeInteger(value.created_at) &&
  typeof value.model === 'string' &&
  typeof value.status === 'string' &&
  typeof value.training_file === 'string' &&
  isTextOrMissing(value.validation_file) &&
  isTextOrMissing(value.fine_tuned_model) &&
  isIntegerOrMissing(value.finished_at) &&
  isIntegerOrMissing(value.estimated_finish) &&
  (isMissing(value.error) || isJobFaultByHand(value.error)) &&
  (isMissing(value.method) || isMethodByHand(value.method)) &&
  (isMissing(value.hyperparameters) || isHyperparametersByHand(value.hyperparameters)) &&
  isTextOrMissing(value.organization_id) &&
  (isMissing(value.result_files) || areStrings(value.result_files)) &&
  isIntegerOrMissing(value.trained_tokens) &&
  (isMissing(value.integrations) || areIntegrations(value.integrations)) &&
  isIntegerOrMissing(value.seed) &&
  (isMissing(value.metadata) || isMetadataByHand(value.metadata)) &&
  isTextOrMissing(value.user_provided_suffix)

const isEnvelopeByHand = (value: Fields): boolean =>
  value.object === 'list' &&
  (value.has_more === undefined || typeof value.has_more === 'boolean') &&
  isTextOrMissing(value.first_id) &&
  isTextOrMissing(value.last_id) &&
  isTextOrMissing(value.next_starting_after)

export const isFineTuneListByHand = (value: unknown): boolean => {
  if (!isObject(value) || !isEnvelopeByHand(value) || !Array.isArray(value.data)) return false
  for (let index = 0; index < value.data.length; index += 1) {
    if (!isFineTuneByHand(value.data[index])) return false
  }
  return true
}

export const isFineTuningJobListByHand = (value: unknown): boolean => {
  if (!isObject(value) || !isEnvelopeByHand(value) || !Array.isArray(value.data)) return false
  for (let index = 0; index < value.data.length; index += 1) {
    if (!isFineTuningJobByHand(value.data[index])) return false
  }
  return true
}
