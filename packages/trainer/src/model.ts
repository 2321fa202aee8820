import { type Architecture, type Layout, layoutOf } from './architecture.ts'
import {
  type Completion,
  type CompletionOptions,
  complete,
  type WritingOptions,
  write,
} from './completion.ts'
import { createNetwork, type Network, weightsOf } from './network.ts'
import { normal, randomOf } from './random.ts'
import { createReader } from './reader.ts'
import { type Format, fill, fromBytes, hashOf, toBytes } from './saved.ts'
import { completionTokens, promptTokens } from './tokens.ts'

/** A model in memory. */
export interface Model {
  readonly architecture: Architecture
  /** Writes on from a prompt. */
  complete(prompt: string, options?: CompletionOptions): Completion
  /**
   * Writes on from a prompt, one token each time it is asked for one, as long as the model has more to
   * say. What the model does meanwhile spoils it: finish one text before the next.
   */
  write(prompt: string, options?: WritingOptions): Generator<number, void>
  /** The natural logarithm of the probability of this completion, with the end of text after it. */
  logProbability(prompt: string, completion: string): number
  /** The same of several completions, for which the prompt is read only once. */
  logProbabilities(prompt: string, completions: readonly string[]): readonly number[]
  /** The model as bytes, which `loadModel` reads. */
  save(): Uint8Array<ArrayBuffer>
  /** Eight hexadecimal digits that differ, in all likelihood, when any weight does. */
  hash(): string
}

const FORMAT: Format = {
  kind: 'model',
  magic: 'FTMODEL\n',
  fields: 0,
  floats: (architecture) => layoutOf(architecture).total,
}

/** The model whose weights a network holds: it changes as they do. */
export const modelOf = (network: Network): Model => {
  const { architecture } = network
  const save = () => toBytes(FORMAT, architecture, [], [weightsOf(network)])
  const logProbabilities = (prompt: string, completions: readonly string[]): number[] => {
    const endings = completions.map((text) => completionTokens(text).slice(0, architecture.context))
    const longest = Math.max(0, ...endings.map((ending) => ending.length))
    const reader = createReader(network)
    reader.read(promptTokens(prompt).slice(-(architecture.context + 1 - longest)))
    return endings.map((ending) => reader.logProbability(ending))
  }
  return {
    architecture,
    complete: (prompt, options = {}) => complete(network, prompt, options),
    write: (prompt, options = {}) => write(network, prompt, options),
    logProbability: (prompt, completion) => logProbabilities(prompt, [completion])[0] ?? 0,
    logProbabilities,
    save,
    hash: () => hashOf(save()).toString(16).padStart(8, '0'),
  }
}

/** A model with fresh weights, the same for the same seed. */
export const createModel = (architecture: Architecture, seed: number): Model => {
  const network = createNetwork(architecture)
  const weights = weightsOf(network)
  const random = randomOf(seed)
  for (const { offset, size, start } of network.layout.all) {
    const group = weights.subarray(offset, offset + size)
    if ('value' in start) group.fill(start.value)
    else
      group.forEach((_, index) => {
        group[index] = start.deviation * normal(random)
      })
  }
  return modelOf(network)
}

/** A model like another, after a change of its weights. */
export const withWeights = (
  model: Model,
  change: (weights: Float32Array<ArrayBuffer>, layout: Layout) => void,
): Model => {
  const network = createNetwork(model.architecture)
  copyWeights(model, network)
  change(weightsOf(network), network.layout)
  return modelOf(network)
}

/** The model that `save` wrote. Throws, and says why, when the bytes are anything else. */
export const loadModel = (bytes: Uint8Array): Model => {
  const { architecture, body } = fromBytes(FORMAT, bytes)
  const network = createNetwork(architecture)
  fill(weightsOf(network), body)
  return modelOf(network)
}

/** Copies the weights of a model into a network of the same architecture. */
export const copyWeights = (model: Model, network: Network): void => {
  fill(weightsOf(network), fromBytes(FORMAT, model.save()).body)
}
