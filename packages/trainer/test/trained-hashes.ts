// What every engine must arrive at, to the bit: the same trainings, told as hashes and numbers.
import { createPretrainedModel } from '../src/base.ts'
import { createModel, type Example, startTraining } from '../src/index.ts'
import { randomOf } from '../src/random.ts'
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

/** Words of invented letters and, for each letter, two others: what goes along its prompt. */
export const spelt = (from: number, to: number): Example[] =>
  Array.from({ length: to - from }, (_, index) => {
    const random = randomOf(from + index, 3)
    const word = Array.from(
      { length: 3 + Math.floor(random() * 5) },
      () => 'abcdefghijklmnop'[Math.floor(random() * 16)] ?? '',
    ).join('')
    const sounds = [...word].map((letter) => {
      const at = letter.charCodeAt(0) - 97
      return `${'BDFGKLMNPRSTVWZH'[at]}${'aeiou'[(at * 7) % 5]}`
    })
    return { prompt: `${word} ->`, completion: ` ${sounds.join(' ')}` }
  })

/** A training on completions that go along their prompts. */
export const trainedAlong = () => {
  const training = startTraining({
    model: createModel(tiny, 1),
    examples: spelt(0, 40),
    hyperparameters,
  })
  finish(training)
  return { trained: training.model.hash(), written: training.model.complete('abc ->').text }
}
