// The gradient of an objective by the plain reference: what both objectives are held against.
import type { Batch } from '../src/batch.ts'
import { alignmentOf } from '../src/cursor.ts'
import { gatesOf } from '../src/gates.ts'
import type { Objective } from '../src/loop.ts'
import { copyWeights, type Model } from '../src/model.ts'
import { createTrainableNetwork, type TrainableNetwork, weightsOf } from '../src/network.ts'
import { randomOf } from '../src/random.ts'
import type { Sequence } from '../src/tokens.ts'
import { createReference } from './reference.ts'
import { referenceInput } from './reference-input.ts'

type Weights = Float64Array<ArrayBuffer>
const float64 = (size: number): Weights => new Float64Array(size)

/** A network with the weights of a model, each a little moved; its wide head is heard everywhere or nowhere. */
export const movedFrom = (model: Model, gate: 0 | 1): TrainableNetwork => {
  const network = createTrainableNetwork(model.architecture, 1024)
  copyWeights(model, network)
  const random = randomOf(5)
  const weights = weightsOf(network)
  const { offset, size } = network.layout.alignment
  const alignment = weights.slice(offset, offset + size)
  weights.forEach((weight, index) => {
    weights[index] = weight + 0.02 * (random() - 0.5)
  })
  weights.set(alignment, offset)
  gatesOf(network).fill(gate)
  return network
}

/** The gradient that an objective leaves of a batch, and what it told. */
export const learnOnce = <Item, Told, Measured>(
  network: TrainableNetwork,
  objective: (
    network: TrainableNetwork,
    touch: (batch: Batch) => void,
  ) => Objective<Item, Told, Measured>,
  batch: readonly Item[],
) => {
  const learnt = objective(network, () => {}).learn(batch, 1)
  const { arena, gradients, layout } = network
  return { learnt, gradient: arena.floats(gradients.weights, layout.total) }
}

/** The log probability of a completion by the plain reference. */
export const referenceOf = (network: TrainableNetwork, gate: 0 | 1) => {
  const { architecture, layout } = network
  const reference = createReference(architecture, layout, float64)
  const heads = { alignment: alignmentOf(network), areChoices: gate === 1 }
  return (sequence: Sequence, weights: Weights): number => {
    const input = referenceInput(sequence, architecture.ngramBits, heads)
    const count = sequence.tokens.length - sequence.completionStart
    return -count * reference.loss([input], weights, 0)
  }
}

/** Of the weights with a gradient, some of each group: the computed gradient beside differences. */
export const compareGradients = (
  network: TrainableNetwork,
  gradient: Float32Array,
  loss: (weights: Weights) => number,
): { readonly name: string; readonly distance: number }[] => {
  const weights = Float64Array.from(weightsOf(network))
  const random = randomOf(11)
  const h = 1e-5
  const { gates, priors, alignment } = network.layout
  const learnt = network.layout.all.filter((group) => ![gates, priors, alignment].includes(group))
  return learnt.map(({ name, offset, size }) => {
    const moving = Array.from({ length: size }, (_, i) => offset + i).filter((i) => gradient[i])
    const chosen = Array.from(
      { length: 4 },
      () => moving[Math.floor(random() * moving.length)] ?? 0,
    )
    const differences = chosen.map((index) => {
      const held = weights[index] ?? 0
      weights[index] = held + h
      const above = loss(weights)
      weights[index] = held - h
      const below = loss(weights)
      weights[index] = held
      return (above - below) / (2 * h)
    })
    const computed = chosen.map((index) => gradient[index] ?? 0)
    const apart = computed.map((value, index) => value - (differences[index] ?? 0))
    return {
      name,
      distance: Math.hypot(...apart) / (Math.hypot(...computed) + Math.hypot(...differences)),
    }
  })
}
