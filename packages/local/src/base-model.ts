import { type Architecture, type Model, parameterCount } from '@finetune/trainer'
import { createPretrainedModel } from '@finetune/trainer/base'

/** A model that every data folder has. */
export interface BaseModel {
  readonly id: string
  readonly architecture: Architecture
  readonly description: string
}

/** All base models start from the same random numbers. */
const SEED = 1

const baseModel = (id: string, width: number, layers: number): BaseModel => {
  const architecture = { width, layers, heads: 4, context: 512, ngramBits: 14 }
  const millions = (parameterCount(architecture) / 1e6).toFixed(1)
  const description = `${millions} M-parameter byte-level GPT of Finetune, not OpenAI's model`
  return { id, architecture, description }
}

/** Four sizes of ours under the names that the API knows, smallest first. */
export const BASE_MODELS: readonly BaseModel[] = [
  baseModel('ada', 32, 2),
  baseModel('babbage', 64, 2),
  baseModel('curie', 64, 4),
  baseModel('davinci', 128, 4),
]

/** The base model of this name, or `undefined`. */
export const findBaseModel = (id: string): BaseModel | undefined =>
  BASE_MODELS.find((model) => model.id === id)

/** The weights that every fine-tune of a base model starts from: pretrained where its width is 64. */
export const freshModel = (architecture: Architecture): Model =>
  createPretrainedModel(architecture, SEED)
