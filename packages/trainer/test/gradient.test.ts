import { expect, test } from 'vitest'
import { alignmentSize, estimate, STEP_ROOM } from '../src/alignment.ts'
import { alignmentOf } from '../src/cursor.ts'
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

/** What the wide head reads: prompts before a choice among few, or places that were come to. */
type Read = 'prompts' | 'places'

/** A network whose every weight differs from zero, so that every gradient is at work. */
const setUp = (rows: number, read: Read, batch = sequences) => {
  const network = createTrainableNetwork(tiny, rows)
  copyWeights(createModel(tiny, 3), network)
  const random = randomOf(5)
  const weights = weightsOf(network)
  weights.forEach((weight, index) => {
    weights[index] = weight + 0.1 * (random() - 0.5)
  })
  const areChoices = read === 'prompts'
  gatesOf(network).fill(areChoices ? 1 : 0)
  const { counts, steps } = estimate(alignmentSize(tiny.ngramBits) - STEP_ROOM, sequences)
  weights.set([...counts, ...steps], network.layout.alignment.offset)
  const alignment = alignmentOf(network)
  const reference = createReference(tiny, network.layout, float64)
  const inputs = batch.map((sequence) =>
    referenceInput(sequence, tiny.ngramBits, { alignment, areChoices }),
  )
  return { network, reference, inputs }
}

const gradientsOf = (rows: number, read: Read, batch: readonly Sequence[]) => {
  const { network } = setUp(rows, read)
  const score = learn(network, batch, PROMPT_LOSS_WEIGHT, () => {})
  return { score, gradients: network.arena.floats(network.gradients.weights, network.layout.total) }
}

/** The distance of two vectors, as a share of their lengths. */
const distance = (one: readonly number[], other: readonly number[]): number => {
  const length = (vector: readonly number[]) => Math.hypot(...vector)
  return length(one.map((value, i) => value - (other[i] ?? 0))) / (length(one) + length(other))
}

const reads: readonly Read[] = ['prompts', 'places']

test.each(reads)('the gradient of every group is that of finite differences, by %s', (read) => {
  const { network, reference, inputs } = setUp(1024, read)
  const { score, gradients } = gradientsOf(1024, read, sequences)
  const weights = Float64Array.from(weightsOf(network))
  const loss = () => reference.loss(inputs, weights, PROMPT_LOSS_WEIGHT)
  expect(score.loss).toBeCloseTo(loss(), 4)

  const random = randomOf(11)
  const h = 1e-6
  for (const { name, offset, size } of network.layout.all) {
    if (name === 'gates' || name === 'priors' || name === 'alignment') continue
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

test.each(reads)('the whole gradient equals that of the plain reference, by %s', (read) => {
  const { network, reference, inputs } = setUp(1024, read, many)
  const expected = float64(network.layout.total)
  reference.loss(inputs, Float64Array.from(weightsOf(network)), PROMPT_LOSS_WEIGHT, expected)
  const { gradients } = gradientsOf(1024, read, many)
  expect(distance([...gradients], [...expected])).toBeLessThan(1e-5)
})

test.each(reads)('a batch taken in several passes has the gradient of one, by %s', (read) => {
  const whole = gradientsOf(1024, read, many)
  const parts = gradientsOf(64, read, many)
  expect(distance([...parts.gradients], [...whole.gradients])).toBeLessThan(1e-5)
  expect(parts.score.loss).toBeCloseTo(whole.score.loss, 5)
  expect(parts.score.tokenAccuracy).toBe(whole.score.tokenAccuracy)
})

test.each(reads)('steps of the optimisers lead where the plain reference leads, by %s', (read) => {
  const { network, reference, inputs } = setUp(1024, read)
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
