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
    fresh: 'a64c03c7',
    trained: '518b7bfa',
    loss: 1.289412196580466,
    validationLoss: 0.6024763546418399,
    drawn:
      '%20wh%EF%BF%BD%EF%BF%BD%EF%BF%BDz%0D%EF%BF%BD%7D%EF%BF%BD%EF%BF%BD%EF%BF%BDn%EF%BF%BD%EF%BF%BD',
  })
})

test('a training from the base model ends with these bits', () => {
  const architecture = { width: 64, layers: 3, heads: 4, context: 128, ngramBits: 8 }
  const model = createPretrainedModel(architecture, 1)
  const training = startTraining({ model, examples, hyperparameters })
  finish(training)
  expect({ pretrained: model.hash(), trained: training.model.hash() }).toEqual({
    pretrained: 'f04cd8cd',
    trained: '32ee08d1',
  })
})
