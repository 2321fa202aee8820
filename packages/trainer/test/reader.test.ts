import { expect, test } from 'vitest'
import { createPretrainedModel } from '../src/base.ts'
import { type Architecture, createModel, type Model } from '../src/index.ts'
import { copyWeights } from '../src/model.ts'
import { createNetwork, type Network } from '../src/network.ts'
import { randomOf } from '../src/random.ts'
import { createReader } from '../src/reader.ts'
import { BEGIN, END } from '../src/tokens.ts'
import { taught } from './objective-samples.ts'

const long: Architecture = { width: 32, layers: 2, heads: 4, context: 512, ngramBits: 10 }

const networkOf = (model: Model): Network => {
  const network = createNetwork(model.architecture)
  copyWeights(model, network)
  return network
}

type Read = (tokens: readonly number[]) => Float32Array

/** Reads on and on, and answers with the logits that it has come to. */
const readingOn = (network: Network): Read => {
  const reader = createReader(network)
  return (tokens) => {
    reader.read(tokens)
    return reader.logits().slice()
  }
}

/** Reads each text in one go, with nothing read before. */
const readingAnew = (model: Model): Read => {
  const network = networkOf(model)
  return (tokens) => readingOn(network)(tokens)
}

/** A text in which much comes again, so that there is something to look back at. */
const textOf = (length: number): number[] => {
  const random = randomOf(5)
  const words = ['order', ' 4711', ' is late', ' ->', ' Ü', '\n']
  const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join('')
  return [BEGIN, ...new TextEncoder().encode(text).slice(0, length - 1)]
}

test('byte by byte, a full context has the logits, to the bit, that it has when read anew', () => {
  const model = createModel(long, 3)
  const text = textOf(long.context)
  const read = readingOn(networkOf(model))
  const anew = readingAnew(model)
  text.forEach((token, index) => {
    expect(read([token]), `token ${index}`).toEqual(anew(text.slice(0, index + 1)))
  })
})

test('however a text is cut, the base model reads it to the same bits', () => {
  const model = createPretrainedModel({ ...long, width: 64 }, 3)
  const text = textOf(long.context)
  const whole = readingAnew(model)(text)
  for (const size of [1, 7, 16, 250, 511]) {
    const read = readingOn(networkOf(model))
    let last = whole
    for (let at = 0; at < text.length; at += size) last = read(text.slice(at, at + size))
    expect(last, `in pieces of ${size}`).toEqual(whole)
  }
})

test('a full context goes on from its latter half, and that as if read anew', () => {
  const model = createModel(long, 3)
  const text = textOf(3 * long.context)
  const read = readingOn(networkOf(model))
  const anew = readingAnew(model)
  const half = long.context / 2
  let held = text.slice(0, long.context)
  read(held)
  for (const token of text.slice(long.context)) {
    const isFull = held.length === long.context
    held = isFull ? [...held, token].slice(-half) : [...held, token]
    const logits = read([token])
    if (isFull || held.length % 50 === 0) expect(logits).toEqual(anew(held))
  }
})

test('of a prompt that is too long the end counts, as if there were no more', () => {
  const model = createModel(long, 3)
  const text = textOf(long.context + 100)
  const anew = readingAnew(model)
  expect(anew(text)).toEqual(anew(text.slice(-long.context)))
})

test('a completion byte by byte has the probability, by the wide head too, of the whole', () => {
  const model = taught(4)
  const prompt = [BEGIN, ...new TextEncoder().encode('red apple ->')]
  const completion = ' red'
  const read = readingOn(networkOf(model))
  let logits = read(prompt)
  let sum = 0
  for (const token of [...new TextEncoder().encode(completion), END]) {
    const total = logits.reduce((all, logit) => all + Math.exp(logit), 0)
    sum += (logits[token] ?? 0) - Math.log(total)
    logits = read([token])
  }
  expect(sum).toBeCloseTo(model.logProbability('red apple ->', completion), 4)
})
