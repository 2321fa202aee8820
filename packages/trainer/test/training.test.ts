import { expect, test } from 'vitest'
import {
  type Architecture,
  createModel,
  type Hyperparameters,
  startTraining,
  type TrainingOptions,
} from '../src/index.ts'
import { byHeart, examples, finish, hyperparameters, small, tiny } from './samples.ts'

const start = (changes: Partial<Hyperparameters> = {}, more: Partial<TrainingOptions> = {}) =>
  startTraining({
    model: createModel(tiny, 1),
    examples,
    hyperparameters: { ...hyperparameters, ...changes },
    ...more,
  })

const hashAfter = (changes: Partial<Hyperparameters>): string => {
  const training = start(changes)
  finish(training)
  return training.model.hash()
}

test('a small task is learnt, and the loss falls on the way', () => {
  const training = start(byHeart, { model: createModel(small, 1), validation: examples })
  const steps = finish(training)
  const first = steps.at(0)
  const last = steps.at(-1)
  expect(first?.trainingLoss).toBeGreaterThan(4)
  expect(last?.trainingLoss).toBeLessThan(0.1)
  expect(last?.validation?.sequenceAccuracy).toBe(1)
  expect(training.model.complete('blue door ->')).toMatchObject({
    text: ' blue',
    finishReason: 'stop',
  })
  expect(training.model.complete('red 車 ->').text).toBe(' red')
})

test('a training takes as many steps as the batches of its epochs, and then no more', () => {
  const training = start()
  expect(training.totalSteps).toBe(14)
  const steps = finish(training)
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
  expect(steps.map(({ epoch }) => epoch)).toEqual([...Array(7).fill(1), ...Array(7).fill(2)])
  expect(steps.filter(({ epochEnds }) => epochEnds).map(({ step }) => step)).toEqual([7, 14])
  expect(steps.at(-1)?.elapsedExamples).toBe(50)
  const bytes = new TextEncoder().encode(examples.map((e) => e.prompt + e.completion).join(''))
  expect(steps.at(-1)?.elapsedTokens).toBe(2 * (bytes.length + 2 * examples.length))
  expect(training.step).toBe(14)
  expect(training.next()).toBeUndefined()
})

test('every hyperparameter makes a difference', () => {
  const hashes = [
    hashAfter({}),
    hashAfter({ epochs: 3 }),
    hashAfter({ batchSize: 5 }),
    hashAfter({ learningRateMultiplier: 0.5 }),
    hashAfter({ promptLossWeight: 0.2 }),
    hashAfter({ seed: 8 }),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashAfter({})).toBe(hashes[0])
})

test('a learning rate multiplier of 0 leaves the weights as they were', () => {
  const model = createModel(tiny, 1)
  expect(hashAfter({ learningRateMultiplier: 0 })).toBe(model.hash())
})

test('the model to start from is not changed', () => {
  const model = createModel(tiny, 1)
  const before = model.hash()
  finish(start({}, { model }))
  expect(model.hash()).toBe(before)
})

test('a training from a trained model begins where that ended', () => {
  const first = start({ epochs: 20 })
  const trained = finish(first).at(-1)
  const second = start({}, { model: first.model }).next()
  expect(second?.trainingLoss).toBeLessThan(2 * (trained?.trainingLoss ?? 0))
})

test('the training loss counts prompts by their weight, the validation loss not at all', () => {
  const withoutPrompts = start({ promptLossWeight: 0 }, { validation: examples }).next()
  const withPrompts = start({ promptLossWeight: 1 }, { validation: examples }).next()
  expect(withPrompts?.trainingLoss).not.toBe(withoutPrompts?.trainingLoss)
  expect(withPrompts?.trainingTokenAccuracy).toBe(withoutPrompts?.trainingTokenAccuracy)
})

