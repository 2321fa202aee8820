import { expect, test } from 'vitest'
import {
  createModel,
  END,
  loadModel,
  type Model,
  parameterCount,
  startTraining,
} from '../src/index.ts'
import { measure } from '../src/measure.ts'
import { copyWeights } from '../src/model.ts'
import { createNetwork } from '../src/network.ts'
import { sequenceOf } from '../src/tokens.ts'
import { byHeart, finish, small, tiny } from './samples.ts'

const trainedOn = (examples: { prompt: string; completion: string }[]): Model => {
  const training = startTraining({
    model: createModel(small, 1),
    examples,
    hyperparameters: { ...byHeart, epochs: 200 },
  })
  finish(training)
  return training.model
}

const model = trainedOn([
  { prompt: 'count', completion: ' one two three four' },
  { prompt: 'sky', completion: ' 青い空 🌍' },
  { prompt: 'grüße', completion: ' zurück' },
])

test('parameters are counted', () => {
  const architecture = { width: 64, layers: 2, heads: 4, context: 256, ngramBits: 14 }
  expect(parameterCount(architecture)).toBe(2_265_376)
})

test('a saved model loads as the same model', () => {
  const loaded = loadModel(model.save())
  expect(loaded.architecture).toEqual(small)
  expect(loaded.hash()).toBe(model.hash())
  expect(loaded.complete('count')).toEqual(model.complete('count'))
  expect(loaded.save()).toEqual(model.save())
})

test('a model loads from the middle of other bytes', () => {
  const saved = model.save()
  const padded = new Uint8Array(saved.length + 7)
  padded.set(saved, 3)
  expect(loadModel(padded.subarray(3, 3 + saved.length)).hash()).toBe(model.hash())
})

test('bytes that are not a model are refused with the reason', () => {
  const damaged = (at: number, value: number) => {
    const bytes = model.save()
    bytes[at] = value
    return bytes
  }
  expect(() => loadModel(new Uint8Array())).toThrow('These bytes are not a model')
  expect(() => loadModel(new TextEncoder().encode('{"weights":[1,2,3]}'))).toThrow(
    'they do not begin with FTMODEL',
  )
  expect(() => loadModel(model.save().slice(0, 20))).toThrow('they end within the header')
  expect(() => loadModel(model.save().slice(0, -1))).toThrow('bytes were expected')
  expect(() => loadModel(damaged(8, 9))).toThrow('the format is version 9')
  expect(() => loadModel(damaged(16, 3))).toThrow('no possible architecture')
  expect(() => loadModel(damaged(1000, 255))).toThrow('the checksum is wrong')
})

test('architectures that no model can have are refused with the rule', () => {
  const refused = (changes: object) => () => createModel({ ...tiny, ...changes }, 1)
  expect(refused({ width: 20 })).toThrow('width must be a multiple of 8 for each head')
  expect(refused({ width: Number.NaN })).toThrow('width must be a whole number')
  expect(refused({ layers: 0 })).toThrow('layers must be a whole number from 1')
  expect(refused({ heads: 0 })).toThrow('heads must be a whole number from 1')
  expect(refused({ context: 513 })).toThrow('context must be a whole number from 8 to 512')
  expect(refused({ ngramBits: 40 })).toThrow('ngramBits must be a whole number from 1 to 20')
})

test('seeds decide the fresh weights', () => {
  expect(createModel(tiny, 1).hash()).toBe(createModel(tiny, 1).hash())
  expect(createModel(tiny, 1).hash()).not.toBe(createModel(tiny, 2).hash())
})

test('text of any script goes in and comes out, counted in bytes', () => {
  expect(model.complete('sky', { maxTokens: 32 })).toEqual({
    text: ' 青い空 🌍',
    promptTokens: 3,
    completionTokens: 15,
    finishReason: 'stop',
  })
  expect(model.complete('grüße', { maxTokens: 32 })).toMatchObject({
    text: ' zurück',
    promptTokens: 7,
  })
})

