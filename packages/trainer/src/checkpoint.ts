import { isSameShape, layoutOf } from './architecture.ts'
import type { Average } from './average.ts'
import { type TrainableNetwork, weightsOf } from './network.ts'
import type { Optimiser } from './optimiser.ts'
import { type Format, fill, fromBytes, hashOf, toBytes } from './saved.ts'
import { utf8Bytes } from './utf8.ts'

/** How far a training has come. */
export interface Progress {
  readonly step: number
  readonly elapsedTokens: number
  readonly elapsedExamples: number
}

/** Saves and restores a training: its weights, its optimiser, its average, and how far it has come. */
export interface Checkpoints {
  readonly save: (progress: Progress) => Uint8Array<ArrayBuffer>
  /** Throws when the bytes are not a checkpoint of the same training. */
  readonly restore: (bytes: Uint8Array) => Progress
}

const FORMAT: Format = {
  kind: 'checkpoint',
  magic: 'FTCHECK\n',
  fields: 6,
  floats: (architecture) => {
    const { total, dense, wide } = layoutOf(architecture)
    return 2 * total + 2 * dense + 2 ** architecture.ngramBits + wide.size
  },
}

/** Whole numbers up to 2⁵³ take two fields. */
const toFields = (value: number): [number, number] => [value % 2 ** 32, Math.floor(value / 2 ** 32)]

/** A number that differs, in all likelihood, when this does, which is what a training rests on. */
export const fingerprintOf = (identity: unknown): number =>
  hashOf(utf8Bytes(JSON.stringify(identity)))

export const createCheckpoints = (
  network: TrainableNetwork,
  optimiser: Optimiser,
  average: Average,
  fingerprint: number,
): Checkpoints => {
  const parts = () => [weightsOf(network), ...optimiser.state(), average.state()]
  return {
    save: ({ step, elapsedTokens, elapsedExamples }) => {
      const counts = [...toFields(elapsedTokens), ...toFields(elapsedExamples)]
      return toBytes(FORMAT, network.architecture, [fingerprint, step, ...counts], parts())
    },
    restore: (bytes) => {
      const { architecture, fields, body } = fromBytes(FORMAT, bytes)
      const [found = 0, step = 0, tokens = 0, moreTokens = 0, examples = 0, moreExamples = 0] =
        fields
      if (!isSameShape(architecture, network.architecture) || found !== fingerprint) {
        throw new Error(
          'This checkpoint belongs to another training: the architecture, the examples or the hyperparameters differ.',
        )
      }
      let rest = body
      for (const part of parts()) rest = fill(part, rest)
      optimiser.resumeAfter(step)
      return {
        step,
        elapsedTokens: tokens + moreTokens * 2 ** 32,
        elapsedExamples: examples + moreExamples * 2 ** 32,
      }
    },
  }
}
