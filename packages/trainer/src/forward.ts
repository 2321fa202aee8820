import type { LayerWeights } from './architecture.ts'
import type { Batch } from './batch.ts'
import { FEATURES } from './features.ts'
import { addLinear, linear, product } from './linear.ts'
import { addressOf, type LayerActivations, type Network, rowAt, wideMask } from './network.ts'
import { norm } from './norm.ts'
import { VOCABULARY } from './tokens.ts'

/** How many numbers the attention of a sequence of this length keeps for all its heads. */
export const probabilitiesOf = (length: number, heads: number): number =>
  heads * length * Math.ceil(length / 8) * 8

/**
 * Computes the logits of the scored rows of a batch: what the network expects to come next.
 *
 *     x = token + position + Σ n-grams + Σ matches          of each row: embeddings
 *     x += attention(norm x) · W + b                        in each layer
 *     x += max(norm x · W₁ + b₁, 0) · W₂ + b₂
 *     logits = norm x · tokensᵀ + wide                      tokens: the embeddings, used again
 */
export const forward = (network: Network, batch: Batch): void => {
  embed(network, batch)
  network.layout.layers.forEach((weights, index) => {
    const layer = network.activations.layers[index]
    if (!layer) return
    attend(network, batch, weights, layer)
    transform(network, batch, weights, layer)
  })
  score(network, batch)
}

const embed = (network: Network, { firstRow, rows }: Batch): void => {
  const { kernels, inputs, activations, architecture } = network
  const x = rowAt(activations.x, firstRow, architecture.width)
  const features = rowAt(inputs.features, firstRow, FEATURES)
  kernels.embed(x, features, network.weights, rows, FEATURES, architecture.width)
}

const attend = (
  network: Network,
  { spans, firstRow, rows }: Batch,
  weights: LayerWeights,
  layer: LayerActivations,
): void => {
  const { kernels, activations, architecture } = network
  const { width, heads } = architecture
  norm(network, activations.x, weights.attentionNorm, layer.attentionNorm, firstRow, rows)
  const input = rowAt(layer.attentionNorm.output, firstRow, width)
  linear(network, input, weights.qkv, rowAt(layer.qkv, firstRow, 3 * width), rows)
  let probabilities = layer.probabilities
  for (const { row, from, length } of spans) {
    const qkv = rowAt(layer.qkv, row, 3 * width)
    const attended = rowAt(layer.attended, row, width)
    const { scratch } = activations
    kernels.attention(qkv, attended, probabilities, scratch, from, length, heads, width)
    probabilities = rowAt(probabilities, 1, probabilitiesOf(length, heads))
  }
  const attended = rowAt(layer.attended, firstRow, width)
  addLinear(network, attended, weights.attentionOut, rowAt(activations.x, firstRow, width), rows)
}

const transform = (
  network: Network,
  { firstRow, rows }: Batch,
  weights: LayerWeights,
  layer: LayerActivations,
): void => {
  const { kernels, activations, architecture } = network
  const { width } = architecture
  norm(network, activations.x, weights.mlpNorm, layer.mlpNorm, firstRow, rows)
  const input = rowAt(layer.mlpNorm.output, firstRow, width)
  const expanded = rowAt(layer.expanded, firstRow, 4 * width)
  linear(network, input, weights.expand, expanded, rows)
  kernels.rectify(expanded, rows * 4 * width)
  addLinear(network, expanded, weights.contract, rowAt(activations.x, firstRow, width), rows)
}

const score = (network: Network, { scored }: Batch): void => {
  const { kernels, layout, inputs, activations, architecture } = network
  const { width } = architecture
  const { logits, scratch, finalNorm } = activations
  kernels.gatherRows(activations.x, inputs.scoredRows, activations.scored, scored, width)
  norm(network, activations.scored, layout.finalNorm, finalNorm, 0, scored)
  const tokens = addressOf(network.weights, layout.tokens)
  kernels.transpose(tokens, width, scratch, VOCABULARY, VOCABULARY, width)
  kernels.zero(logits, scored * VOCABULARY)
  product(network, finalNorm.output, scratch, logits, scored, width, VOCABULARY)
  const table = addressOf(network.weights, layout.wide)
  const { wideSpans, wideFeatures } = inputs
  kernels.wide(
    logits,
    wideSpans,
    wideFeatures,
    table,
    addressOf(network.weights, layout.priors),
    wideMask(layout),
    scored,
    VOCABULARY,
  )
}
