import type { CompletionUsage, Grader, LabelModelGrader, ScoreModelGrader } from '@finetune/models'
import { bytesOf } from './bytes.ts'
import { chatPrompt } from './chat-format.ts'
import { jsonNumber, nothing } from './completion-grammar.ts'
import type { Writers } from './completion-model.ts'
import { usageOf } from './completion-usage.ts'
import { wholeOf } from './completion-writing.ts'
import { textsOf } from './grader-check.ts'
import { failed, type Grade, gradersOf, type ModelGrader } from './grader-reward.ts'
import { fillIn, type Graded, TemplateFault } from './grader-template.ts'
import { randomSeed } from './id.ts'

/** Digits of a score, and its sign. */
const SCORE_TOKENS = 16

/** What a model was found to say, and what it cost. */
export interface Judgement extends Grade {
  readonly usage: CompletionUsage
}

/** Asks the models that a grader is made of, each once. */
export const judgementsOf = async (
  grader: Grader,
  graded: Graded,
  writers: Writers,
  signal: AbortSignal,
): Promise<ReadonlyMap<ModelGrader, Judgement>> => {
  const parts = grader.type === 'multi' ? Object.values(gradersOf(grader)) : [grader]
  const judgements = new Map<ModelGrader, Judgement>()
  for (const part of parts) {
    if (part.type !== 'score_model' && part.type !== 'label_model') continue
    judgements.set(part, await judgementOf(part, graded, writers, signal))
  }
  return judgements
}

const judgementOf = async (
  grader: ModelGrader,
  graded: Graded,
  writers: Writers,
  signal: AbortSignal,
): Promise<Judgement> => {
  try {
    const prompt = chatPrompt(
      grader.input.map((message) => ({
        role: message.role,
        content: fillIn(textsOf(message).join('\n'), graded),
      })),
    )
    return grader.type === 'score_model'
      ? await scoreOf(grader, prompt, writers, signal)
      : await labelOf(grader, prompt, writers)
  } catch (error) {
    if (error instanceof TemplateFault) return { ...failed(error.error), usage: usageOf([], 0) }
    throw error
  }
}

/** The number that a model writes: it is let write nothing else. */
const scoreOf = async (
  { model, range, sampling_params }: ScoreModelGrader,
  prompt: string,
  writers: Writers,
  signal: AbortSignal,
): Promise<Judgement> => {
  const { seed, temperature, top_p, max_completions_tokens } = sampling_params ?? {}
  const writing = writers.write(
    model,
    prompt,
    {
      maxTokens: Math.min(max_completions_tokens ?? SCORE_TOKENS, SCORE_TOKENS),
      temperature: temperature ?? 1,
      topP: top_p ?? 1,
      seed: seed ?? randomSeed(),
      stops: [],
      bias: new Map(),
      frequencyPenalty: 0,
      presencePenalty: 0,
      grammar: jsonNumber(() => nothing),
    },
    signal,
  )
  const { text, ending } = await wholeOf(writing)
  signal.throwIfAborted()
  const usage = usageOf([prompt], ending.tokens)
  const score = Number(text)
  const [least = 0, most = 1] = range ?? []
  const isScore = text !== '' && score >= least && score <= most
  return isScore
    ? { ...failed(), reward: score, usage }
    : { ...failed('model_grader_parse_error'), usage }
}

/** The label that a model finds likeliest. */
const labelOf = async (
  { model, labels, passing_labels }: LabelModelGrader,
  prompt: string,
  writers: Writers,
): Promise<Judgement> => {
  const likelihoods = await writers.lend(model, (lent) => lent.logProbabilities(prompt, labels))
  const label = labels[likelihoods.indexOf(Math.max(...likelihoods))] ?? ''
  const usage = usageOf([prompt], bytesOf(label).length)
  return { ...failed(), reward: passing_labels.includes(label) ? 1 : 0, usage }
}
