// What every engine must arrive at, to the bit: the same trainings, told as hashes and numbers.
import { createPretrainedModel } from '../src/base.ts'
import { createModel, startTraining } from '../src/index.ts'
import { examples, finish, hyperparameters, tiny } from './samples.ts'

/** A training from fresh weights, and what is drawn from the model it ends with. */
export const trainedFresh = () => {
  const model = createModel(tiny, 1)
  // Twice the examples: labels that often are learnt by the wide head too.
  const twice = [...examples, ...examples]
  const training = startTraining({ model, examples: twice, validation: examples, hyperparameters })
  const last = finish(training).at(-1)
  const drawn = training.model.complete('red', { temperature: 1, seed: 3 })
  return {
    fresh: model.hash(),
    trained: training.model.hash(),
    loss: last?.trainingLoss,
    validationLoss: last?.validation?.loss,
    drawn: encodeURIComponent(drawn.text),
  }
}

/** A training from the base model. */
export const trainedFromBase = () => {
  const architecture = { width: 64, layers: 3, heads: 4, context: 128, ngramBits: 8 }
  const model = createPretrainedModel(architecture, 1)
  const training = startTraining({ model, examples, hyperparameters })
  finish(training)
  return { pretrained: model.hash(), trained: training.model.hash() }
}
