import type { CompletionUsage } from '@finetune/models'
import { bytesOf } from './bytes.ts'

/** The tokens of what was read, each prompt once, and of what was written. */
export const usageOf = (
  prompts: readonly string[],
  written: number,
): CompletionUsage & { readonly completion_tokens: number } => {
  const read = prompts.reduce((sum, prompt) => sum + bytesOf(prompt).length, 0)
  return { prompt_tokens: read, completion_tokens: written, total_tokens: read + written }
}
