import type { CreateFineTune } from '@finetune/models'
import { present, readForm } from './form-settings.ts'

/** What a legacy fine-tune is asked for besides its files. */
export type FineTuneSettings = Omit<CreateFineTune, 'training_file' | 'validation_file'>

export const fineTuneSettingsOf = (form: FormData): FineTuneSettings => {
  const { text, number, has } = readForm(form)
  return present({
    model: text('model'),
    suffix: text('suffix'),
    n_epochs: number('n_epochs'),
    batch_size: number('batch_size'),
    learning_rate_multiplier: number('learning_rate_multiplier'),
    prompt_loss_weight: number('prompt_loss_weight'),
    compute_classification_metrics: has('compute_classification_metrics') || undefined,
    classification_positive_class: text('classification_positive_class'),
    classification_n_classes: number('classification_n_classes'),
  })
}
