import type { LabelModelGrader, ScoreModelGrader } from '@finetune/models'
import type { Model as Weights } from '@finetune/trainer'
import { bytesOf } from './bytes.ts'
import { chatPrompt } from './chat-format.ts'
import { jsonNumber, nothing } from './completion-grammar.ts'
import { usageOf } from './completion-usage.ts'
import { writtenText } from './completion-writing.ts'
import { textsOf } from './grader-check.ts'
import { failed, type Grade, type ModelGrader } from './grader-reward.ts'
import { fillIn, type Graded, TemplateFault } from './grader-template.ts'

/** Digits of a score, and its sign. */
const SCORE_TOKENS = 16

/**
 * Has a model grade: at once, for it is read little and writes less. A score is drawn by the grader's
 * own seed, or else by this one: the same sample is scored the same.
 */
export const judged = (
  grader: ModelGrader,
  graded: Graded,
  model: Weights,
  seed: number,
): Grade => {
  try {
    const prompt = chatPrompt(
      grader.input.map((message) => ({
        role: message.role,
        content: fillIn(textsOf(message).join('\n'), graded),
      })),
    )
    return grader.type === 'score_model'
      ? scored(grader, prompt, model, seed)
      : labelled(grader, prompt, model)
  } catch (error) {
    if (error instanceof TemplateFault) return { ...failed(error.error), usage: usageOf([], 0) }
    throw error
  }
}

/** The number that a model writes: it is let write nothing else. */
const scored = (
  { range, sampling_params }: ScoreModelGrader,
  prompt: string,
  model: Weights,
  seed: number,
): Grade => {
  const { temperature, top_p, max_completions_tokens } = sampling_params ?? {}
  const writing = writtenText(model, prompt, {
    maxTokens: Math.min(max_completions_tokens ?? SCORE_TOKENS, SCORE_TOKENS),
    temperature: temperature ?? 1,
    topP: top_p ?? 1,
    seed: sampling_params?.seed ?? seed,
    stops: [],
    bias: new Map(),
    frequencyPenalty: 0,
    presencePenalty: 0,
    grammar: jsonNumber(() => nothing),
  })
  let text = ''
  let next = writing.next()
  for (; !next.done; next = writing.next()) text += next.value.map((piece) => piece.text).join('')
  const usage = usageOf([prompt], next.value.tokens)
  const score = Number(text)
  const [least = 0, most = 1] = range ?? []
  const isScore = text !== '' && score >= least && score <= most
  return isScore
    ? { ...failed(), reward: score, usage }
    : { ...failed('model_grader_parse_error'), usage }
}

/** The label that a model finds likeliest. */
const labelled = (
  { labels, passing_labels }: LabelModelGrader,
  prompt: string,
  model: Weights,
): Grade => {
  const likelihoods = model.logProbabilities(prompt, labels)
  const label = labels[likelihoods.indexOf(Math.max(...likelihoods))] ?? ''
  const usage = usageOf([prompt], bytesOf(label).length)
  return { ...failed(), reward: passing_labels.includes(label) ? 1 : 0, usage }
}
