import { type Architecture, layoutOf } from './architecture.ts'
import { BASE_ARCHITECTURE } from './base-architecture.ts'
import { bytesOfBase64 } from './base64.ts'
import { base } from './generated/base.ts'
import { fromHalf } from './half.ts'
import { createModel, type Model, withWeights } from './model.ts'

let decoded: Float32Array | undefined

/**
 * A model that has learnt to copy and to pick out: it starts from weights that were pretrained on
 * synthetic tasks, as far as its shape allows. That is where it is 64 wide with 4 heads and at least 2
 * layers; further layers, and a model of any other shape, are fresh by the seed, as `createModel` makes
 * them.
 */
export const createPretrainedModel = (architecture: Architecture, seed: number): Model => {
  const model = createModel(architecture, seed)
  const { width, heads, layers } = architecture
  const isAlike = width === BASE_ARCHITECTURE.width && heads === BASE_ARCHITECTURE.heads
  if (!isAlike || layers < BASE_ARCHITECTURE.layers) return model
  decoded ??= fromHalf(bytesOfBase64(base))
  const pretrained = decoded
  const from = layoutOf(BASE_ARCHITECTURE)
  const parts = new Map(from.all.map((group) => [group.name, group]))
  return withWeights(model, (weights, layout) => {
    for (const { name, offset, size } of layout.all) {
      const part = parts.get(name)
      if (!part || part.offset >= from.dense) continue
      // A shorter context has only the first positions.
      const numbers = pretrained.subarray(part.offset, part.offset + Math.min(size, part.size))
      weights.set(numbers, offset)
    }
  })
}
