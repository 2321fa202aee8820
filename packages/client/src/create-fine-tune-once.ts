import { type CreateFineTune, type FineTune, fineTunes, type Hyperparams } from '@finetune/models'
import type { Find, Once, Search } from './create-once-start.ts'
import { pages } from './pages.ts'

/** Seconds that the clocks of client and server may differ. */
const SKEW = 60

/**
 * A job has no key: before the request, it is one that fits and was made since the job was asked for;
 * after it, one that fits and is new, whatever the clocks say.
 */
const finder = ({
  client,
  body,
  since = Math.floor(Date.now() / 1000),
  isOther,
}: Search<CreateFineTune>): Find<FineTune> => {
  let before: ReadonlySet<string> | undefined
  return async (signal) => {
    const jobs: FineTune[] = []
    for await (const item of pages(client, fineTunes.list, {}, { signal })) {
      if (item._tag === 'Left') return item
      jobs.push(item.right)
    }
    const fitting = jobs.filter((job) => fits(job, body) && !isOther(job.id))
    if (before) return { _tag: 'Right', right: fitting.filter(({ id }) => !before?.has(id)) }
    const found = fitting.filter(({ created_at }) => created_at >= since - SKEW)
    if (found.length === 0) before = new Set(jobs.map(({ id }) => id))
    return { _tag: 'Right', right: found }
  }
}

/** What was not asked for may be anything; what the server has not decided yet is `null`. */
const fits = (job: FineTune, body: CreateFineTune): boolean =>
  job.training_files.some(({ id }) => id === body.training_file) &&
  job.validation_files.length === (body.validation_file === undefined ? 0 : 1) &&
  job.validation_files.every(({ id }) => id === body.validation_file) &&
  job.model === (body.model ?? 'curie') &&
  ASKED.every((name) => agree(job.hyperparams[name], body[name])) &&
  agree(job.hyperparams.n_epochs, epochsOf(body))

const ASKED = [
  'batch_size',
  'learning_rate_multiplier',
  'prompt_loss_weight',
  'compute_classification_metrics',
  'classification_n_classes',
  'classification_positive_class',
] as const satisfies readonly (keyof Hyperparams & keyof CreateFineTune)[]

const epochsOf = ({ n_epochs, hyperparameters }: CreateFineTune): number | undefined => {
  const asked = n_epochs ?? hyperparameters?.n_epochs
  return asked === 'auto' ? undefined : asked
}

const agree = (is: unknown, asked: unknown): boolean =>
  asked === undefined || is === undefined || is === null || is === asked

/** @deprecated Create a `FineTuningJob`. */
export const createFineTuneOnce = {
  endpoint: fineTunes.create,
  bodyOf: (body) => body,
  fits,
  finder,
} as const satisfies Once<CreateFineTune, FineTune>
