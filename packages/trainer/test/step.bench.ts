// node packages/trainer/test/step.bench.ts [--json] [--seeds 21,22,23,24,25]
//
// What a step costs beside the same step in plain JavaScript and in TensorFlow.js, and what is learnt
// from examples that are kept apart: medians over seeds, of the split and of the fresh weights.
import { parseArgs } from 'node:util'
import { createPretrainedModel } from '../src/base.ts'
import {
  type Architecture,
  classificationMetrics,
  classify,
  createModel,
  type Model,
  startTraining,
} from '../src/index.ts'
import { learn } from '../src/measure.ts'
import { copyWeights } from '../src/model.ts'
import { createTrainableNetwork, weightsOf } from '../src/network.ts'
import { createOptimiser } from '../src/optimiser.ts'
import { randomOf } from '../src/random.ts'
import { BEGIN, END } from '../src/tokens.ts'
import { benchTasks, type Split, type Task } from './bench-tasks.ts'
import { createReference } from './reference.ts'
import { referenceInput } from './reference-input.ts'
import { createReferenceOptimiser } from './reference-optimiser.ts'
import { createTensorflowStep } from './tensorflow-step.ts'

interface Bar {
  readonly name: string
  readonly value: number
  readonly bar: number
  readonly ok: boolean
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '21,22,23,24,25' },
  },
})
const seeds = values.seeds.split(',').map(Number)

const architecture: Architecture = { width: 64, layers: 2, heads: 4, context: 512, ngramBits: 14 }
const hyperparameters = {
  epochs: 4,
  batchSize: 8,
  learningRateMultiplier: 1,
  promptLossWeight: 0.01,
}
const FEW = 200

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Seconds of this processor, however many others share it. */
const cpuSeconds = (act: () => void): number => {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** The median CPU seconds of a step of 8 examples of 64 bytes: ours, in plain JavaScript, in tfjs. */
const timeSteps = async () => {
  const random = randomOf(1)
  const sequences = Array.from({ length: 8 }, () => ({
    tokens: [BEGIN, ...Array.from({ length: 63 }, () => 97 + Math.floor(random() * 26)), END],
    completionStart: 56,
  }))
  const network = createTrainableNetwork(architecture, 1024)
  copyWeights(createModel(architecture, 1), network)
  const optimiser = createOptimiser(network)
  const ours = (): void => {
    learn(network, sequences, hyperparameters.promptLossWeight, optimiser.touch)
    optimiser.step(0.01)
  }

  const floats = (size: number) => new Float32Array(size)
  const reference = createReference(architecture, network.layout, floats)
  const step = createReferenceOptimiser(architecture, network.layout, floats)
  const weights = weightsOf(network).slice()
  const gradient = floats(weights.length)
  // A fresh model has no labels to choose from, and goes along no prompt: its wide head rests.
  const inputs = sequences.map((sequence) => referenceInput(sequence, architecture.ngramBits))
  const touched = inputs.flatMap(({ ngrams }) => ngrams.slice(0, -1).flat())
  const plain = (): void => {
    reference.loss(inputs, weights, hyperparameters.promptLossWeight, gradient)
    step(weights, gradient, 0.01, touched)
  }
  const tensorflow = await createTensorflowStep(
    architecture,
    sequences.map(({ tokens }) => tokens),
  )

  const times = { ours: [] as number[], plain: [] as number[], tensorflow: [] as number[] }
  for (let round = 0; round < 5; round++) {
    const plainTime = cpuSeconds(plain)
    const tensorflowTime = cpuSeconds(tensorflow)
    const oursTime = cpuSeconds(() => Array.from({ length: 10 }, ours)) / 10
    // The first rounds are the engine's, to compile all of them.
    if (round < 2) continue
    times.plain.push(plainTime)
    times.tensorflow.push(tensorflowTime)
    times.ours.push(oursTime)
  }
  return {
    ours: median(times.ours),
    plain: median(times.plain),
    tensorflow: median(times.tensorflow),
  }
}

const rightOf = (model: Model, { kind }: Task, { train, test }: Split): number => {
  if (kind === 'sorted') {
    const classes = [...new Set(train.map(({ completion }) => completion))]
    return classificationMetrics(classify(model, test, classes)).accuracy
  }
  const right = test.filter(
    ({ prompt, completion }) =>
      `${model.complete(prompt, { maxTokens: 64, stop: ['\n'] }).text}\n` === completion,
  )
  return right.length / test.length
}

type Start = typeof createModel

/** How many of the examples kept apart are right, and what the training cost, for each seed. */
const runs = (task: Task, count: number, create: Start) =>
  seeds.map((seed) => {
    const split = task.splitOf(seed, count)
    const training = startTraining({
      model: create(architecture, seed),
      examples: split.train,
      hyperparameters: { ...hyperparameters, seed },
    })
    const seconds = cpuSeconds(() => {
      while (training.next());
    })
    return { right: rightOf(training.model, task, split), seconds }
  })

const rounded = (value: number): number => Math.round(value * 1000) / 1000
const atLeast = (name: string, value: number, bar: number): Bar => ({
  name: `trainer: ${name}`,
  value: rounded(value),
  bar: rounded(bar),
  ok: value >= bar,
})
const atMost = (name: string, value: number, bar: number): Bar => ({
  ...atLeast(name, value, bar),
  ok: value <= bar,
})

const bars: Bar[] = []
const rows: Record<string, string | number>[] = []
/** Runs a task, notes its figures for the table, and returns the median. */
const report = (task: Task, count: number, start: string, create: Start) => {
  const done = runs(task, count, create)
  const right = done.map((run) => run.right)
  const seconds = median(done.map((run) => run.seconds))
  const [lowest = Number.NaN] = right.toSorted((one, other) => one - other)
  rows.push({
    task: task.name,
    examples: count,
    start,
    median: rounded(median(right)),
    lowest: rounded(lowest),
    highest: rounded(Math.max(...right)),
    'CPU s': rounded(seconds),
  })
  return { right: median(right), seconds }
}

for (const task of benchTasks()) {
  const all = report(task, task.examples, 'base', createPretrainedModel)
  bars.push(atLeast(`${task.name}, ${task.examples} examples`, all.right, task.bar))
  if (task.name === 'spam subjects') {
    bars.push(atMost('spam subjects, CPU s of 4 epochs', all.seconds, 12))
  }
  const few = report(task, FEW, 'base', createPretrainedModel)
  const fresh = report(task, FEW, 'fresh', createModel)
  bars.push(atLeast(`${task.name}, ${FEW} examples, beside fresh weights`, few.right, fresh.right))
}
const { ours, plain, tensorflow } = await timeSteps()
bars.push(
  atLeast('times faster than plain JavaScript', plain / ours, 10),
  atLeast('times faster than TensorFlow.js on its CPU backend', tensorflow / ours, 50),
)

if (values.json) {
  console.log(JSON.stringify({ bars }))
} else {
  console.log(`Seeds ${seeds.join(', ')}. A step takes ${(ours * 1000).toFixed(1)} CPU ms.`)
  console.table(rows)
  console.table(bars)
}
if (bars.some(({ ok }) => !ok)) process.exitCode = 1