test('validation is measured at step 1, at each interval from there, and as each epoch ends', () => {
  const measured = (options: Partial<TrainingOptions>) =>
    finish(start({ batchSize: 2 }, options)).flatMap(({ step, validation }) =>
      validation ? [step] : [],
    )
  expect(measured({ validation: examples })).toEqual([1, 9, 13, 17, 25, 26])
  expect(measured({ validation: examples, validationInterval: 5 })).toEqual([
    1, 6, 11, 13, 16, 21, 26,
  ])
  expect(measured({})).toEqual([])
})

test('within an epoch only the first 128 validation examples are measured', () => {
  const wrong = Array.from({ length: 128 }, () => ({ prompt: '', completion: 'qqqqqq' }))
  const validation = [...wrong, ...examples]
  const model = createModel(small, 1)
  const steps = finish(start({ ...byHeart, epochs: 39 }, { model, validation }))
  const within = steps.findLast(({ epochEnds, validation }) => validation && !epochEnds)
  expect(within?.validation?.sequenceAccuracy).toBe(0)
  expect(steps.at(-1)?.validation?.sequenceAccuracy).toBeCloseTo(25 / 153)
})

test('a batch of 256 examples that fill the context is learnt from in bounded memory', () => {
  const architecture: Architecture = { ...tiny, context: 128 }
  const long = Array.from({ length: 256 }, (_, i) => ({
    prompt: 'a'.repeat(i + 100),
    completion: 'b',
  }))
  const step = start({ batchSize: 256 }, { model: createModel(architecture, 1), examples: long })
  expect(step.next()).toMatchObject({ elapsedExamples: 256, epochEnds: true })
})

test('an over-long example loses the beginning of its prompt', () => {
  const learns = (prompt: string) => {
    const training = start({}, { examples: [{ prompt, completion: ' yes' }] })
    finish(training)
    return training.model.hash()
  }
  const kept = 'x'.repeat(tiny.context - 4)
  expect(learns(`first${kept}`)).toBe(learns(`other${kept}`))
  expect(learns(`${kept}z`)).not.toBe(learns(`${kept}y`))
})

test('a completion longer than the context is learnt from its beginning, and written', () => {
  const training = start(
    { ...byHeart, epochs: 200 },
    { model: createModel(small, 1), examples: [{ prompt: 'go', completion: 'ab'.repeat(100) }] },
  )
  finish(training)
  expect(training.model.complete('go', { maxTokens: 8 }).text).toBe('abababab')
  expect(training.model.complete('go', { maxTokens: 200 })).toMatchObject({
    completionTokens: 200,
    finishReason: 'length',
  })
})

test('a training that cannot be is refused in words', () => {
  expect(() => start({}, { examples: [] })).toThrow('There is nothing to learn: no examples.')
  expect(() => start({ epochs: 0 })).toThrow('epochs must be a whole number from 1 on')
  expect(() => start({ batchSize: 1.5 })).toThrow('batchSize must be a whole number from 1 on')
  expect(() => start({ learningRateMultiplier: Number.NaN })).toThrow(
    'learningRateMultiplier must be 0 or more',
  )
  expect(() => start({ promptLossWeight: -1 })).toThrow('promptLossWeight must be 0 or more')
  expect(() => start({ seed: 0.5 })).toThrow('seed must be a whole number')
  expect(() => start({}, { validationInterval: 0 })).toThrow(
    'validationInterval must be a whole number from 1 on',
  )
})

test('a training that runs away says so', () => {
  const training = start({ epochs: 20, learningRateMultiplier: 1e30 })
  expect(() => finish(training)).toThrow(/The loss of step \d+ is no number/)
})

test('a model in training is measured at any step, on any examples, and learns nothing by it', () => {
  const training = start({}, { validation: examples })
  let step = training.next()
  for (; step && !step.epochEnds; step = training.next()) training.measure(examples)
  expect(training.measure(examples)).toEqual(step?.validation)
  expect(training.measure(examples.slice(0, 3)).loss).not.toBe(step?.validation?.loss)
  finish(training)
  expect(training.model.hash()).toBe(hashAfter({}))
})
