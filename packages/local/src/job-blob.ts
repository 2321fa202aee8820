import type { Method } from '@finetune/models'
import type { BlobStore } from './blob-store.ts'
import { fileBlob } from './file.ts'
import { modelGradersOf } from './grader-reward.ts'
import type { JobRow } from './job-table.ts'
import type { Models } from './model.ts'

/** What a job keeps while it is unfinished. */
export type JobBlob = 'training' | 'validation' | 'parent' | 'checkpoint' | `judge-${number}`

/** Where a job keeps something; without a kind, where it keeps everything. */
export const jobBlob = (id: string, kind?: JobBlob): string =>
  kind ? `jobs/${id}/${kind}` : `jobs/${id}`

/** The models that a method has grade. */
export const judgesOf = ({ reinforcement }: Method): readonly string[] =>
  reinforcement ? [...new Set(modelGradersOf(reinforcement.grader).map(({ model }) => model))] : []

/** Gives a job names of its own for what it starts from: deleting that does not hurt it. */
export const linkJobBlobs = async (
  { blobs, models }: { readonly blobs: BlobStore; readonly models: Models },
  {
    id,
    model,
    training_file,
    validation_file,
    method,
  }: Pick<JobRow, 'id' | 'model' | 'training_file' | 'validation_file' | 'method'>,
): Promise<void> => {
  await blobs.link(fileBlob(training_file), jobBlob(id, 'training'))
  if (validation_file !== null) {
    await blobs.link(fileBlob(validation_file), jobBlob(id, 'validation'))
  }
  const parent = models.findTuned(model)
  if (parent) await blobs.link(parent.blob, jobBlob(id, 'parent'))
  for (const [index, name] of judgesOf(method).entries()) {
    const judge = models.findTuned(name)
    if (judge) await blobs.link(judge.blob, jobBlob(id, `judge-${index}`))
  }
}
