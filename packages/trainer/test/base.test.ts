import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { syntheticTasks } from '../scripts/synthetic-tasks.ts'
import { createPretrainedModel } from '../src/base.ts'
import { fromHalf, toHalf } from '../src/half.ts'
import { type Architecture, createModel, loadModel, startTraining } from '../src/index.ts'
import { randomOf } from '../src/random.ts'
import { finish } from './samples.ts'

const architecture: Architecture = { width: 64, layers: 2, heads: 4, context: 512, ngramBits: 10 }

const number = (i: number) => String(1000 + ((i * 7919) % 9000))
const ask = (i: number) => `${i % 2 ? 'parcel' : 'order'} ${number(i)} is late ->`

/** How many of 20 unseen numbers a model copies after it has seen 24 copied, three times. */
const copied = (model: ReturnType<typeof createModel>): number => {
  const training = startTraining({
    model,
    examples: Array.from({ length: 24 }, (_, i) => ({
      prompt: ask(i),
      completion: ` number ${number(i)}`,
    })),
    hyperparameters: {
      epochs: 5,
      batchSize: 4,
      learningRateMultiplier: 1,
      promptLossWeight: 0,
      seed: 7,
    },
  })
  finish(training)
  const unseen = Array.from({ length: 20 }, (_, i) => 500 + i)
  return unseen.filter((i) => training.model.complete(ask(i)).text === ` number ${number(i)}`)
    .length
}

test('a pretrained model copies numbers after a few examples, a fresh one does not', () => {
  expect(copied(createPretrainedModel(architecture, 1))).toBeGreaterThanOrEqual(16)
  expect(copied(createModel(architecture, 1))).toBeLessThan(8)
})

test('a pretrained model is its seed and its weights, and can be saved', () => {
  const model = createPretrainedModel(architecture, 1)
  expect(createPretrainedModel(architecture, 1).hash()).toBe(model.hash())
  expect(loadModel(model.save()).hash()).toBe(model.hash())
  expect(model.hash()).not.toBe(createModel(architecture, 1).hash())
})

test('a deeper model begins as the base does, a shorter one with its first positions', () => {
  for (const changes of [{ layers: 4 }, { context: 128 }]) {
    const model = createPretrainedModel({ ...architecture, ...changes }, 1)
    expect(model.architecture).toMatchObject(changes)
    expect(model.hash()).not.toBe(createModel(model.architecture, 1).hash())
  }
})

test('a model of another shape is a fresh one', () => {
  for (const changes of [{ width: 32 }, { heads: 2 }, { layers: 1 }]) {
    const other = { ...architecture, ...changes }
    expect(createPretrainedModel(other, 5).hash()).toBe(createModel(other, 5).hash())
  }
})

test('the base weights take less than a megabyte', async () => {
  const file = await readFile(new URL('../pretrained/base.bin', import.meta.url))
  expect(file.length).toBeLessThanOrEqual(1_000_000)
})

test('16-bit floats are the nearest ones', () => {
  const numbers = [0, 1, -1, 0.1, -0.02, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65504, 2 ** -14, 1e-9]
  const read = [...fromHalf(toHalf(Float32Array.from(numbers)))]
  const expected = [0, 1, -1, 0.0999755859375, -0.0200042724609375, 1, 1 + 2 ** -9, 65504, 2 ** -14]
  expect(read).toEqual([...expected, 0])
  expect([...fromHalf(toHalf(Float32Array.from(read)))]).toEqual(read)
})

test('the synthetic tasks are the same for the same seed, and answered by their prompts', () => {
  const first = syntheticTasks(randomOf(1))
  const second = syntheticTasks(randomOf(1))
  const tasks = Array.from({ length: 200 }, first)
  expect(Array.from({ length: 200 }, second)).toEqual(tasks)
  for (const { prompt, completion } of tasks) {
    const named = prompt.match(/^named .*?([A-Z]+-\d+|[A-Z]\d+|\d+|[A-Z][a-z]+)/s)
    if (named) expect(completion).toBe(` it: ${named[1]}\n`)
  }
})