test('a character of which only some bytes were written is left out', () => {
  expect(model.complete('sky', { maxTokens: 5 })).toMatchObject({
    text: ' 青',
    completionTokens: 5,
    finishReason: 'length',
  })
})

test('a completion ends before a stop string', () => {
  const options = { maxTokens: 32, stop: ['', ' three', ' two t'] }
  expect(model.complete('count', options)).toMatchObject({ text: ' one', finishReason: 'stop' })
  expect(model.complete('sky', { maxTokens: 32, stop: ['空'] }).text).toBe(' 青い')
})

test('a completion has no more than maxTokens tokens, 16 unless told', () => {
  expect(model.complete('count', { maxTokens: 4 })).toMatchObject({
    text: ' one',
    completionTokens: 4,
    finishReason: 'length',
  })
  expect(model.complete('count').text).toBe(' one two three f')
  expect(model.complete('count', { maxTokens: 0 })).toMatchObject({ text: '', completionTokens: 0 })
})

test('drawing is decided by the seed, and follows the temperature', () => {
  const fresh = createModel(tiny, 1)
  const draw = (options: object) =>
    fresh.complete('', { maxTokens: 24, temperature: 1, ...options }).text
  expect(draw({ seed: 4 })).toBe(draw({ seed: 4 }))
  expect(draw({ seed: 4 })).not.toBe(draw({ seed: 5 }))
  const greedy = fresh.complete('', { maxTokens: 24 }).text
  expect(draw({ temperature: 1e-6 })).toBe(greedy)
  expect(draw({ topP: 1e-9 })).toBe(greedy)
  expect(model.complete('count', { maxTokens: 32, temperature: 0.2, seed: 1 }).text).toBe(
    ' one two three four',
  )
})

test('a prompt may be longer than the context', () => {
  const prompt = 'sky '.repeat(100)
  expect(model.complete(`${prompt}count`).promptTokens).toBe(405)
  expect(model.complete(`${prompt}count`)).toMatchObject({
    text: model.complete(`x${prompt}count`).text,
  })
})

test('writing on token by token gives what reading all anew gives', () => {
  const { text } = model.complete('count', { maxTokens: 32 })
  for (const [index, letter] of [...text].entries()) {
    const prompt = `count${text.slice(0, index)}`
    expect(model.complete(prompt, { maxTokens: 1 }).text).toBe(letter)
  }
})

test('a log probability is the summed loss of the completion and its end', () => {
  const network = createNetwork(small)
  copyWeights(model, network)
  const sequence = sequenceOf({ prompt: 'count', completion: ' one two' }, small.context)
  const { loss } = measure(network, [sequence])
  expect(model.logProbability('count', ' one two')).toBeCloseTo(-loss * 9, 3)
  expect(model.logProbability('count', ' one two three four')).toBeGreaterThan(-0.5)
})

test('log probabilities of several completions are those of each by itself', () => {
  const completions = [' one', ' zurück', '', ' one two three four']
  expect(model.logProbabilities('count', completions)).toEqual(
    completions.map((completion) => model.logProbability('count', completion)),
  )
  expect(model.logProbabilities('count', [])).toEqual([])
})

test('writing goes a token at a time, to the end that the model sets', () => {
  const bytes = [...model.write('sky')]
  expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(' 青い空 🌍')
  const [first] = model.write('count')
  expect(first).toBe(' '.charCodeAt(0))
})

test('scores can be looked at and changed before a token is drawn by them', () => {
  let logProbability = 0
  const text = ' one two three four'
  const wanted = [...new TextEncoder().encode(text), END]
  let place = 0
  const adjust = (scores: Float32Array): void => {
    const token = wanted[place++] ?? END
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
    logProbability += (scores[token] ?? 0) - Math.log(total)
    scores.fill(-1e9)
    scores[token] = 0
  }
  for (const temperature of [0, 1]) {
    place = 0
    logProbability = 0
    const bytes = [...model.write('sky', { temperature, adjust })]
    expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(text)
    expect(logProbability).toBeCloseTo(model.logProbability('sky', text), 3)
  }
})
