import { files, type OpenAIFile } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointQuery } from '@finetune/react/options'
import { useQuery } from '@tanstack/react-query'

/** A file beyond this many bytes is not fetched to count its lines. */
const LARGEST = 4_000_000
const LINE_FEED = 10

/** The examples of a dataset: the API does not tell them, so the file is read and counted. */
export const useExampleCount = (file: OpenAIFile | undefined): number | undefined =>
  useQuery({
    ...endpointQuery(useClient(), files.content, { id: file?.id ?? '' }),
    enabled: file !== undefined && file.bytes <= LARGEST && file.status !== 'deleted',
    staleTime: Number.POSITIVE_INFINITY,
    select: countLines,
  }).data

const countLines = (content: Uint8Array): number => {
  let lines = 0
  let blank = true
  for (const byte of content) {
    if (byte === LINE_FEED) {
      if (!blank) lines += 1
      blank = true
    } else if (byte > 32) blank = false
  }
  return blank ? lines : lines + 1
}
