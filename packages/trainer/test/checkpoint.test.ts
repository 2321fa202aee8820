import { expect, test } from 'vitest'
import { createModel, type Hyperparameters, type Step, startTraining } from '../src/index.ts'
import { examples, finish, hyperparameters, tiny } from './samples.ts'

const start = (checkpoint?: Uint8Array, changes: Partial<Hyperparameters> = {}, data = examples) =>
  startTraining({
    model: createModel(tiny, 1),
    examples: data,
    validation: examples.slice(0, 3),
    hyperparameters: { ...hyperparameters, ...changes },
    ...(checkpoint && { checkpoint }),
  })

test('a training resumed at any step ends with the same bits and the same measurements', () => {
  const whole = start()
  const checkpoints = [whole.checkpoint()]
  const expected: Step[] = []
  for (let step = whole.next(); step; step = whole.next()) {
    expected.push(step)
    checkpoints.push(whole.checkpoint())
  }
  expect(checkpoints.length).toBe(whole.totalSteps + 1)
  checkpoints.forEach((checkpoint, done) => {
    const resumed = start(checkpoint)
    expect(resumed.step).toBe(done)
    expect(finish(resumed)).toEqual(expected.slice(done))
    expect(resumed.model.save()).toEqual(whole.model.save())
  })
})

test('taking a checkpoint, completing and measuring change nothing', () => {
  const plain = start()
  finish(plain)
  const watched = start()
  while (watched.next()) {
    watched.checkpoint()
    watched.model.complete('red door ->')
    watched.model.logProbability('red door ->', ' red')
  }
  expect(watched.model.hash()).toBe(plain.model.hash())
})

test('a checkpoint of another training is refused', () => {
  const checkpoint = start().checkpoint()
  const message = 'This checkpoint belongs to another training'
  expect(() => start(checkpoint, { batchSize: 5 })).toThrow(message)
  expect(() => start(checkpoint, {}, examples.slice(1))).toThrow(message)
  const other = { ...tiny, context: 32 }
  expect(() =>
    startTraining({ model: createModel(other, 1), examples, hyperparameters, checkpoint }),
  ).toThrow(message)
})

test('bytes that are no checkpoint are refused', () => {
  const checkpoint = start().checkpoint()
  expect(() => start(new Uint8Array(3))).toThrow('These bytes are not a checkpoint')
  expect(() => start(createModel(tiny, 1).save())).toThrow('These bytes are not a checkpoint')
  expect(() => start(checkpoint.slice(0, -4))).toThrow('bytes were expected')
  checkpoint[checkpoint.length - 1] = 77
  expect(() => start(checkpoint)).toThrow('the checksum is wrong')
})
