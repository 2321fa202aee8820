import { expect, test } from 'vitest'
import { createModel, startTraining } from '../src/index.ts'
import { examples, finish, hyperparameters, tiny } from './samples.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
test('a training ends with these bits, whatever engine runs it', () => {
  const model = createModel(tiny, 1)
  const training = startTraining({ model, examples, validation: examples, hyperparameters })
  const last = finish(training).at(-1)
  const drawn = training.model.complete('red', { temperature: 1, seed: 3 })
  expect({
    fresh: model.hash(),
    trained: training.model.hash(),
    loss: last?.trainingLoss,
    validationLoss: last?.validation?.loss,
    drawn: encodeURIComponent(drawn.text),
  }).toEqual({
    fresh: 'f469127f',
    trained: '4c3a357e',
    loss: 5.368236252239772,
    validationLoss: 5.351753279566765,
    drawn: '%EF%BF%BD%10U%DB%BD%06%EF%BF%BD%EF%BF%BD%EF%BF%BD%EF%BF%BD%18q%EF%BF%BDl%EF%BF%BD%0A',
  })
})
