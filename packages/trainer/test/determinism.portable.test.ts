import { expect, test } from 'vitest'
import { trainedAlong, trainedFresh, trainedFromBase } from './trained-hashes.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
test('a training ends with these bits, whatever engine runs it', () => {
  expect(trainedFresh()).toEqual({
    fresh: '3c797fde',
    trained: '25e0f7cc',
    loss: 1.1301149237272028,
    validationLoss: 0.4284128700848669,
    drawn: '%20re%EF%BF%BD%EF%BF%BD%0C%EF%BF%BDu%12)%26dw-%EF%BF%BD7',
  })
})

test('a training from the base model ends with these bits', () => {
  expect(trainedFromBase()).toEqual({ pretrained: '830211c3', trained: '8e185b25' })
})

test('a training on completions that go along their prompts ends with these bits', () => {
  expect(trainedAlong()).toEqual({ trained: '4fff9cf9', written: ' H\u0001i  Ht \ufffd\ufffd  t ' })
})
