// The wide head once more in plain JavaScript.
import type { Layout } from '../src/architecture.ts'
import type { Floats } from './reference-linear.ts'

/** What the wide head reads of a position. */
export interface ReferenceWide {
  readonly features: readonly number[]
  readonly state: number
  readonly prior: number
  readonly share: number
}

export const createReferenceWide = ({ wide, priors }: Layout) => {
  const room = wide.size - 32
  const rowOf = (feature: number, state: number): number => {
    let hash = Math.imul(feature ^ state, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
    return wide.offset + Math.floor((hash & (room - 1)) / 4) * 4
  }
  const columnOf = (token: number): number => (token < 256 ? token % 32 : 24 + (token % 8))

  return {
    add: ({ features, state, prior, share }: ReferenceWide, w: Floats, logits: Floats): void => {
      for (let token = 0; token < logits.length; token++) {
        let sum = 0
        for (const feature of features) sum += w[rowOf(feature, state) + columnOf(token)] ?? 0
        const own = (logits[token] ?? 0) * share
        const first = w[priors.offset + prior * logits.length + token] ?? 0
        logits[token] = own + first + (sum * 6.4) / features.length
      }
    },
    /** Leaves the network's share of the gradient. */
    backward: (
      { features, state, share }: ReferenceWide,
      gradient: Floats,
      dLogits: Floats,
    ): void => {
      for (let token = 0; token < dLogits.length; token++) {
        const d = ((dLogits[token] ?? 0) * 6.4) / features.length
        for (const feature of features) {
          const at = rowOf(feature, state) + columnOf(token)
          gradient[at] = (gradient[at] ?? 0) + d
        }
        dLogits[token] = (dLogits[token] ?? 0) * share
      }
    },
  }
}
