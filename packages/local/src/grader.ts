import type { graders } from '@finetune/models'
import type { Model as Weights } from '@finetune/trainer'
import type { Writers } from './completion-model.ts'
import { checkedGrader } from './grader-check.ts'
import { judged } from './grader-judge.ts'
import { failed, type Grade, grade, type ModelGrader, modelGradersOf } from './grader-reward.ts'
import { randomSeed } from './id.ts'
import type { Handlers } from './serve.ts'
import { othersTurn } from './turn.ts'

export const graderHandlers = (writers: Writers): Handlers<typeof graders> => ({
  validate: ({ body }) => ({ grader: checkedGrader(body.grader, writers.nameOf) }),

  run: async ({ body }) => {
    const grader = checkedGrader(body.grader, writers.nameOf)
    const graded = { item: body.item ?? {}, sample: { output_text: body.model_sample } }
    const start = performance.now()
    const judgements = new Map<ModelGrader, Grade>()
    const usages: Record<string, Usage> = {}
    for (const one of modelGradersOf(grader)) {
      const model = writers.nameOf(one.model)
      const judge = (lent: Weights) => judged(one, graded, lent, randomSeed())
      const judgement = await writers.lend(model, judge)
      judgements.set(one, judgement)
      usages[model] = added(usages[model] ?? NOTHING, judgement.usage ?? NOTHING)
      await othersTurn()
    }
    const { reward, errors, parts } = grade(
      grader,
      graded,
      (one) => judgements.get(one) ?? failed('model_grader_server_error'),
    )
    const total = Object.values(usages).reduce(added, NOTHING).total_tokens
    return {
      reward,
      metadata: {
        name: grader.name,
        type: grader.type,
        errors: { ...errors },
        execution_time: (performance.now() - start) / 1000,
        scores: {},
        token_usage: judgements.size === 0 ? null : total,
        sampled_model_name: grader.type === 'score_model' ? (Object.keys(usages)[0] ?? null) : null,
      },
      sub_rewards: Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, part.reward]),
      ),
      model_grader_token_usage_per_model: usages,
    }
  },
})

interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly cached_tokens: 0
}

const NOTHING: Usage = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  cached_tokens: 0,
}

const added = (
  one: Usage,
  other: { prompt_tokens: number; completion_tokens?: number; total_tokens: number },
): Usage => ({
  prompt_tokens: one.prompt_tokens + other.prompt_tokens,
  completion_tokens: one.completion_tokens + (other.completion_tokens ?? 0),
  total_tokens: one.total_tokens + other.total_tokens,
  cached_tokens: 0,
})
