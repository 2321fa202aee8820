// What the tests of preferences and of rewards learn from: prompts with two answers each, of which the
// colour is better than the thing. A model that was taught both has no opinion.
import { createModel, type Model, startTraining } from '../src/index.ts'
import { byHeart, finish, small } from './samples.ts'

const colours = ['red', 'green', 'blue', 'white', 'black']
const things = ['apple', 'door', 'sky', 'house', 'car', 'cup', 'hat', 'boat', 'tree', 'stone']

export const cases = colours.flatMap((colour, row) =>
  things.map((thing, column) => ({
    prompt: `${colour} ${thing} ->`,
    preferred: ` ${colour}`,
    rejected: ` ${thing}`,
    isHeldOut: (row + column) % 4 === 0,
  })),
)
export const seen = cases.filter(({ isHeldOut }) => !isHeldOut)
export const heldOut = cases.filter(({ isHeldOut }) => isHeldOut)

/** A model that was taught both answers to the prompts of these cases, or of some of them. */
export const taught = (epochs: number, some = seen): Model => {
  const training = startTraining({
    model: createModel(small, 1),
    examples: some.flatMap(({ prompt, preferred, rejected }) => [
      { prompt, completion: preferred },
      { prompt, completion: rejected },
    ]),
    hyperparameters: { ...byHeart, epochs },
  })
  finish(training)
  return training.model
}
