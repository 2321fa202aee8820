import type { DatasetKind } from './dataset-check.ts'
import type { Job } from './job.ts'

/** Why an API cannot learn from such a dataset, as this form asks it; undefined where it can. */
export const misfitOf = (kind: DatasetKind | undefined, api: Job['api']): string | undefined => {
  if (api === 'legacy' && kind !== undefined && kind !== 'completion') {
    return 'The legacy API learns from prompts and completions alone. Choose the modern one above.'
  }
  return kind === 'reinforcement'
    ? 'These conversations end without an answer: learning from them needs a grader, which takes a program.'
    : undefined
}
