import { expect, test } from 'vitest'
import { createPretrainedModel } from '../src/base.ts'
import { createModel, startTraining } from '../src/index.ts'
import { examples, finish, hyperparameters, tiny } from './samples.ts'

// One constant for every engine: Node.js and each browser must arrive at the same bits.
test('a training ends with these bits, whatever engine runs it', () => {
  const model = createModel(tiny, 1)
  // Twice the examples: labels that often are learnt by the wide head too.
  const twice = [...examples, ...examples]
  const training = startTraining({ model, examples: twice, validation: examples, hyperparameters })
  const last = finish(training).at(-1)
  const drawn = training.model.complete('red', { temperature: 1, seed: 3 })
  expect({
    fresh: model.hash(),
    trained: training.model.hash(),
    loss: last?.trainingLoss,
    validationLoss: last?.validation?.loss,
    drawn: encodeURIComponent(drawn.text),
  }).toEqual({
    fresh: 'bbe07698',
    trained: 'ce85fa4a',
    loss: 4.32908950533186,
    validationLoss: 4.245765870809555,
    drawn: "q%0Br%CC%86'9%EF%BF%BD%25%EF%BF%BD%11%DC%85-7",
  })
})

test('a training from the base model ends with these bits', () => {
  const architecture = { width: 64, layers: 3, heads: 4, context: 128, ngramBits: 8 }
  const model = createPretrainedModel(architecture, 1)
  const training = startTraining({ model, examples, hyperparameters })
  finish(training)
  expect({ pretrained: model.hash(), trained: training.model.hash() }).toEqual({
    pretrained: '842d9357',
    trained: '266646dc',
  })
})
