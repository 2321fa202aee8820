import type { Model as Weights } from '@finetune/trainer'
import type { Ending, Piece, Writing } from './completion-writing.ts'
import { writeText } from './completion-writing.ts'
import type { Models } from './model.ts'
import { unknownModel } from './refusal.ts'

/** How many models stay in memory between two requests. */
const KEPT = 4

/** Models that are kept in memory, to be asked. */
export interface Writers {
  /**
   * The name of a model, be it asked for by another. Throws the refusal of one that is none of this
   * server's.
   */
  readonly nameOf: (id: string) => string
  /** Lends a model to nobody else until the work is done. */
  readonly lend: <A>(id: string, work: (model: Weights) => A) => Promise<A>
  /** Writes a text with a model, which meanwhile nobody else uses. */
  readonly write: (
    id: string,
    prompt: string,
    writing: Writing,
    signal: AbortSignal,
  ) => AsyncGenerator<Piece, Ending>
}

interface Kept {
  readonly model: Weights
  /** Settles when those who came before have given it back. */
  free: Promise<void>
}

export const createWriters = (models: Models): Writers => {
  const kept = new Map<string, Kept>()
  const nameOf: Writers['nameOf'] = (id) => {
    const root = models.rootOf(id)
    if (!root) throw unknownModel(id)
    return models.findTuned(id) ? id : root.id
  }
  /** A deleted model is looked up, so it is not found. */
  const find = async (asked: string): Promise<Kept> => {
    const id = nameOf(asked)
    const model = kept.get(id)?.model ?? (await models.load(id))
    if (!model) throw unknownModel(id)
    const found = kept.get(id) ?? { model, free: Promise.resolve() }
    kept.delete(id)
    kept.set(id, found)
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest)
    return found
  }
  const borrow = async (id: string) => {
    const found = await find(id)
    const before = found.free
    let giveBack = () => {}
    found.free = new Promise((resolve) => {
      giveBack = resolve
    })
    await before
    return { model: found.model, giveBack }
  }
  return {
    nameOf,
    lend: async (id, work) => {
      const { model, giveBack } = await borrow(id)
      try {
        return work(model)
      } finally {
        giveBack()
      }
    },
    async *write(id, prompt, writing, signal) {
      const { model, giveBack } = await borrow(id)
      try {
        return yield* writeText(model, prompt, writing, signal)
      } finally {
        giveBack()
      }
    },
  }
}
