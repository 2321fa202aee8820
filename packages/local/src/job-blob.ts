/** What a job keeps while it is unfinished. */
export type JobBlob = 'training' | 'validation' | 'parent' | 'checkpoint'

/** Where a job keeps something; without a kind, where it keeps everything. */
export const jobBlob = (id: string, kind?: JobBlob): string =>
  kind ? `jobs/${id}/${kind}` : `jobs/${id}`
