import type { LayerWeights } from './architecture.ts'
import type { Batch } from './batch.ts'
import { FEATURES } from './features.ts'
import { probabilitiesOf } from './forward.ts'
import { linearBackward, product, weightProduct } from './linear.ts'
import {
  addressOf,
  type LayerActivations,
  rowAt,
  type TrainableNetwork,
  wideMask,
} from './network.ts'
import { normBackward } from './norm.ts'
import { VOCABULARY } from './tokens.ts'

/**
 * Adds to the gradients of all weights those of a batch, after `forward` and the cross-entropy, which
 * left the gradients of the logits in their place. Each part undoes one of `forward`, last to first.
 * The gradient of x passes every layer as it is, and each part adds its own to it.
 */
export const backward = (network: TrainableNetwork, batch: Batch): void => {
  scoreBackward(network, batch)
  for (let index = network.layout.layers.length - 1; index >= 0; index--) {
    const weights = network.layout.layers[index]
    const layer = network.activations.layers[index]
    if (!weights || !layer) continue
    transformBackward(network, batch, weights, layer)
    attendBackward(network, batch, weights, layer)
  }
  embedBackward(network, batch)
}

const scoreBackward = (network: TrainableNetwork, { rows, scored }: Batch): void => {
  const { kernels, layout, inputs, activations, gradients, architecture } = network
  const { width } = architecture
  const { logits, finalNorm } = activations
  const tokens = addressOf(network.weights, layout.tokens)
  const tokensGradient = addressOf(gradients.weights, layout.tokens)
  wideBackward(network, scored)
  kernels.zero(gradients.rows, scored * width)
  product(network, logits, tokens, gradients.rows, scored, VOCABULARY, width)
  weightProduct(network, logits, finalNorm.output, tokensGradient, scored, VOCABULARY, width)
  // The scored rows are no longer needed: their gradient takes their place.
  const scoredGradient = activations.scored
  kernels.zero(scoredGradient, scored * width)
  normBackward(network, gradients.rows, layout.finalNorm, finalNorm, scoredGradient, scored)
  kernels.zero(gradients.x, rows * width)
  kernels.scatterRows(scoredGradient, inputs.scoredRows, gradients.x, scored, width)
}

/** Collects what the wide head learns, and which blocks of its table that touches. */
const wideBackward = (network: TrainableNetwork, scored: number): void => {
  const { kernels, arena, layout, inputs, activations, gradients } = network
  const { touched, flags, count } = gradients.wide
  const named = arena.integers(count, 1)
  named[0] = kernels.wideBackward(
    activations.logits,
    inputs.wideSpans,
    inputs.wideFeatures,
    addressOf(gradients.weights, layout.wide),
    touched,
    flags,
    named[0] ?? 0,
    wideMask(layout),
    scored,
    VOCABULARY,
  )
}

const transformBackward = (
  network: TrainableNetwork,
  { rows }: Batch,
  { expand, contract, mlpNorm }: LayerWeights,
  layer: LayerActivations,
): void => {
  const { kernels, gradients, architecture } = network
  const { expanded } = gradients
  linearBackward(network, layer.expanded, contract, gradients.x, expanded, rows)
  kernels.rectifyBackward(layer.expanded, expanded, rows * 4 * architecture.width)
  linearBackward(network, layer.mlpNorm.output, expand, expanded, gradients.rows, rows)
  normBackward(network, gradients.rows, mlpNorm, layer.mlpNorm, gradients.x, rows)
}

const attendBackward = (
  network: TrainableNetwork,
  { spans, rows }: Batch,
  { qkv, attentionOut, attentionNorm }: LayerWeights,
  layer: LayerActivations,
): void => {
  const { kernels, activations, gradients, architecture } = network
  const { width, heads } = architecture
  linearBackward(network, layer.attended, attentionOut, gradients.x, gradients.rows, rows)
  kernels.zero(gradients.qkv, rows * 3 * width)
  let probabilities = layer.probabilities
  for (const { row, length } of spans) {
    kernels.attentionBackward(
      rowAt(layer.qkv, row, 3 * width),
      rowAt(gradients.rows, row, width),
      probabilities,
      rowAt(gradients.qkv, row, 3 * width),
      activations.scratch,
      length,
      heads,
      width,
    )
    probabilities = rowAt(probabilities, 1, probabilitiesOf(length, heads))
  }
  const { output } = layer.attentionNorm
  linearBackward(network, output, qkv, gradients.qkv, gradients.rows, rows)
  normBackward(network, gradients.rows, attentionNorm, layer.attentionNorm, gradients.x, rows)
}

const embedBackward = (network: TrainableNetwork, { rows }: Batch): void => {
  const { kernels, inputs, gradients, architecture } = network
  const { x, weights } = gradients
  kernels.embedBackward(x, inputs.features, weights, rows, FEATURES, architecture.width)
}
