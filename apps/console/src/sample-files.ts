import { useQuery } from '@tanstack/react-query'
import type { Sample } from './sample.ts'

/** The two files of a sample, as they are uploaded. */
export const useSampleFiles = (sample: Sample | undefined) =>
  useQuery({
    queryKey: ['sample', sample?.name],
    queryFn: async () =>
      sample && {
        training: await loadSample(sample, 'training'),
        validation: await loadSample(sample, 'validation'),
      },
    enabled: sample !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** One file of a sample. */
export const loadSample = async (
  sample: Sample,
  part: 'training' | 'validation',
): Promise<File> => {
  const { default: text } = await sample[part]()
  const name = `${sample.name}.${part === 'training' ? 'train' : part}.jsonl`
  return new File([text], name, { type: 'application/jsonl' })
}
