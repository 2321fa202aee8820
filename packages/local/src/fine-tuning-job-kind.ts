import { metricsOf } from './fine-tuning-job-metrics.ts'
import type { JobFault, JobKind } from './job-kind.ts'
import { nameFineTunedModel } from './model-name.ts'
import { rewardsFile, STEP_METRICS_FILENAME, stepMetricsFile } from './step-metrics-file.ts'

const FEWEST_EXAMPLES = 10

/** One of them every line has. */
const KEYS = ['messages', 'prompt', 'completion', 'input']

/** What a step by rewards tells, and in which words. */
const REWARDS = {
  train_mean_reward: 'train mean reward',
  full_valid_mean_reward: 'full validation mean reward',
  full_valid_mean_parse_error: 'full validation mean parse error',
}

/** How the modern API goes about a job. */
export const fineTuningJobKind: JobKind = {
  mistaken: (row, file, { value }) => {
    const code = `invalid_${file}`
    const { type } = row.method
    if (type === 'supervised' && !KEYS.some((key) => key in value)) {
      const reason =
        'Unexpected file format, expected either prompt/completion pairs or chat messages.'
      return { code, reason, file }
    }
    const format = 'input' in value ? 'preference' : 'chat'
    const method = format === 'chat' ? 'supervised' : 'dpo'
    if (type === 'reinforcement' || type === method) return undefined
    // The space at the end is the API's own.
    const reason = `Invalid file format. Input file ${row[file]} is in the fine-tune-${format} format, but the specified fine-tuning job is not using '${method}' as the training method (provided method=${type}). `
    return { code, reason, file }
  },
  tooFew: (lines) =>
    lines < FEWEST_EXAMPLES
      ? {
          code: 'invalid_n_examples',
          reason: `Training file has ${lines} example(s), but must have at least ${FEWEST_EXAMPLES} examples`,
          file: 'training_file',
        }
      : undefined,
  checkLength: () => {},
  needsFiles: true,
  enqueued: (_, tooLong) => [
    ...(tooLong > 0
      ? [
          {
            message: `${tooLong} example(s) are longer than the context of the model, and will be truncated`,
            level: 'warn' as const,
          },
        ]
      : []),
    { message: 'Files validated, moving job to queued state' },
  ],
  movedUp: () => [],
  started: [{ message: 'Fine-tuning job started', data: null }],
  stepped: ({ method }, step) => {
    const { totalSteps, trainingLoss, validation, fullValidation, metrics = {}, report } = step
    const data = { ...metricsOf(step), total_steps: totalSteps, ...report }
    if (method.type === 'reinforcement') {
      const rewards = Object.entries(REWARDS).flatMap(([name, words]) =>
        metrics[name] === undefined ? [] : `${words}=${metrics[name].toFixed(2)}`,
      )
      // The space before the comma is the API's own.
      const message = `Step ${step.step}/${totalSteps} , ${rewards.join(', ')}`
      return [{ message, type: 'metrics', data }]
    }
    const losses = [
      `training loss=${trainingLoss.toFixed(2)}`,
      ...(validation ? [`validation loss=${validation.loss.toFixed(2)}`] : []),
      ...(fullValidation ? [`full validation loss=${fullValidation.loss.toFixed(2)}`] : []),
    ]
    const message = `Step ${step.step}/${totalSteps}: ${losses.join(', ')}`
    return [{ message, type: 'metrics', data }]
  },
  failed: (_, fault) => {
    const { code, file = null } = fault
    const message = wordingOf(fault)
    const data = { error_code: code, error_param: file }
    return { error: { code, param: file, message }, said: [{ message, level: 'error', data }] }
  },
  cancelled: [
    { message: 'The job was stopped due to a cancellation request', level: 'warn', data: null },
  ],
  succeeded: (model) => [
    { message: `New fine-tuned model created: ${model}` },
    { message: 'The job has successfully completed' },
  ],
  resultFile: ({ method }, steps) => ({
    filename: STEP_METRICS_FILENAME,
    content: method.type === 'reinforcement' ? rewardsFile(steps) : stepMetricsFile(steps),
  }),
  nameModel: ({ base, suffix }, _, isTaken) => nameFineTunedModel(base, suffix, isTaken),
}

const wordingOf = ({ code, reason, file }: JobFault): string => {
  const what = file?.replace('_', ' ') ?? ''
  if (code === 'invalid_file_format') {
    return `The job failed due to a file format error in the ${what}. ${reason}`
  }
  if (code === 'invalid_training_file' || code === 'invalid_validation_file') {
    return `The job failed due to an invalid ${what}. ${reason}`
  }
  return reason
}
