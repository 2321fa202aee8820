import { backward } from './backward.ts'
import { type Batch, layBatch, passesOf, targetWeights } from './batch.ts'
import { forward } from './forward.ts'
import type { Network, TrainableNetwork } from './network.ts'
import { type Sequence, VOCABULARY } from './tokens.ts'

/** How well a model predicts some examples. */
export interface Score {
  /** The weighted mean, over tokens, of −log probability. */
  readonly loss: number
  /** The share of examples whose completion is right in every token. */
  readonly sequenceAccuracy: number
  /** The share of completion tokens that are right: likelier than any other. */
  readonly tokenAccuracy: number
}

/** What a pass left behind, for each scored row. */
interface Rows {
  readonly losses: Float32Array
  readonly right: Float32Array
}

const crossEntropy = (
  { kernels, arena, inputs, activations }: Network,
  { scored }: Batch,
): Rows => {
  const { logits, losses, right } = activations
  kernels.crossEntropy(logits, inputs.targets, inputs.weights, losses, right, scored, VOCABULARY)
  return { losses: arena.floats(losses, scored), right: arena.floats(right, scored) }
}

/** Sums up passes. */
const createTally = () => {
  const sum = { loss: 0, weight: 0, tokens: 0, rightTokens: 0, sequences: 0, rightSequences: 0 }
  const add = (sequence: Sequence, promptLossWeight: number, rows: Rows, first: number): number => {
    let scored = first
    let wrong = 0
    targetWeights(sequence, promptLossWeight).forEach((weight, index) => {
      if (weight === 0) return
      sum.loss += weight * (rows.losses[scored] ?? 0)
      sum.weight += weight
      if (index + 1 >= sequence.completionStart) {
        const right = rows.right[scored] ?? 0
        sum.tokens++
        sum.rightTokens += right
        wrong += 1 - right
      }
      scored++
    })
    sum.sequences++
    if (wrong === 0) sum.rightSequences++
    return scored
  }
  const score = (): Score => ({
    loss: sum.loss / sum.weight,
    sequenceAccuracy: sum.rightSequences / sum.sequences,
    tokenAccuracy: sum.rightTokens / sum.tokens,
  })
  return { add, score }
}

const measurePasses = (
  network: Network,
  sequences: readonly Sequence[],
  promptLossWeight: number,
  totalWeight: number,
  afterwards: (batch: Batch) => void,
): Score => {
  const tally = createTally()
  for (const pass of passesOf(sequences, network.rows)) {
    const batch = layBatch(network, pass, promptLossWeight, totalWeight)
    forward(network, batch)
    const rows = crossEntropy(network, batch)
    let scored = 0
    for (const sequence of pass) scored = tally.add(sequence, promptLossWeight, rows, scored)
    afterwards(batch)
  }
  return tally.score()
}

/** Measures completions only, and learns nothing. */
export const measure = (network: Network, sequences: readonly Sequence[]): Score =>
  measurePasses(network, sequences, 0, 1, () => {})

/** The natural logarithm of the probability of each completion. */
export const logProbabilities = (network: Network, sequences: readonly Sequence[]): number[] =>
  passesOf(sequences, network.rows).flatMap((pass) => {
    const batch = layBatch(network, pass, 0, 1)
    forward(network, batch)
    const { losses } = crossEntropy(network, batch)
    let first = 0
    return pass.map(({ tokens, completionStart }) => {
      const end = first + tokens.length - completionStart
      const logProbability = -losses.subarray(first, end).reduce((sum, loss) => sum + loss, 0)
      first = end
      return logProbability
    })
  })

/**
 * Measures a batch, and adds the gradient of its loss to the gradients of all weights, pass by pass.
 * The loss is the sum over tokens, weighted, divided by `totalWeight`. `touch` is told of each pass
 * before the next is laid in its place.
 */
export const addGradients = (
  network: TrainableNetwork,
  sequences: readonly Sequence[],
  promptLossWeight: number,
  totalWeight: number,
  touch: (batch: Batch) => void,
): Score =>
  measurePasses(network, sequences, promptLossWeight, totalWeight, (batch) => {
    backward(network, batch)
    touch(batch)
  })

/** The same where the loss is a mean over tokens. */
export const learn = (
  network: TrainableNetwork,
  sequences: readonly Sequence[],
  promptLossWeight: number,
  touch: (batch: Batch) => void,
): Score => {
  let totalWeight = 0
  for (const sequence of sequences) {
    for (const weight of targetWeights(sequence, promptLossWeight)) totalWeight += weight
  }
  return addGradients(network, sequences, promptLossWeight, totalWeight, touch)
}
