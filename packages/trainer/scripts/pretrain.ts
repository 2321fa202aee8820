// Pretrains the base model on synthetic tasks and writes it to pretrained/base.bin: the dense weights
// as 16-bit floats. The same seed gives the same bytes on every machine.
//
//     node scripts/pretrain.ts [--steps 14000] [--to pretrained/base.bin]
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { BASE_ARCHITECTURE } from '../src/base-architecture.ts'
import { toHalf } from '../src/half.ts'
import { learn } from '../src/measure.ts'
import { copyWeights, createModel } from '../src/model.ts'
import { createTrainableNetwork, weightsOf } from '../src/network.ts'
import { createOptimiser, schedule } from '../src/optimiser.ts'
import { randomOf } from '../src/random.ts'
import { sequenceOf } from '../src/tokens.ts'
import { syntheticTasks } from './synthetic-tasks.ts'

const SEED = 1
const BATCH = 16
/** How many steps between two lines about them, and the share of the last steps that is averaged. */
const REPORT = 500
const AVERAGED = 0.1

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '14000' },
    to: {
      type: 'string',
      default: fileURLToPath(new URL('../pretrained/base.bin', import.meta.url)),
    },
  },
})
const steps = Number(values.steps)

const network = createTrainableNetwork(BASE_ARCHITECTURE, 1024)
copyWeights(createModel(BASE_ARCHITECTURE, SEED), network)
const optimiser = createOptimiser(network)
const next = syntheticTasks(randomOf(SEED))
const { dense } = network.layout
const mean = new Float32Array(dense)
let averaged = 0

const sum = { loss: 0, sequences: 0 }
for (let step = 0; step < steps; step++) {
  const batch = Array.from({ length: BATCH }, () => sequenceOf(next(), BASE_ARCHITECTURE.context))
  // Noise has n-grams of its own, which would be in the way later: their table stays as it is.
  const score = learn(network, batch, 0, () => {})
  optimiser.step(schedule(step, steps))
  sum.loss += score.loss / REPORT
  sum.sequences += score.sequenceAccuracy / REPORT
  if (step >= steps * (1 - AVERAGED)) {
    averaged++
    weightsOf(network)
      .subarray(0, dense)
      .forEach((weight, index) => {
        const held = mean[index] ?? 0
        mean[index] = held + (weight - held) / averaged
      })
  }
  if ((step + 1) % REPORT > 0) continue
  const seconds = process.cpuUsage().user / 1e6
  console.log(
    `step ${step + 1}: loss ${sum.loss.toFixed(4)}, right ${(100 * sum.sequences).toFixed(1)} %, ${seconds.toFixed(0)} CPU s`,
  )
  sum.loss = 0
  sum.sequences = 0
}

const bytes = toHalf(mean)
await mkdir(dirname(values.to), { recursive: true })
await writeFile(values.to, bytes)
console.log(`${values.to}: ${bytes.length} bytes`)
