import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Alignment,
  alignmentSize,
  atStart,
  estimate,
  followed,
  STEP_ROOM,
} from '../src/alignment.ts'
import { alignmentOf, learnAlignment } from '../src/cursor.ts'
import { openGates } from '../src/gates.ts'
import { createModel, type Example, loadModel, startTraining } from '../src/index.ts'
import { createNetwork } from '../src/network.ts'
import { completionTokens, promptTokens, sequenceOf } from '../src/tokens.ts'
import { byHeart, finish, small, tiny } from './samples.ts'
import { spelt } from './trained-hashes.ts'

const estimateOf = (examples: readonly Example[]): Alignment =>
  estimate(
    alignmentSize(tiny.ngramBits) - STEP_ROOM,
    examples.map((example) => sequenceOf(example, tiny.context)),
  )

/** For each token of a completion, the part of the prompt that it is thought to be written at. */
const placesOf = (alignment: Alignment, { prompt, completion }: Example): string => {
  let cursor = atStart(promptTokens(prompt))
  return completionTokens(completion)
    .map((token) => {
      const before = cursor.place
      cursor = followed(alignment, cursor, token).cursor
      return before === 0 ? '^' : prompt.charAt(before - 1)
    })
    .join('')
}

test('a completion is followed along its prompt, each token before it is written', () => {
  const alignment = estimateOf(spelt(0, 200))
  const [example] = spelt(700, 701)
  const places = example && placesOf(alignment, example)
  // Of a completion such as ' Ba De': each pair of letters stands for a letter of the prompt.
  const word = example?.prompt.split(' ')[0] ?? ''
  for (const [index, letter] of [...word].entries()) {
    expect(places?.slice(1 + 3 * index, 3 + 3 * index)).toBe(letter + letter)
  }
})

/** Whether a model would go along the prompts of these examples. */
const isAligned = (examples: readonly Example[]): boolean => {
  const network = createNetwork(tiny)
  const sequences = examples.map((example) => sequenceOf(example, tiny.context))
  openGates(network, sequences)
  learnAlignment(network, sequences)
  return alignmentOf(network) !== undefined
}

test('only completions that go along their prompts are followed', () => {
  const number = (i: number) => String(1000 + ((i * 7919) % 9000))
  const among = (completionOf: (i: number) => string) =>
    Array.from({ length: 200 }, (_, i) => ({
      prompt: `${i % 2 ? 'parcel' : 'order'} ${number(i)} is late ->`,
      completion: completionOf(i),
    }))
  expect(isAligned(spelt(0, 40))).toBe(true)
  expect(isAligned(spelt(0, 10))).toBe(false)
  expect(isAligned(among((i) => (i % 2 ? ' parcel' : ' order')))).toBe(false)
  expect(isAligned(among((i) => ` about ${number(i * 31)}`))).toBe(false)
})

const rightOf = (model: ReturnType<typeof createModel>, examples: readonly Example[]): number =>
  examples.filter(
    ({ prompt, completion }) => model.complete(prompt, { maxTokens: 40 }).text === completion,
  ).length

test('unseen words are written as seen ones were, also by a model that was saved and loaded', () => {
  const training = startTraining({
    model: createModel({ ...small, ngramBits: 12 }, 1),
    examples: spelt(0, 300),
    hyperparameters: { ...byHeart, epochs: 8 },
  })
  finish(training)
  const unseen = spelt(700, 750)
  const right = rightOf(training.model, unseen)
  expect(right).toBeGreaterThan(40)
  expect(rightOf(loadModel(training.model.save()), unseen)).toBe(right)
})

test('wherever it has come to, beliefs are probabilities', () => {
  const alignment = estimateOf(spelt(0, 50))
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      (prompt, completion) => {
        let cursor = atStart(promptTokens(prompt))
        for (const token of completionTokens(completion)) {
          const next = followed(alignment, cursor, token)
          cursor = next.cursor
          expect(next.probability).toBeGreaterThan(0)
          expect(cursor.beliefs.reduce((sum, belief) => sum + belief, 0)).toBeCloseTo(1, 6)
          expect(cursor.place).toBeLessThan(cursor.prompt.length)
        }
      },
    ),
  )
})
