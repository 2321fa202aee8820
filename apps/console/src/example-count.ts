import type { OpenAIFile } from '@finetune/models'
import { useFileContent } from '@finetune/react'

/** A file beyond this many bytes is not fetched to count its lines. */
const LARGEST = 4_000_000

/** The examples of a dataset: the API does not tell them, so the file is read and counted. */
export const useExampleCount = (file: OpenAIFile | undefined): number | undefined => {
  const isCounted = file !== undefined && file.bytes <= LARGEST && file.status !== 'deleted'
  return useFileContent(isCounted ? file.id : undefined, { select: countLines }).data
}

const countLines = (content: string): number => content.match(/\S[^\n]*(\n|$)/g)?.length ?? 0
