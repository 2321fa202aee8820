import { useQuery } from '@tanstack/react-query'
import type { Sample } from './sample.ts'

/** The two files of a sample, as they are uploaded. */
export const useSampleFiles = (sample: Sample | undefined) =>
  useQuery({
    queryKey: ['sample', sample?.name],
    queryFn: async () =>
      sample && {
        training: await fetchSample(sample, 'training'),
        validation: await fetchSample(sample, 'validation'),
      },
    enabled: sample !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** One file of a sample. */
export const fetchSample = async (
  sample: Sample,
  part: 'training' | 'validation',
): Promise<File> => {
  const response = await fetch(sample[part])
  if (!response.ok) throw new Error(`The sample did not load: HTTP ${response.status}`)
  const name = `${sample.name}.${part === 'training' ? 'train' : part}.jsonl`
  return new File([await response.blob()], name, { type: 'application/jsonl' })
}
