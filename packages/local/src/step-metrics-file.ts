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
  const csv = [COLUMNS, ...lines, ''].join('\n')
  return new TextEncoder().encode(btoa(csv))
}

/** Five decimals, as Python writes a float that it has rounded: `0.0`, `1e-05`. */
const decimal = (value: number): string => {
  const rounded = Number(value.toFixed(5))
  if (Number.isInteger(rounded)) return `${rounded}.0`
  if (Math.abs(rounded) >= 1e-4) return String(rounded)
  return rounded.toExponential().replace('e-', 'e-0')
}
