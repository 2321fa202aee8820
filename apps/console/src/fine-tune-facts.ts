import type { FineTune, ResultRow } from '@finetune/models'
import type { Mark } from './chart-marks.ts'
import type { Progress } from './job-outcome.tsx'
import type { Setting } from './job-settings.tsx'

/** Where the epochs of a fine-tune end. */
export const fineTuneMarks = (
  rows: readonly ResultRow[],
  examples: number,
  { hyperparams: { n_epochs } }: FineTune,
): readonly Mark[] =>
  Array.from({ length: n_epochs - 1 }, (_, index) => examples * (index + 1)).flatMap((seen) => {
    const row = rows.find(({ elapsed_examples = 0 }) => elapsed_examples >= seen)
    return row ? [{ step: row.step, kind: 'epoch' as const }] : []
  })

export const fineTuneProgress = (
  last: ResultRow | undefined,
  examples: number | undefined,
  { hyperparams: { n_epochs: epochs } }: FineTune,
): Progress => {
  const seen = last?.elapsed_examples
  const isKnown = examples !== undefined && (seen !== undefined || last === undefined)
  return {
    step: last?.step ?? 0,
    epochs,
    share: isKnown ? Math.min(1, (seen ?? 0) / (examples * epochs)) : undefined,
  }
}

const NAMES: Readonly<Record<string, string>> = {
  n_epochs: 'Epochs',
  batch_size: 'Batch size',
  learning_rate_multiplier: 'Learning rate multiplier',
  prompt_loss_weight: 'Prompt loss weight',
  compute_classification_metrics: 'Classification metrics',
  classification_positive_class: 'Positive class',
  classification_n_classes: 'Classes',
  classification_betas: 'F-score betas',
}

export const fineTuneSettings = (
  { model, hyperparams }: FineTune,
  examples: number | undefined,
): readonly Setting[] => [
  { key: 'model', name: 'Base model', used: model },
  ...(examples === undefined
    ? []
    : [{ key: 'examples', name: 'Examples', used: examples, isGiven: true }]),
  ...Object.entries(hyperparams).map(([key, used]) => ({ key, name: NAMES[key] ?? key, used })),
]
