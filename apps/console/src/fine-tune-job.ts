import { type FineTune, isTerminal } from '@finetune/models'
import type { Job } from './job.ts'

/** A legacy fine-tune as tables show it. */
export const jobOfFineTune = (fineTune: FineTune): Job => ({
  api: 'legacy',
  id: fineTune.id,
  status: fineTune.status,
  base: fineTune.model,
  ...(fineTune.fine_tuned_model && { model: fineTune.fine_tuned_model }),
  dataset: fineTune.training_files[0]?.filename ?? 'unknown',
  created: fineTune.created_at,
  ...(isTerminal(fineTune.status) && { ended: fineTune.updated_at }),
})
