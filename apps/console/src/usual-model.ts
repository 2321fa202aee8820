import { type Model, parseFineTunedModel } from '@finetune/models'
import type { DatasetKind } from './dataset-check.ts'
import type { Job } from './job.ts'

/** What the legacy API starts from at OpenAI, and at servers that stand for it. */
const LEGACY = ['ada', 'babbage', 'curie', 'davinci']
/** What completes a prompt in the modern API; the others answer conversations. */
const COMPLETING = ['babbage-002', 'davinci-002']

const baseOf = ({ id }: Model): string => parseFineTunedModel(id)?.base ?? id

/** Whether a model takes conversations, and no prompts. */
export const answersChats = (id: string): boolean => {
  const base = parseFineTunedModel(id)?.base ?? id
  return !LEGACY.includes(base) && !COMPLETING.includes(base)
}

/** The models that an API can start from: all of them where none has a name that is known. */
export const modelsFor = (models: readonly Model[], api: Job['api']): readonly Model[] => {
  const fitting = models.filter((model) => LEGACY.includes(baseOf(model)) === (api === 'legacy'))
  return fitting.length > 0 ? fitting : models
}

/** The model to begin with: a small one that fits the dataset. */
export const usualModel = (
  models: readonly Model[],
  api: Job['api'],
  kind: DatasetKind | undefined,
): string | undefined => {
  const names = modelsFor(models, api).map(({ id }) => id)
  if (api === 'legacy') return names.find((name) => name === 'babbage') ?? names[0]
  const completes = kind === undefined || kind === 'completion'
  return names.find((name) => COMPLETING.includes(name) === completes) ?? names[0]
}
