import { expect, test } from 'vitest'
import { trainedAlong, trainedFresh, trainedFromBase } from './trained-hashes.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
test('a training ends with these bits, whatever engine runs it', () => {
  expect(trainedFresh()).toEqual({
    fresh: '3c797fde',
    trained: 'f771ee03',
    loss: 1.0653602474115114,
    validationLoss: 0.3414840477984399,
    drawn: '%20gr%EF%BF%BD%1AX%09rz%EF%BF%BD%CB%A7e',
  })
})

test('a training from the base model ends with these bits', () => {
  expect(trainedFromBase()).toEqual({ pretrained: '830211c3', trained: '8e185b25' })
})

test('a training on completions that go along their prompts ends with these bits', () => {
  expect(trainedAlong()).toEqual({ trained: '2a53769a', written: ' H\u0001i  Ht \ufffd\ufffd  t ' })
})
