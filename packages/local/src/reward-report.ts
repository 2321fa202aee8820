import type { Grader } from '@finetune/models'
import { type Grade, type GraderErrors, partsOf } from './grader-reward.ts'

/** How the samples of a step were graded, and those of validation where it was measured. */
export interface StepGrades {
  readonly train: readonly Grade[]
  readonly valid: readonly Grade[]
}

type Numbers = Record<string, number>

const ERRORS = ['other_error', 'sample_parse_error', 'invalid_variable_error'] as const

const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

/** In how many of the samples an error happened. */
export const errorRate = (grades: readonly Grade[], error: keyof GraderErrors): number =>
  mean(grades.map(({ errors }) => (errors[error] ? 1 : 0)))

/** What each grader made of a step, as the events of the API tell it. */
export const rewardReport = (grader: Grader, { train, valid }: StepGrades) => {
  const samples = { train, ...(valid.length > 0 && { valid }) }
  const parts = partsOf(grader).map(([name, part]) => ({
    ...{ name, type: part.type },
    ...('model' in part && { model: part.model }),
    grades: mapped(samples, (grades) =>
      grader.type === 'multi' ? grades.flatMap((whole) => whole.parts[name] ?? []) : grades,
    ),
  }))
  const asked = parts.filter(({ model }) => model !== undefined)
  return {
    usage: {
      graders: asked.map(({ grades, ...part }) => ({ ...part, ...told(grades, usageOf) })),
      samples: told(samples, () => ({ reasoning_tokens_mean: 0, reasoning_tokens_count: 0 })),
    },
    errors: {
      graders: parts.map(({ name, type, grades }) => ({ name, type, ...told(grades, errorsOf) })),
    },
    scores: {
      graders: parts.map(({ name, type, grades }) => ({ name, type, ...told(grades, scoreOf) })),
      ...told(samples, scoreOf),
    },
    model_graders_token_usage: Object.fromEntries(
      [...new Set(asked.map(({ model = '' }) => model))].map((model) => {
        const grades = asked.filter((part) => part.model === model).map((part) => part.grades)
        const [ofTrain, ofValid] = [
          grades.flatMap((each) => each.train),
          grades.flatMap((each) => each.valid ?? []),
        ]
        return [
          model,
          told({ train: ofTrain, ...(valid.length > 0 && { eval: ofValid }) }, tokensOf),
        ]
      }),
    ),
  }
}

const mapped = <A, B>(record: { train: A; valid?: A }, change: (value: A) => B) => ({
  train: change(record.train),
  ...(record.valid && { valid: change(record.valid) }),
})

/** Numbers of each kind of samples, under names that begin with the kind. */
const told = (
  samples: Readonly<Record<string, readonly Grade[]>>,
  numbersOf: (grades: readonly Grade[]) => Numbers,
): Numbers =>
  Object.fromEntries(
    Object.entries(samples).flatMap(([kind, grades]) =>
      Object.entries(numbersOf(grades)).map(([name, value]) => [`${kind}_${name}`, value]),
    ),
  )

const scoreOf = (grades: readonly Grade[]): Numbers => ({
  reward_mean: mean(grades.map(({ reward }) => reward)),
})

const errorsOf = (grades: readonly Grade[]): Numbers =>
  Object.fromEntries(
    ERRORS.flatMap((error) => {
      const rate = errorRate(grades, error)
      return [
        [`${error}_mean`, rate],
        [`${error}_count`, Math.round(rate * grades.length)],
      ]
    }),
  )

const tokensOf = (grades: readonly Grade[]): Numbers => ({
  cached_tokens: 0,
  prompt_tokens: sum(grades.map(({ usage }) => usage?.prompt_tokens ?? 0)),
  completion_tokens: sum(grades.map(({ usage }) => usage?.completion_tokens ?? 0)),
})

const usageOf = (grades: readonly Grade[]): Numbers => {
  const { prompt_tokens = 0, completion_tokens = 0 } = tokensOf(grades)
  return {
    prompt_tokens_mean: prompt_tokens / grades.length,
    prompt_tokens_count: prompt_tokens,
    completion_tokens_mean: completion_tokens / grades.length,
    completion_tokens_count: completion_tokens,
  }
}
