import type { CreateFineTuningJob, MethodType } from '@finetune/models'
import { present, readForm } from './form-settings.ts'

/** What a fine-tuning job is asked for besides its files. */
export type FineTuningJobSettings = Omit<CreateFineTuningJob, 'training_file' | 'validation_file'>

export const fineTuningJobSettingsOf = (
  form: FormData,
  type: MethodType,
): FineTuningJobSettings => {
  const { text, number } = readForm(form)
  const hyperparameters = present({
    n_epochs: number('n_epochs'),
    batch_size: number('batch_size'),
    learning_rate_multiplier: number('learning_rate_multiplier'),
  })
  const beta = present({ beta: number('beta') })
  return {
    model: text('model') ?? '',
    ...present({ suffix: text('suffix'), seed: number('seed') }),
    method:
      type === 'dpo'
        ? { type, dpo: { hyperparameters: { ...hyperparameters, ...beta } } }
        : { type, supervised: { hyperparameters } },
  }
}

/** The same without its layers, as a table shows it. */
export const flatSettings = ({ method, ...settings }: FineTuningJobSettings): object => ({
  ...settings,
  ...method?.supervised?.hyperparameters,
  ...method?.dpo?.hyperparameters,
  ...(method && { method: method.type }),
})
