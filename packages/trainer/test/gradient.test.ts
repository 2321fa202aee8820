import { expect, test } from 'vitest'
import { gatesOf } from '../src/gates.ts'
import type { Example } from '../src/index.ts'
import { learn } from '../src/measure.ts'
import { copyWeights, createModel } from '../src/model.ts'
import { createTrainableNetwork, weightsOf } from '../src/network.ts'
import { createOptimiser } from '../src/optimiser.ts'
import { randomOf } from '../src/random.ts'
import { type Sequence, sequenceOf } from '../src/tokens.ts'
import { createReference } from './reference.ts'
import { referenceInput } from './reference-input.ts'
import { createReferenceOptimiser } from './reference-optimiser.ts'
import { examples, tiny } from './samples.ts'

const PROMPT_LOSS_WEIGHT = 0.3

const toSequence = (example: Example) => sequenceOf(example, tiny.context)
const sequences = examples.slice(0, 7).map(toSequence)
/** Over 500 tokens in one pass, and texts of every length from one token to a full context. */
const many = [
  ...examples,
  ...[0, 1, 5, 13, 14, 30, 46, 90].map((length) => ({
    prompt: 'ab cd'.repeat(18).slice(0, length),
    completion: '',
  })),
].map(toSequence)
const float64 = (size: number) => new Float64Array(size)

/** A network whose every weight differs from zero, so that every gradient is at work. */
const setUp = (rows: number, batch = sequences) => {
  const network = createTrainableNetwork(tiny, rows)
  copyWeights(createModel(tiny, 3), network)
  const random = randomOf(5)
  const weights = weightsOf(network)
  weights.forEach((weight, index) => {
    weights[index] = weight + 0.1 * (random() - 0.5)
  })
  gatesOf(network).fill(1)
  const reference = createReference(tiny, network.layout, float64)
  const inputs = batch.map((sequence) => referenceInput(sequence, tiny.ngramBits))
  return { network, reference, inputs }
}

const gradientsOf = (rows: number, batch: readonly Sequence[]) => {
  const { network } = setUp(rows)
  const score = learn(network, batch, PROMPT_LOSS_WEIGHT, () => {})
  return { score, gradients: network.arena.floats(network.gradients.weights, network.layout.total) }
}

/** The distance of two vectors, as a share of their lengths. */
const distance = (one: readonly number[], other: readonly number[]): number => {
  const length = (vector: readonly number[]) => Math.hypot(...vector)
  return length(one.map((value, i) => value - (other[i] ?? 0))) / (length(one) + length(other))
}

test('every group of weights has the gradient that finite differences of the loss give', () => {
  const { network, reference, inputs } = setUp(1024)
  const { score, gradients } = gradientsOf(1024, sequences)
  const weights = Float64Array.from(weightsOf(network))
  const loss = () => reference.loss(inputs, weights, PROMPT_LOSS_WEIGHT)
  expect(score.loss).toBeCloseTo(loss(), 4)

  const random = randomOf(11)
  const h = 1e-6
  for (const { name, offset, size } of network.layout.all) {
    if (name === 'gates' || name === 'priors') continue
    // Rows of embeddings that the batch never looks up have no gradient: look among the others.
    const moving = Array.from({ length: size }, (_, i) => offset + i).filter((i) => gradients[i])
    expect(moving.length, name).toBeGreaterThan(0)
    const chosen = Array.from(
      { length: 8 },
      () => moving[Math.floor(random() * moving.length)] ?? 0,
    )
    const differences = chosen.map((index) => {
      const held = weights[index] ?? 0
      weights[index] = held + h
      const above = loss()
      weights[index] = held - h
      const below = loss()
      weights[index] = held
      return (above - below) / (2 * h)
    })
    const computed = chosen.map((index) => gradients[index] ?? 0)
    expect(distance(computed, differences), name).toBeLessThan(1e-4)
  }
})

test('the whole gradient equals that of the plain reference', () => {
  const { network, reference, inputs } = setUp(1024, many)
  const expected = float64(network.layout.total)
  reference.loss(inputs, Float64Array.from(weightsOf(network)), PROMPT_LOSS_WEIGHT, expected)
  const { gradients } = gradientsOf(1024, many)
  expect(distance([...gradients], [...expected])).toBeLessThan(1e-5)
})

test('a batch taken in several passes has the gradient of one pass', () => {
  const whole = gradientsOf(1024, many)
  const parts = gradientsOf(64, many)
  expect(distance([...parts.gradients], [...whole.gradients])).toBeLessThan(1e-5)
  expect(parts.score.loss).toBeCloseTo(whole.score.loss, 5)
  expect(parts.score.tokenAccuracy).toBe(whole.score.tokenAccuracy)
})

test('steps of the optimisers lead where the plain reference leads', () => {
  const { network, reference, inputs } = setUp(1024)
  const optimiser = createOptimiser(network)
  const expected = Float64Array.from(weightsOf(network))
  const step = createReferenceOptimiser(tiny, network.layout, float64)
  const gradient = float64(network.layout.total)
  for (const rate of [0.2, 0.6, 1]) {
    learn(network, sequences, PROMPT_LOSS_WEIGHT, optimiser.touch)
    optimiser.step(rate)
    reference.loss(inputs, expected, PROMPT_LOSS_WEIGHT, gradient)
    const touched = inputs.flatMap(({ ngrams }) => ngrams.slice(0, -1).flat())
    step(expected, gradient, rate, touched)
  }
  expect(distance([...weightsOf(network)], [...expected])).toBeLessThan(1e-4)
})
