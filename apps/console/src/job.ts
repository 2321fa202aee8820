import { type FineTuningJob, isTerminal } from '@finetune/models'

/** A job of either API, as tables show it. */
export interface Job {
  readonly api: 'legacy' | 'modern'
  readonly id: string
  readonly status: string
  /** What it starts from. */
  readonly base: string
  /** What it made. */
  readonly model?: string
  /** Name or id of the training file. */
  readonly dataset: string
  /** Unix seconds. */
  readonly created: number
  /** Unix seconds; absent where it goes on, or the server does not tell. */
  readonly ended?: number
  readonly tokens?: number
}

/** A fine-tuning job as tables show it; `names` are those of files by id. */
export const jobOf = (job: FineTuningJob, names: ReadonlyMap<string, string>): Job => ({
  api: 'modern',
  id: job.id,
  status: job.status,
  base: job.model,
  ...(job.fine_tuned_model && { model: job.fine_tuned_model }),
  dataset: names.get(job.training_file) ?? job.training_file,
  created: job.created_at,
  ...(isTerminal(job.status) && job.finished_at && { ended: job.finished_at }),
  ...(typeof job.trained_tokens === 'number' && { tokens: job.trained_tokens }),
})

export const linkTo = ({ api, id }: Pick<Job, 'api' | 'id'>): string =>
  `/${api === 'legacy' ? 'fine-tunes' : 'jobs'}/${encodeURIComponent(id)}`

/** Names both APIs as people know them. */
export const API_NAMES = { legacy: 'Legacy', modern: 'Modern' } as const
