import { expect, test } from 'vitest'
import {
  createModel,
  type ReinforcementHyperparameters,
  type ReinforcementStep,
  type ReinforcementTrainingOptions,
  type RewardedPrompt,
  startReinforcementTraining,
} from '../src/index.ts'
import { weightsOf } from '../src/network.ts'
import { reinforcementObjective } from '../src/reinforcement.ts'
import { completionTokens, joined, promptTokens } from '../src/tokens.ts'
import { compareGradients, learnOnce, movedFrom, referenceOf } from './objective-reference.ts'
import { heldOut, seen, taught } from './objective-samples.ts'
import { finish } from './samples.ts'

const hyperparameters: ReinforcementHyperparameters = {
  epochs: 3,
  batchSize: 4,
  learningRateMultiplier: 0.3,
  samples: 4,
  validationSamples: 4,
  maxTokens: 10,
  klPenalty: 0.02,
  seed: 1,
}
const model = taught(20)

const rewarded = ({ prompt, preferred }: { prompt: string; preferred: string }) => ({
  prompt,
  reward: (completion: string) => (completion === preferred ? 1 : 0),
})
const prompts = seen.map(rewarded)
const validation = heldOut.map(rewarded)

const start = (
  changes: Partial<ReinforcementHyperparameters> = {},
  more: Partial<ReinforcementTrainingOptions> = {},
) =>
  startReinforcementTraining({
    model,
    prompts,
    hyperparameters: { ...hyperparameters, ...changes },
    ...more,
  })

test('the gradient is the one that finite differences give of log probabilities by advantage', () => {
  // Of so few examples the wide head does not learn: moved at random, it would write no text.
  const origin = taught(60, seen.slice(0, 3))
  const network = movedFrom(origin, 0)
  const klPenalty = 0.5
  const written: { prompt: string; completion: string; reward: number }[] = []
  const recording = seen.slice(0, 2).map(({ prompt }): RewardedPrompt => {
    const reward = (completion: string) => completion.length / 10
    return {
      prompt,
      reward: (completion) => {
        written.push({ prompt, completion, reward: reward(completion) })
        return reward(completion)
      },
    }
  })
  const options = { ...hyperparameters, samples: 3, maxTokens: 20, klPenalty }
  const objective = reinforcementObjective(origin, options)
  const { learnt, gradient } = learnOnce(network, objective, recording)
  expect(written.length).toBe(6)

  const logProbability = referenceOf(network, 0)
  const sequences = written.map(({ prompt, completion }) => {
    const ending = completionTokens(completion)
    return joined(promptTokens(prompt), ending.slice(0, 20))
  })
  const now = Float64Array.from(weightsOf(network))
  const before = Float64Array.from(weightsOf(movedFrom(origin, 0)))
  expect(before).toEqual(now)
  const start = written.map(({ prompt, completion }) => origin.logProbability(prompt, completion))
  const gained = sequences.map((sequence, i) => logProbability(sequence, now) - (start[i] ?? 0))
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  expect(learnt.told.divergence).toBeCloseTo(mean(gained), 3)
  expect(learnt.told.training.meanReward).toBeCloseTo(mean(written.map((each) => each.reward)))

  const worth = written.map(({ reward }, i) => reward - klPenalty * (gained[i] ?? 0))
  const loss = (weights: Float64Array<ArrayBuffer>): number =>
    -mean(
      sequences.map((sequence, i) => {
        const group = i < 3 ? worth.slice(0, 3) : worth.slice(3)
        const others = group.filter((_, other) => other !== i % 3)
        return ((worth[i] ?? 0) - mean(others)) * logProbability(sequence, weights)
      }),
    )
  for (const { name, distance } of compareGradients(network, gradient, loss)) {
    expect(distance, name).toBeLessThan(5e-3)
  }
})

test('the mean reward rises, for prompts that were never learnt from too', () => {
  const training = start({ epochs: 8 }, { validation })
  const before = training.measure(validation).meanReward
  const steps = finish(training)
  const after = steps.at(-1)?.validation?.meanReward ?? 0
  expect(before).toBeLessThan(0.45)
  expect(after).toBeGreaterThan(before + 0.2)
  const meanOf = (some: readonly ReinforcementStep[]) =>
    some.reduce((sum, { training: { meanReward } }) => sum + meanReward, 0) / some.length
  expect(meanOf(steps.slice(-10))).toBeGreaterThan(meanOf(steps.slice(0, 10)) + 0.2)
})

