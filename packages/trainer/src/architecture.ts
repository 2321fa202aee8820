import { alignmentSize } from './alignment.ts'
import { LONGEST_MATCH } from './features.ts'
import { VOCABULARY } from './tokens.ts'
import { GATES, PRIORS, WIDE_COLUMNS } from './wide.ts'

/** The shape of a model. */
export interface Architecture {
  /** Numbers that stand for one position: a multiple of 8 for each head. */
  readonly width: number
  readonly layers: number
  readonly heads: number
  /** The longest text, in bytes, that the model can look back over: 8 to 512. */
  readonly context: number
  /** The table of n-gram embeddings has 2 to the power of this many rows: 1 to 20. */
  readonly ngramBits: number
}

/** How a weight starts: normally distributed with this deviation, or all the same. */
export type Start = { readonly deviation: number } | { readonly value: number }

/** A matrix or vector of weights, and where it lies among all of them. */
export interface Weights {
  readonly name: string
  readonly offset: number
  readonly size: number
  readonly start: Start
}

/** A linear map of rows of `from` numbers to rows of `to` numbers. */
export interface LinearWeights {
  readonly weights: Weights
  readonly bias: Weights
  readonly from: number
  readonly to: number
}

export interface NormWeights {
  readonly gain: Weights
  readonly bias: Weights
}

export interface LayerWeights {
  readonly attentionNorm: NormWeights
  readonly qkv: LinearWeights
  readonly attentionOut: LinearWeights
  readonly mlpNorm: NormWeights
  readonly expand: LinearWeights
  readonly contract: LinearWeights
}

/** Where each weight of a model lies: the dense ones first, then the two tables of n-grams. */
export interface Layout {
  readonly tokens: Weights
  readonly positions: Weights
  readonly firstMatches: Weights
  readonly firstMatchLengths: Weights
  readonly lastMatches: Weights
  readonly lastMatchLengths: Weights
  readonly layers: readonly LayerWeights[]
  readonly finalNorm: NormWeights
  readonly ngrams: Weights
  /** The table of the wide head: rows of 32 weights that overlap. */
  readonly wide: Weights
  /** Which states the wide head knows: the number of its row of priors, from 1. Set, not learnt. */
  readonly gates: Weights
  /** A row for each such state: logarithms of how often each token followed. Set, not learnt. */
  readonly priors: Weights
  /** How completions go along their prompts. Set, not learnt. */
  readonly alignment: Weights
  readonly all: readonly Weights[]
  /** How many weights are dense. */
  readonly dense: number
  readonly total: number
}

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

/** Throws when no model can have this shape. */
export const checkArchitecture = (a: Architecture): void => {
  const refuse = (rule: string): never => {
    throw new RangeError(`No model can have this architecture: ${rule}.`)
  }
  if (!isWhole(a.layers, 1, 64)) refuse('layers must be a whole number from 1 to 64')
  if (!isWhole(a.heads, 1, 64)) refuse('heads must be a whole number from 1 to 64')
  if (!isWhole(a.width, 8, 1024)) refuse('width must be a whole number from 8 to 1024')
  if (a.width % (8 * a.heads) !== 0) refuse('width must be a multiple of 8 for each head')
  if (!isWhole(a.context, 8, 512)) refuse('context must be a whole number from 8 to 512')
  if (!isWhole(a.ngramBits, 1, 20)) refuse('ngramBits must be a whole number from 1 to 20')
}

export const isSameShape = (one: Architecture, other: Architecture): boolean =>
  one.width === other.width &&
  one.layers === other.layers &&
  one.heads === other.heads &&
  one.context === other.context &&
  one.ngramBits === other.ngramBits

/** Lays out the weights of a model, in the order in which they are saved. */
export const layoutOf = ({ width, layers, context, ngramBits }: Architecture): Layout => {
  const all: Weights[] = []
  let total = 0
  const weights = (name: string, size: number, start: Start): Weights => {
    const group = { name, offset: total, size, start }
    all.push(group)
    total += size
    return group
  }
  const normal = (name: string, size: number, deviation: number) =>
    weights(name, size, { deviation })
  const constant = (name: string, size: number, value: number) => weights(name, size, { value })

  const norm = (name: string): NormWeights => ({
    gain: constant(`${name} gain`, width, 1),
    bias: constant(`${name} bias`, width, 0),
  })
  const linear = (name: string, from: number, to: number, deviation: number): LinearWeights => ({
    weights: normal(name, from * to, deviation),
    bias: constant(`${name} bias`, to, 0),
    from,
    to,
  })

  // What a layer adds to the sum is scaled down by the number of layers that add to it.
  const depth = Math.sqrt(layers)
  const layer = (index: number): LayerWeights => {
    const name = (part: string) => `layer ${index} ${part}`
    return {
      attentionNorm: norm(name('attention norm')),
      qkv: linear(name('qkv'), width, 3 * width, 0.48 / Math.sqrt(width)),
      attentionOut: linear(name('attention out'), width, width, 0.05 / depth),
      mlpNorm: norm(name('mlp norm')),
      expand: linear(name('expand'), width, 4 * width, 0.08),
      contract: linear(name('contract'), 4 * width, width, 0.04 / depth),
    }
  }

  const tokens = normal('tokens', VOCABULARY * width, 0.02)
  const positions = normal('positions', context * width, 0.01)
  const matches = (name: string) => constant(name, VOCABULARY * width, 0)
  const matchLengths = (name: string) => constant(name, (LONGEST_MATCH + 1) * width, 0)
  const firstMatches = matches('first matches')
  const firstMatchLengths = matchLengths('first match lengths')
  const lastMatches = matches('last matches')
  const lastMatchLengths = matchLengths('last match lengths')
  const layerWeights = Array.from({ length: layers }, (_, index) => layer(index))
  const finalNorm = norm('final norm')
  const dense = total
  const ngrams = constant('ngrams', 2 ** ngramBits * width, 0)
  const wide = constant('wide', 64 * 2 ** ngramBits + WIDE_COLUMNS, 0)
  const gates = constant('gates', GATES, 0)
  const priors = constant('priors', (PRIORS + 1) * VOCABULARY, 0)
  const alignment = constant('alignment', alignmentSize(ngramBits), 0)
  return {
    tokens,
    positions,
    firstMatches,
    firstMatchLengths,
    lastMatches,
    lastMatchLengths,
    layers: layerWeights,
    finalNorm,
    ngrams,
    wide,
    gates,
    priors,
    alignment,
    all,
    dense,
    total,
  }
}

/** The number of trainable parameters of a model of this shape. */
export const parameterCount = (architecture: Architecture): number => {
  checkArchitecture(architecture)
  const { total, gates, priors, alignment } = layoutOf(architecture)
  return total - gates.size - priors.size - alignment.size
}
