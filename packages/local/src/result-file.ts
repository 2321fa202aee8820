import { bytesOf } from './bytes.ts'
import type { JobStep } from './job-step.ts'
import type { LegacyHyperparams } from './job-table.ts'

/** What a legacy job wants measured. */
type Measured = Partial<LegacyHyperparams>

/** The name of every result file. */
export const RESULT_FILENAME = 'compiled_results.csv'

const ALWAYS = [
  'step',
  'elapsed_tokens',
  'elapsed_examples',
  'training_loss',
  'training_sequence_accuracy',
  'training_token_accuracy',
]
const VALIDATION = ['validation_loss', 'validation_sequence_accuracy', 'validation_token_accuracy']

/** The columns of a result file, in order. */
export const resultColumns = (hyperparams: Measured, hasValidation: boolean): string[] => [
  ...ALWAYS,
  ...(hasValidation ? VALIDATION : []),
  ...(hyperparams.compute_classification_metrics ? classificationColumns(hyperparams) : []),
]

/** The betas of the F-scores that a binary classification measures: 1 first. */
export const betasOf = ({ classification_betas = [] }: Measured): readonly number[] => [
  ...new Set([1, ...classification_betas]),
]

/** The column of an F-score, as Python writes its beta: `classification/f1.0`. */
export const fScoreColumn = (beta: number): string => `classification/f${decimal(beta)}`

const classificationColumns = (hyperparams: Measured): string[] =>
  hyperparams.classification_positive_class === undefined
    ? ['classification/accuracy', 'classification/weighted_f1_score']
    : [
        ...['accuracy', 'precision', 'recall', 'auroc', 'auprc'].map(
          (name) => `classification/${name}`,
        ),
        ...betasOf(hyperparams).map(fScoreColumn),
      ]

/** One line of a result file; a column without a value stays blank. */
const resultLine = (columns: readonly string[], step: JobStep): string => {
  const cells: Readonly<Record<string, string>> = {
    step: String(step.step),
    elapsed_tokens: String(step.elapsedTokens),
    elapsed_examples: String(step.elapsedExamples),
    ...decimals({
      training_loss: step.trainingLoss,
      training_sequence_accuracy: step.trainingSequenceAccuracy,
      training_token_accuracy: step.trainingTokenAccuracy,
      ...(step.validation && {
        validation_loss: step.validation.loss,
        validation_sequence_accuracy: step.validation.sequenceAccuracy,
        validation_token_accuracy: step.validation.tokenAccuracy,
      }),
      ...step.classification,
    }),
  }
  return columns.map((column) => cells[column] ?? '').join(',')
}

/** The whole file: header and lines, each ended by a line feed. */
export const resultFile = (columns: readonly string[], steps: readonly JobStep[]): Uint8Array => {
  const lines = steps.map((step) => resultLine(columns, step))
  return bytesOf([columns.join(','), ...lines, ''].join('\n'))
}

const decimals = (values: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, decimal(value)]))

/** All digits, and a point even in a whole number, as Python writes a float. */
const decimal = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value)
