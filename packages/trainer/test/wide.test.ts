import { expect, test } from 'vitest'
import { gatesOf, openGates } from '../src/gates.ts'
import {
  classificationMetrics,
  classify,
  createModel,
  type Example,
  loadModel,
  startTraining,
} from '../src/index.ts'
import { createNetwork } from '../src/network.ts'
import { promptTokens, sequenceOf } from '../src/tokens.ts'
import { FIRST_STATE, featuresOf, nextState } from '../src/wide.ts'
import { finish, hyperparameters, tiny } from './samples.ts'

/** Whether the wide head is open after each of these beginnings, once these examples are known. */
const openAfter = (examples: readonly Example[], ...beginnings: readonly string[]): boolean[] => {
  const network = createNetwork(tiny)
  openGates(
    network,
    examples.map((example) => sequenceOf(example, tiny.context)),
  )
  const gates = gatesOf(network)
  return beginnings.map((beginning) => {
    const state = [...new TextEncoder().encode(beginning)].reduce(nextState, FIRST_STATE)
    return (gates[state & (gates.length - 1)] ?? 0) > 0
  })
}

const features = (text: string) => new Set(featuresOf(promptTokens(text)))
const shared = (one: string, other: string) =>
  [...features(one)].filter((feature) => features(other).has(feature)).length

test('a prompt has each of its n-grams, words and pairs of words once', () => {
  // n-grams of 1 to 6 bytes in " ab": a space, a, b, two pairs, three; and the word.
  expect(features('ab').size).toBe(7)
  expect(features('ab ab ab').size).toBe(new Set(featuresOf(promptTokens('ab ab ab'))).size)
  expect(shared('Order', 'oRDER')).toBe(features('order').size)
  expect(shared('red door', 'door red')).toBeLessThan(features('red door').size)
  expect(shared('grüße', 'grüße')).toBeGreaterThan(shared('grüße', 'gruße'))
})

test('the wide head is open before a label, and closed in a text of its own', () => {
  const examples = Array.from({ length: 64 }, (_, i) => ({
    prompt: `${i}`,
    completion: ` ${i % 2 ? 'yes' : 'no'} ${i * 7919}`,
  }))
  expect(openAfter(examples, '', ' ', ' yes ', ' no ')).toEqual([true, true, false, false])
  expect(openAfter(examples.slice(0, 5), '', ' ')).toEqual([false, false])
})

/** Whether a text has an odd word in it is hard to see for a network so small, so soon. */
const words = Array.from({ length: 40 }, (_, i) => `w${(i * 7919) % 1000}`)
const sortable = (from: number, to: number): Example[] =>
  Array.from({ length: to - from }, (_, index) => {
    const i = from + index
    const at = (i * 31) % 40
    const text = [words[(i * 7) % 40], words[at], words[(i * 13) % 40]].join(' ')
    return { prompt: `${text} ->`, completion: at % 2 ? ' odd' : ' even' }
  })

const sorted = (changes: Partial<typeof hyperparameters> = {}) => {
  const training = startTraining({
    model: createModel(tiny, 1),
    examples: sortable(0, 200),
    hyperparameters: { ...hyperparameters, epochs: 4, ...changes },
  })
  finish(training)
  return training.model
}

test('words decide a label after a few epochs, also of a model that was saved and loaded', () => {
  const model = sorted()
  const test = sortable(200, 300)
  const classification = classify(model, test, [' odd', ' even'])
  expect(classificationMetrics(classification).accuracy).toBeGreaterThan(0.9)
  expect(classify(loadModel(model.save()), test, [' odd', ' even'])).toEqual(classification)
  const written = test.filter(
    ({ prompt, completion }) => model.complete(prompt).text === completion,
  )
  expect(written.length).toBeGreaterThan(90)
})

test('the wide head of a model learns on in a further training', () => {
  const first = sorted()
  const second = startTraining({
    model: first,
    examples: sortable(0, 3),
    hyperparameters: { ...hyperparameters, epochs: 1 },
  })
  finish(second)
  const test = sortable(200, 300)
  const { accuracy } = classificationMetrics(classify(second.model, test, [' odd', ' even']))
  expect(accuracy).toBeGreaterThan(0.85)
})
