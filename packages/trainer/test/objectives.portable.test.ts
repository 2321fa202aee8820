import { expect, test } from 'vitest'
import { startPreferenceTraining, startReinforcementTraining } from '../src/index.ts'
import { seen, taught } from './objective-samples.ts'
import { finish } from './samples.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
const model = taught(4)
const loop = { epochs: 1, batchSize: 8, learningRateMultiplier: 1, seed: 3 }

test('a training by preferences ends with these bits, whatever engine runs it', () => {
  const training = startPreferenceTraining({
    model,
    pairs: seen,
    hyperparameters: { ...loop, beta: 0.3 },
  })
  finish(training)
  expect(training.model.hash()).toBe('9aed1c4f')
})

test('a training by rewards ends with these bits, whatever engine runs it', () => {
  const training = startReinforcementTraining({
    model,
    prompts: seen.map(({ prompt }) => ({ prompt, reward: ({ length }) => length / 10 })),
    hyperparameters: {
      ...loop,
      samples: 4,
      validationSamples: 1,
      maxTokens: 10,
      klPenalty: 0.05,
    },
  })
  finish(training)
  expect(training.model.hash()).toBe('e90a8de6')
})
