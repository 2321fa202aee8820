import { useFineTuneResults } from '@finetune/react'
import { count } from './number.ts'
import { Sparkline } from './sparkline.tsx'

export const FineTuneSparkline = ({ id }: { readonly id: string }) => (
  <Sparkline metrics={useFineTuneResults(id).data?.metrics} />
)

/** The tokens that a fine-tune has seen, which only its results tell. */
export const FineTuneTokens = ({ id }: { readonly id: string }) => {
  const tokens = useFineTuneResults(id).data?.rows.at(-1)?.elapsed_tokens
  return tokens === undefined ? '–' : count(tokens)
}
