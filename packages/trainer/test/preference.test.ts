import { expect, test } from 'vitest'
import {
  createModel,
  type PreferenceHyperparameters,
  type PreferenceStep,
  type PreferenceTrainingOptions,
  startPreferenceTraining,
} from '../src/index.ts'
import { weightsOf } from '../src/network.ts'
import { preferenceObjective } from '../src/preference.ts'
import { sequenceOf } from '../src/tokens.ts'
import { compareGradients, learnOnce, movedFrom, referenceOf } from './objective-reference.ts'
import { heldOut, seen, taught } from './objective-samples.ts'
import { finish, tiny } from './samples.ts'

const hyperparameters: PreferenceHyperparameters = {
  epochs: 4,
  batchSize: 4,
  learningRateMultiplier: 0.3,
  beta: 0.1,
  seed: 1,
}
const model = taught(12)

const start = (
  changes: Partial<PreferenceHyperparameters> = {},
  more: Partial<PreferenceTrainingOptions> = {},
) =>
  startPreferenceTraining({
    model,
    pairs: seen,
    hyperparameters: { ...hyperparameters, ...changes },
    ...more,
  })

test('the gradient is the one that finite differences of the loss of preferences give', () => {
  const pairs = seen.slice(0, 3)
  const beta = 0.7
  const network = movedFrom(model, 1)
  const { learnt, gradient } = learnOnce(network, preferenceObjective(model, beta), pairs)
  const logProbability = referenceOf(network, 1)
  const before = pairs.map(({ prompt, preferred, rejected }) => [
    model.logProbability(prompt, preferred),
    model.logProbability(prompt, rejected),
  ])
  const loss = (weights: Float64Array<ArrayBuffer>): number => {
    const losses = pairs.map(({ prompt, preferred, rejected }, index) => {
      const gain = (completion: string, was: number) =>
        logProbability(sequenceOf({ prompt, completion }, 64), weights) - was
      const [better = 0, worse = 0] = before[index] ?? []
      const margin = beta * (gain(preferred, better) - gain(rejected, worse))
      return Math.log(1 + Math.exp(-margin))
    })
    return losses.reduce((sum, value) => sum + value, 0) / pairs.length
  }
  expect(learnt.loss).toBeCloseTo(loss(Float64Array.from(weightsOf(network))), 4)
  expect(Math.abs(learnt.told.training.margin)).toBeGreaterThan(0.01)
  for (const { name, distance } of compareGradients(network, gradient, loss)) {
    expect(distance, name).toBeLessThan(2e-3)
  }
})

test('a model that had no opinion comes to prefer what is preferred, of prompts it has not seen too', () => {
  const prefers = (judge: typeof model) =>
    heldOut.filter(({ prompt, preferred, rejected }) => {
      const [better = 0, worse = 0] = judge.logProbabilities(prompt, [preferred, rejected])
      return better > worse
    }).length / heldOut.length
  expect(prefers(model)).toBeLessThan(0.9)
  const training = start({}, { validation: heldOut })
  const steps = finish(training)
  expect(steps[0]?.training).toMatchObject({ accuracy: 0, margin: 0 })
  expect(steps[0]?.training.loss).toBeCloseTo(Math.log(2), 5)
  const last = steps.at(-1)
  expect(last?.validation?.accuracy).toBeGreaterThan(0.9)
  expect(last?.validation?.loss).toBeLessThan(0.65)
  expect(prefers(training.model)).toBe(1)
})

test('the rewards of both completions are told, so that it shows where both become less likely', () => {
  const training = start({ epochs: 2 })
  finish(training)
  const { margin, preferredReward, rejectedReward } = training.measure(heldOut)
  expect(margin).toBeCloseTo(preferredReward - rejectedReward, 10)
  const rewards = heldOut.map(
    ({ prompt, preferred }) =>
      0.1 *
      (training.model.logProbability(prompt, preferred) - model.logProbability(prompt, preferred)),
  )
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length
  expect(preferredReward).toBeCloseTo(mean, 4)
})

test('a training resumed at any step ends with the same bits and the same measurements', () => {
  const brief = { epochs: 1, batchSize: 7 }
  const validation = heldOut.slice(0, 5)
  const whole = start(brief, { validation, validationInterval: 2 })
  const checkpoints = [whole.checkpoint()]
  const expected: PreferenceStep[] = []
  for (let step = whole.next(); step; step = whole.next()) {
    expected.push(step)
    checkpoints.push(whole.checkpoint())
  }
  expect(expected.length).toBeGreaterThan(4)
  checkpoints.forEach((checkpoint, done) => {
    const resumed = start(brief, { validation, validationInterval: 2, checkpoint })
    expect(finish(resumed)).toEqual(expected.slice(done))
    expect(resumed.model.save()).toEqual(whole.model.save())
  })
})

test('every hyperparameter makes a difference, and the same ones give the same bits', () => {
  const hashAfter = (changes: Partial<PreferenceHyperparameters>) => {
    const training = start({ epochs: 1, ...changes })
    finish(training)
    return training.model.hash()
  }
  const hashes = [
    hashAfter({}),
    hashAfter({ epochs: 2 }),
    hashAfter({ batchSize: 5 }),
    hashAfter({ learningRateMultiplier: 0.2 }),
    hashAfter({ beta: 0.5 }),
    hashAfter({ seed: 2 }),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashAfter({})).toBe(hashes[0])
})

test('a checkpoint of another training is refused', () => {
  const checkpoint = start().checkpoint()
  const message = 'This checkpoint belongs to another training'
  expect(() => start({ beta: 0.2 }, { checkpoint })).toThrow(message)
  expect(() => start({}, { checkpoint, pairs: heldOut })).toThrow(message)
  expect(() => start({}, { checkpoint, model: createModel(model.architecture, 9) })).toThrow(
    message,
  )
})

test('both completions follow the same end of a prompt that is too long', () => {
  const prompt = 'x'.repeat(100)
  const pair = { prompt, preferred: 'a', rejected: 'b'.repeat(30) }
  const measured = (long: string) =>
    start({}, { model: createModel(tiny, 1), pairs: [{ ...pair, prompt: long }] }).next()
  expect(measured(`y${prompt}`)).toEqual(measured(prompt))
  expect(measured(prompt)?.elapsedTokens).toBe(2 * (64 + 1 - 31) + 2 + 31)
})

test('a training that cannot be is refused in words', () => {
  expect(() => start({ beta: 0 })).toThrow('beta must be above 0')
  expect(() => start({ epochs: 0 })).toThrow('epochs must be a whole number from 1 on')
  expect(() => start({}, { pairs: [] })).toThrow('There is nothing to learn: no examples.')
})
