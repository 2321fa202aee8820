import { expect, test } from 'vitest'
import { trainedAlong, trainedFresh, trainedFromBase } from './trained-hashes.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
test('a training ends with these bits, whatever engine runs it', () => {
  expect(trainedFresh()).toEqual({
    fresh: 'a64c03c7',
    trained: '518b7bfa',
    loss: 1.289412196580466,
    validationLoss: 0.6024763546418399,
    drawn:
      '%20wh%EF%BF%BD%EF%BF%BD%EF%BF%BDz%0D%EF%BF%BD%7D%EF%BF%BD%EF%BF%BD%EF%BF%BDn%EF%BF%BD%EF%BF%BD',
  })
})

test('a training from the base model ends with these bits', () => {
  expect(trainedFromBase()).toEqual({ pretrained: 'f04cd8cd', trained: '32ee08d1' })
})

test('a training on completions that go along their prompts ends with these bits', () => {
  expect(trainedAlong()).toEqual({ trained: '', written: '' })
})
