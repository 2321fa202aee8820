import type { Model } from './model.ts'
import type { Example } from './tokens.ts'

/** What a model says about the class of an example. */
export interface Classified {
  /** The class that the example has: its completion. */
  readonly actual: string
  /** The class that the model finds likeliest. */
  readonly predicted: string
  /** The probability of each class, in the order of the classes. They add up to 1. */
  readonly probabilities: readonly number[]
}

export interface Classification {
  readonly classes: readonly string[]
  readonly examples: readonly Classified[]
}

/** Metrics of two classes, one of which is the positive one. */
export interface BinaryMetrics {
  readonly accuracy: number
  readonly precision: number
  readonly recall: number
  /** The area under the receiver operating characteristic. */
  readonly auroc: number
  /** The area under the curve of precision over recall. */
  readonly auprc: number
  /** The F-score of each β that was asked for. */
  readonly fBeta: readonly { readonly beta: number; readonly score: number }[]
}

/** Metrics of any number of classes. */
export interface MulticlassMetrics {
  readonly accuracy: number
  /** The mean of the classes' F₁-scores, each weighted by the number of its examples. */
  readonly weightedF1: number
}

/** Sorts examples into classes, which are completions, by their probability under a model. */
export const classify = (
  model: Model,
  examples: readonly Example[],
  classes: readonly string[],
): Classification => {
  const classifyOne = ({ prompt, completion }: Example): Classified => {
    const logProbabilities = model.logProbabilities(prompt, classes)
    const top = Math.max(...logProbabilities)
    const shares = logProbabilities.map((logProbability) => Math.exp(logProbability - top))
    const total = shares.reduce((sum, share) => sum + share, 0)
    return {
      actual: completion,
      predicted: classes[logProbabilities.indexOf(top)] ?? '',
      probabilities: shares.map((share) => share / total),
    }
  }
  return { classes, examples: examples.map(classifyOne) }
}

/** 0 ÷ 0 is 0 here: a class that was never predicted has no precision to speak of. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const fScore = (precision: number, recall: number, beta: number): number =>
  ratio((1 + beta ** 2) * precision * recall, beta ** 2 * precision + recall)

/** Precision and recall of one class against all others. */
const rates = ({ examples }: Classification, name: string) => {
  const predicted = examples.filter((example) => example.predicted === name)
  const actual = examples.filter((example) => example.actual === name)
  const right = predicted.filter((example) => example.actual === name).length
  return {
    precision: ratio(right, predicted.length),
    recall: ratio(right, actual.length),
    support: actual.length,
  }
}

const accuracyOf = ({ examples }: Classification): number =>
  ratio(examples.filter(({ actual, predicted }) => actual === predicted).length, examples.length)

/**
 * The areas under both curves, as the threshold falls over the scores. Examples of one score move
 * together. The area over the false positives is summed by trapezia, the one over recall by steps
 * (average precision).
 */
const areas = (scored: readonly { score: number; isPositive: boolean }[]) => {
  const groups = new Map<number, { positive: number; negative: number }>()
  for (const { score, isPositive } of scored) {
    const group = groups.get(score) ?? { positive: 0, negative: 0 }
    group[isPositive ? 'positive' : 'negative']++
    groups.set(score, group)
  }
  const positives = scored.filter(({ isPositive }) => isPositive).length
  const negatives = scored.length - positives
  let truePositives = 0
  let falsePositives = 0
  let underRates = 0
  let underPrecision = 0
  for (const [, { positive, negative }] of [...groups].sort(([one], [other]) => other - one)) {
    underRates += negative * (truePositives + positive / 2)
    truePositives += positive
    falsePositives += negative
    underPrecision += positive * ratio(truePositives, truePositives + falsePositives)
  }
  return {
    auroc: ratio(underRates, positives * negatives),
    auprc: ratio(underPrecision, positives),
  }
}

/**
 * Metrics of a classification: those of two classes when a positive class is named, with an F-score
 * for each of `betas`, and else those of any number of classes.
 */
export const classificationMetrics = (
  classification: Classification,
  positiveClass?: string,
  betas: readonly number[] = [1],
): BinaryMetrics | MulticlassMetrics =>
  positiveClass === undefined
    ? multiclassMetrics(classification)
    : binaryMetrics(classification, positiveClass, betas)

const binaryMetrics = (
  classification: Classification,
  positiveClass: string,
  betas: readonly number[],
): BinaryMetrics => {
  const index = classification.classes.indexOf(positiveClass)
  if (index < 0) throw new RangeError(`${JSON.stringify(positiveClass)} is none of the classes.`)
  const { precision, recall } = rates(classification, positiveClass)
  const scored = classification.examples.map(({ actual, probabilities }) => ({
    score: probabilities[index] ?? 0,
    isPositive: actual === positiveClass,
  }))
  return {
    accuracy: accuracyOf(classification),
    precision,
    recall,
    ...areas(scored),
    fBeta: betas.map((beta) => ({ beta, score: fScore(precision, recall, beta) })),
  }
}

const multiclassMetrics = (classification: Classification): MulticlassMetrics => {
  const weighted = classification.classes.map((name) => {
    const { precision, recall, support } = rates(classification, name)
    return support * fScore(precision, recall, 1)
  })
  const total = weighted.reduce((sum, score) => sum + score, 0)
  return {
    accuracy: accuracyOf(classification),
    weightedF1: ratio(total, classification.examples.length),
  }
}