test('what is rewarded alike teaches nothing', () => {
  const same = prompts.map(({ prompt }) => ({ prompt, reward: () => 1 }))
  const training = start({ klPenalty: 0, epochs: 1 }, { prompts: same })
  const steps = finish(training)
  expect(steps.every(({ training: { meanReward } }) => meanReward === 1)).toBe(true)
  // Only the decay of weights moves them.
  expect(Math.abs(steps.at(-1)?.divergence ?? 1)).toBeLessThan(0.01)
})

test('a penalty on the divergence keeps the model near to where it began', () => {
  const divergenceOf = (klPenalty: number) => {
    const steps = finish(start({ klPenalty, epochs: 4, learningRateMultiplier: 1 })).slice(-10)
    return steps.reduce((sum, { divergence }) => sum + divergence, 0) / steps.length
  }
  expect(divergenceOf(0.5)).toBeLessThan(divergenceOf(0))
})

test('a completion is cut off after the tokens that are allowed', () => {
  const written: string[] = []
  const prompt = {
    prompt: 'x'.repeat(500),
    reward: (completion: string) => written.push(completion) / 10,
  }
  const untaught = createModel(model.architecture, 3)
  const step = start({ maxTokens: 32, samples: 8 }, { model: untaught, prompts: [prompt] }).next()
  expect(written.length).toBe(8)
  expect(step?.training.meanTokens).toBeLessThanOrEqual(32)
  expect(step?.training.meanTokens).toBeGreaterThan(16)
})

test('a training resumed at any step ends with the same bits and the same measurements', () => {
  const brief = { epochs: 1, batchSize: 9 }
  const more = { validation: validation.slice(0, 3), validationInterval: 2 }
  const whole = start(brief, more)
  const checkpoints = [whole.checkpoint()]
  const expected: ReinforcementStep[] = []
  for (let step = whole.next(); step; step = whole.next()) {
    expected.push(step)
    whole.measure(more.validation)
    checkpoints.push(whole.checkpoint())
  }
  expect(expected.length).toBeGreaterThan(3)
  expect(expected.flatMap(({ step, validation }) => (validation ? [step] : []))).toEqual([1, 3, 5])
  checkpoints.forEach((checkpoint, done) => {
    const resumed = start(brief, { ...more, checkpoint })
    expect(finish(resumed)).toEqual(expected.slice(done))
    expect(resumed.model.save()).toEqual(whole.model.save())
  })
})

test('every hyperparameter of learning makes a difference, and the same ones give the same bits', () => {
  const hashAfter = (changes: Partial<ReinforcementHyperparameters>) => {
    const training = start({ epochs: 1, batchSize: 8, ...changes })
    finish(training)
    return training.model.hash()
  }
  const hashes = [
    hashAfter({}),
    hashAfter({ epochs: 2 }),
    hashAfter({ batchSize: 7 }),
    hashAfter({ learningRateMultiplier: 0.2 }),
    hashAfter({ samples: 3 }),
    hashAfter({ maxTokens: 4 }),
    hashAfter({ klPenalty: 0.5 }),
    hashAfter({ seed: 2 }),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashAfter({})).toBe(hashes[0])
  expect(hashAfter({ validationSamples: 9 })).toBe(hashes[0])
})

test('a training that cannot be is refused in words', () => {
  expect(() => start({ samples: 1 })).toThrow('samples must be a whole number from 2 on')
  expect(() => start({ validationSamples: 0 })).toThrow('validationSamples must be a whole number')
  expect(() => start({ maxTokens: 33 })).toThrow('from 1 to half of the context')
  expect(() => start({ klPenalty: -1 })).toThrow('klPenalty must be 0 or more')
  expect(() => start({}, { prompts: [] })).toThrow('There is nothing to learn: no examples.')
  const broken = [{ prompt: 'x', reward: () => Number.NaN }]
  expect(() => start({}, { prompts: broken }).next()).toThrow('A reward must be a number.')
})
