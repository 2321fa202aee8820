import { type CreateFineTuningJob, type FineTuningJob, fineTuningJobs } from '@finetune/models'
import { left } from './answer.ts'
import type { ClientError } from './client-error.ts'
import type { Find, Once, Search } from './create-once-start.ts'
import { pages } from './pages.ts'

/** Where a job keeps its key. */
const NAME = 'finetune_key'
/** Pairs of metadata that the API takes. */
const MOST_PAIRS = 16

/** A job is known by its metadata, which many servers filter by and some ignore. */
const finder =
  ({ client, key }: Search<CreateFineTuningJob>): Find<FineTuningJob> =>
  async (signal) => {
    let first: FineTuningJob | undefined
    let fault: ClientError | undefined
    const query = { limit: 100, metadata: { [NAME]: key } }
    for await (const item of pages(client, fineTuningJobs.list, { query }, { signal })) {
      if (item._tag === 'Left') fault ??= item.left
      else if (item.right.metadata?.[NAME] === key) {
        if (!first || item.right.created_at < first.created_at) first = item.right
      }
    }
    if (first) return { _tag: 'Right', right: [first] }
    return fault ? left(fault) : { _tag: 'Right', right: [] }
  }

export const createFineTuningJobOnce = {
  endpoint: fineTuningJobs.create,
  bodyOf: (body, key) => {
    const { [NAME]: given = key, ...others } = body.metadata ?? {}
    if (given !== key) return `metadata.${NAME}: is not the key`
    if (Object.keys(others).length >= MOST_PAIRS) {
      return `metadata: more than ${MOST_PAIRS} pairs with ${NAME}`
    }
    return { ...body, metadata: { ...others, [NAME]: key } }
  },
  // Some servers keep no metadata.
  fits: (job, body) =>
    job.training_file === body.training_file &&
    (job.metadata?.[NAME] ?? body.metadata?.[NAME]) === body.metadata?.[NAME],
  finder,
} as const satisfies Once<CreateFineTuningJob, FineTuningJob>
