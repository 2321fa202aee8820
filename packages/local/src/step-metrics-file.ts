import { bytesOf } from './bytes.ts'
import type { JobStep } from './job-step.ts'

/** The name of every result file of the modern API. */
export const STEP_METRICS_FILENAME = 'step_metrics.csv'

/** So asymmetric are the names. */
const COLUMNS = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy'

/** A result file: a row a step, in base64 as it is sent since late 2024. */
export const stepMetricsFile = (steps: readonly JobStep[]): Uint8Array => {
  const lines = steps.map(({ step, trainingLoss, trainingTokenAccuracy, validation }) =>
    [
      String(step),
      decimal(trainingLoss),
      decimal(trainingTokenAccuracy),
      validation ? decimal(validation.loss) : '',
      validation ? decimal(validation.tokenAccuracy) : '',
    ].join(','),
  )
  return encoded(COLUMNS, lines)
}

const REWARDS = [
  'train_mean_reward',
  'full_valid_mean_reward',
  'completion_tokens_mean',
  'reasoning_tokens_mean',
  'mean_unresponsive_rewards',
]

/** The same of a job by rewards, whose columns are known by name, and not in which order they are. */
export const rewardsFile = (steps: readonly JobStep[]): Uint8Array => {
  const cell = (value: number | undefined) => (value === undefined ? '' : decimal(value))
  const lines = steps.map(({ step, metrics = {} }) =>
    [String(step), ...REWARDS.map((name) => cell(metrics[name]))].join(','),
  )
  return encoded(['step', ...REWARDS].join(','), lines)
}

const encoded = (header: string, lines: readonly string[]): Uint8Array =>
  bytesOf(btoa([header, ...lines, ''].join('\n')))

/** Five decimals, as Python writes a float that it has rounded: `0.0`, `1e-05`. */
const decimal = (value: number): string => {
  const rounded = Number(value.toFixed(5))
  if (Number.isInteger(rounded)) return `${rounded}.0`
  if (Math.abs(rounded) >= 1e-4) return String(rounded)
  return rounded.toExponential().replace('e-', 'e-0')
}
