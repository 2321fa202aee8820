import type { CreateFineTune } from '@finetune/models'
import type { Sample } from './sample.ts'

/** What a new fine-tune is asked for besides its files. */
export type Settings = Omit<CreateFineTune, 'training_file' | 'validation_file'>

/** Settings that suit each sample; for other data, the API's own defaults where they are good. */
export const presets: Readonly<Record<Sample['name'] | 'own', Settings>> = {
  tickets: { model: 'babbage', n_epochs: 8, batch_size: 8, suffix: 'tickets' },
  'spam-subjects': {
    model: 'ada',
    n_epochs: 3,
    batch_size: 8,
    suffix: 'spam-subjects',
    compute_classification_metrics: true,
    classification_positive_class: ' spam',
  },
  plurals: { model: 'babbage', n_epochs: 4, batch_size: 8, suffix: 'plurals' },
  own: { model: 'babbage', n_epochs: 4 },
}

/** Reads the form. A field left empty is left out: the API refuses an explicit `null`. */
export const settingsOf = (form: FormData): Settings => {
  const text = (name: string): string | undefined => {
    const value = form.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const number = (name: string): number | undefined => {
    const value = text(name)
    return value === undefined ? undefined : Number(value)
  }
  const model = text('model')
  const suffix = text('suffix')
  const n_epochs = number('n_epochs')
  const batch_size = number('batch_size')
  const learning_rate_multiplier = number('learning_rate_multiplier')
  const prompt_loss_weight = number('prompt_loss_weight')
  const classification_positive_class = text('classification_positive_class')
  const classification_n_classes = number('classification_n_classes')
  return {
    ...(model !== undefined && { model }),
    ...(suffix !== undefined && { suffix }),
    ...(n_epochs !== undefined && { n_epochs }),
    ...(batch_size !== undefined && { batch_size }),
    ...(learning_rate_multiplier !== undefined && { learning_rate_multiplier }),
    ...(prompt_loss_weight !== undefined && { prompt_loss_weight }),
    ...(form.has('compute_classification_metrics') && { compute_classification_metrics: true }),
    ...(classification_positive_class !== undefined && { classification_positive_class }),
    ...(classification_n_classes !== undefined && { classification_n_classes }),
  }
}
