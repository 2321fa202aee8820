import {
  type Architecture,
  checkArchitecture,
  type Layout,
  layoutOf,
  type Weights,
} from './architecture.ts'
import { type Arena, createArena } from './arena.ts'
import { FEATURES } from './features.ts'
import { type Address, createKernels, type Kernels } from './kernels.ts'
import { VOCABULARY } from './tokens.ts'
import { SPAN_FIELDS, WIDE_COLUMNS, WIDE_FEATURES } from './wide.ts'

/** A layer normalisation: its result, and what the way back needs. */
export interface NormActivations {
  readonly output: Address
  readonly normalised: Address
  readonly scales: Address
}

/** What a layer computes on the way forward and needs on the way back. */
export interface LayerActivations {
  readonly attentionNorm: NormActivations
  readonly qkv: Address
  readonly probabilities: Address
  readonly attended: Address
  readonly mlpNorm: NormActivations
  readonly expanded: Address
}

/** What a network computes on the way forward. */
export interface Activations {
  /** The running sum, `width` numbers a row, to which every layer adds. */
  readonly x: Address
  readonly layers: readonly LayerActivations[]
  /** The scored rows of x, one after another. */
  readonly scored: Address
  readonly finalNorm: NormActivations
  readonly logits: Address
  readonly losses: Address
  readonly right: Address
  /** Room for a transposed matrix of weights, or for what attention needs besides. */
  readonly scratch: Address
}

/** What the way back needs besides: gradients, of the weights and of what was computed. */
export interface Gradients {
  readonly weights: Address
  readonly x: Address
  readonly rows: Address
  readonly qkv: Address
  readonly expanded: Address
  /** Which blocks of four weights of the wide head have a gradient. */
  readonly wide: { readonly touched: Address; readonly flags: Address; readonly count: Address }
}

/** Where the network reads its input. */
export interface Inputs {
  readonly features: Address
  readonly scoredRows: Address
  readonly targets: Address
  readonly weights: Address
  /** Of the wide head: features of the prompts of a pass, and for each scored row its span. */
  readonly wideFeatures: Address
  readonly wideSpans: Address
}

/** A model's weights in WebAssembly memory, and the room to compute with them. */
export interface Network {
  readonly architecture: Architecture
  readonly layout: Layout
  readonly kernels: Kernels
  readonly arena: Arena
  /** How many rows, that is tokens, fit in one pass. */
  readonly rows: number
  readonly weights: Address
  readonly inputs: Inputs
  readonly activations: Activations
}

/** A network that can also be trained. */
export interface TrainableNetwork extends Network {
  readonly gradients: Gradients
}

/** The address of a group of weights, or of its gradient, where all of them begin at `base`. */
export const addressOf = (base: Address, group: Weights): Address => base + group.offset * 4

/** Where row `row` begins, in a matrix of rows of `width` numbers. */
export const rowAt = (matrix: Address, row: number, width: number): Address =>
  matrix + row * width * 4

/** The weights of a network, which writing to changes. */
export const weightsOf = (network: Network): Float32Array<ArrayBuffer> =>
  network.arena.floats(network.weights, network.layout.total)

const reserveActivations = (
  { reserve }: Arena,
  { width, layers, heads, context }: Architecture,
  rows: number,
): Activations => {
  const norm = (): NormActivations => ({
    output: reserve(rows * width),
    normalised: reserve(rows * width),
    scales: reserve(rows),
  })
  const layer = (): LayerActivations => ({
    attentionNorm: norm(),
    qkv: reserve(rows * 3 * width),
    probabilities: reserve(rows * heads * (context + 7)),
    attended: reserve(rows * width),
    mlpNorm: norm(),
    expanded: reserve(rows * 4 * width),
  })
  const largestMatrix = Math.max(4 * width, VOCABULARY) * width
  return {
    x: reserve(rows * width),
    layers: Array.from({ length: layers }, layer),
    scored: reserve(rows * width),
    finalNorm: norm(),
    logits: reserve(rows * VOCABULARY),
    losses: reserve(rows),
    right: reserve(rows),
    scratch: reserve(Math.max(largestMatrix, (context + width) * (context + 7))),
  }
}

const reserveInputs = ({ reserve }: Arena, rows: number): Inputs => ({
  features: reserve(rows * FEATURES),
  scoredRows: reserve(rows),
  targets: reserve(rows),
  weights: reserve(rows),
  wideFeatures: reserve((rows + 1) * WIDE_FEATURES),
  wideSpans: reserve(rows * SPAN_FIELDS),
})

/** What a hash is cut down to, to be a place in the table of the wide head. */
export const wideMask = ({ wide }: Layout): number => wide.size - WIDE_COLUMNS - 1

/** A network for reading, one sequence at a time unless there are more rows. Its weights are zero. */
export const createNetwork = (architecture: Architecture, rows = architecture.context): Network => {
  checkArchitecture(architecture)
  const layout = layoutOf(architecture)
  const kernels = createKernels()
  const arena = createArena(kernels)
  return {
    architecture,
    layout,
    kernels,
    arena,
    rows,
    weights: arena.reserve(layout.total),
    inputs: reserveInputs(arena, rows),
    activations: reserveActivations(arena, architecture, rows),
  }
}

/**
 * A network that can be trained. A pass takes up to `rows` rows: a batch of more is taken in several,
 * which bounds the memory.
 */
export const createTrainableNetwork = (
  architecture: Architecture,
  rows: number,
): TrainableNetwork => {
  const network = createNetwork(architecture, Math.max(rows, architecture.context))
  const { reserve } = network.arena
  const { width } = architecture
  return {
    ...network,
    gradients: {
      weights: reserve(network.layout.total),
      x: reserve(network.rows * width),
      rows: reserve(network.rows * width),
      qkv: reserve(network.rows * 3 * width),
      expanded: reserve(network.rows * 4 * width),
      wide: {
        touched: reserve(network.layout.wide.size / 4),
        flags: reserve(network.layout.wide.size / 16),
        count: reserve(1),
      },
    },
  }
}
