import { type Architecture, loadModel, type Model, parameterCount } from '@finetune/trainer'
import { createPretrainedModel } from '@finetune/trainer/base'
import type { DatasetFormat } from './dataset.ts'
import type { JobRow } from './job-table.ts'

/** A model that every data folder has. */
export interface BaseModel {
  readonly id: string
  readonly architecture: Architecture
  /** The API that fine-tunes it. */
  readonly api: JobRow['object']
  /** How what it learns from is written. */
  readonly format: DatasetFormat
}

/** All base models start from the same random numbers. */
const SEED = 1

const SIZES = {
  small: { width: 32, layers: 2 },
  medium: { width: 64, layers: 2 },
  large: { width: 64, layers: 4 },
  largest: { width: 128, layers: 4 },
}

const baseModel = (
  id: string,
  size: keyof typeof SIZES,
  api: JobRow['object'],
  format: DatasetFormat,
): BaseModel => {
  const architecture = { ...SIZES[size], heads: 4, context: 512, ngramBits: 14 }
  return { id, architecture, api, format }
}

const legacy = (id: string, size: keyof typeof SIZES): BaseModel =>
  baseModel(id, size, 'fine-tune', 'completion')
const modern = (id: string, size: keyof typeof SIZES, format: DatasetFormat = 'chat'): BaseModel =>
  baseModel(id, size, 'fine_tuning.job', format)

/** Four sizes of ours under the names that the two APIs know, smallest first. */
export const BASE_MODELS: readonly BaseModel[] = [
  legacy('ada', 'small'),
  legacy('babbage', 'medium'),
  legacy('curie', 'large'),
  legacy('davinci', 'largest'),
  modern('babbage-002', 'medium', 'completion'),
  modern('davinci-002', 'largest', 'completion'),
  modern('gpt-4.1-nano-2025-04-14', 'small'),
  modern('gpt-3.5-turbo-0613', 'medium'),
  modern('gpt-3.5-turbo-1106', 'medium'),
  modern('gpt-3.5-turbo-0125', 'medium'),
  modern('gpt-4o-mini-2024-07-18', 'medium'),
  modern('gpt-4.1-mini-2025-04-14', 'large'),
  modern('o4-mini-2025-04-16', 'large'),
  modern('gpt-4o-2024-08-06', 'largest'),
  modern('gpt-4.1-2025-04-14', 'largest'),
]

/** Names without a date, and the snapshots that they stand for. */
const SNAPSHOTS: Readonly<Record<string, string>> = {
  'gpt-3.5-turbo': 'gpt-3.5-turbo-0125',
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-4.1': 'gpt-4.1-2025-04-14',
  'gpt-4.1-mini': 'gpt-4.1-mini-2025-04-14',
  'gpt-4.1-nano': 'gpt-4.1-nano-2025-04-14',
  'o4-mini': 'o4-mini-2025-04-16',
}

/** The base model of this name, with a date or without, or `undefined`. */
export const findBaseModel = (id: string): BaseModel | undefined => {
  const snapshot = Object.hasOwn(SNAPSHOTS, id) ? SNAPSHOTS[id] : id
  return BASE_MODELS.find((model) => model.id === snapshot)
}

/** How the files of a job are written. */
export const formatOf = ({ base, method }: Pick<JobRow, 'base' | 'method'>): DatasetFormat => {
  if (method.type === 'dpo') return 'preference'
  if (method.type === 'reinforcement') return 'reinforcement'
  return findBaseModel(base)?.format ?? 'completion'
}

/** How many tokens of an example a job's model sees. */
export const contextOf = ({ base }: Pick<JobRow, 'base'>): number =>
  findBaseModel(base)?.architecture.context ?? 0

/** Learns little and at once. */
const TINY: Architecture = { width: 16, layers: 1, heads: 2, context: 512, ngramBits: 10 }

/** The shape of a base model, which is tiny where tests ask for that. */
export const architectureOf = ({ architecture }: BaseModel, isTiny: boolean): Architecture =>
  isTiny ? TINY : architecture

/** What a model really is. */
export const descriptionOf = (architecture: Architecture): string => {
  const millions = (parameterCount(architecture) / 1e6).toFixed(1)
  return `${millions} M-parameter byte-level GPT of Finetune, not OpenAI's model`
}

/**
 * A model of saved weights, or the base model of an architecture, which is pretrained where its width
 * is 64.
 */
export const loadedModel = (origin: Uint8Array | Architecture): Model =>
  origin instanceof Uint8Array ? loadModel(origin) : createPretrainedModel(origin, SEED)
