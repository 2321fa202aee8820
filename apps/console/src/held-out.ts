import { CompletionExample } from '@finetune/models'
import { useQuery } from '@tanstack/react-query'
import type { Sample } from './sample.ts'
import { loadSample } from './sample-files.ts'

/** Examples of a sample that were kept out of training. */
export const useHeldOut = (sample: Sample, most: number): readonly CompletionExample[] =>
  useQuery({
    queryKey: ['held-out', sample.name],
    queryFn: async () => examplesOf(await (await loadSample(sample, 'validation')).text()),
    select: (all) => all.slice(0, most),
    staleTime: Number.POSITIVE_INFINITY,
  }).data ?? NONE

const NONE: readonly CompletionExample[] = []

const examplesOf = (text: string): readonly CompletionExample[] =>
  text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const example = CompletionExample.decode(JSON.parse(line))
      return example._tag === 'Right' ? [example.right] : []
    })
