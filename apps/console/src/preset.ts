import { useFineTune, useFineTuningJob } from '@finetune/react'
import { askedOf } from './asked.ts'
import { hyperparametersOf } from './fine-tuning-job-facts.ts'
import type { Job } from './job.ts'
import type { Sample } from './sample.ts'

/** Values of settings by their names in the API. */
export type Preset = Readonly<Record<string, unknown>>

/** Settings that suit each sample; for other data, the API's own defaults where they are good. */
export const presets: Readonly<Record<Sample['name'] | 'own', Preset>> = {
  tickets: { n_epochs: 8, batch_size: 8, suffix: 'tickets' },
  'spam-subjects': {
    n_epochs: 3,
    batch_size: 8,
    suffix: 'spam-subjects',
    compute_classification_metrics: true,
    classification_positive_class: ' spam',
  },
  plurals: { n_epochs: 4, batch_size: 8, suffix: 'plurals' },
  own: {},
}

/** Files that the server has already. */
export interface UploadedFiles {
  readonly training_file: string
  readonly validation_file?: string
}

/** The files and the settings of a job that is to be started again; undefined until they are known. */
export const useOrigin = (
  api: Job['api'],
  id: string | undefined,
): { readonly files: UploadedFiles; readonly preset: Preset } | undefined => {
  const { data: fineTune } = useFineTune(api === 'legacy' ? id : undefined)
  const { data: job } = useFineTuningJob(api === 'modern' ? id : undefined)
  if (fineTune) {
    const { model, hyperparams, training_files, validation_files } = fineTune
    return {
      files: filesOf(training_files[0]?.id ?? '', validation_files[0]?.id),
      preset: { model, ...(askedOf(fineTune.id) ?? hyperparams) },
    }
  }
  if (!job) return undefined
  const { model, seed, training_file, validation_file } = job
  return {
    files: filesOf(training_file, validation_file ?? undefined),
    preset: { model, seed, ...(askedOf(job.id) ?? hyperparametersOf(job)) },
  }
}

const filesOf = (training_file: string, validation_file: string | undefined): UploadedFiles => ({
  training_file,
  ...(validation_file !== undefined && { validation_file }),
})
