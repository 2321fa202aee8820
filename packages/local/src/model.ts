import type { Model, models } from '@finetune/models'
import type { Model as Weights } from '@finetune/trainer'
import * as t from 'io-ts'
import {
  architectureOf,
  BASE_MODELS,
  type BaseModel,
  descriptionOf,
  findBaseModel,
  loadedModel,
} from './base-model.ts'
import type { BlobStore } from './blob-store.ts'
import { Refusal, unknownModel } from './refusal.ts'
import type { Handlers } from './serve.ts'
import type { Store } from './store.ts'

export const modelTable = `
  CREATE TABLE model (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    parent TEXT NOT NULL,
    root TEXT NOT NULL,
    blob TEXT NOT NULL
  ) STRICT`

const TunedModel = t.type({
  id: t.string,
  created: t.number,
  parent: t.string,
  root: t.string,
  /** Where its weights are kept. */
  blob: t.string,
})

/** A model that a job has made. */
export interface TunedModel extends t.TypeOf<typeof TunedModel> {}

const OWNER = 'finetune-local'
const COLUMNS = 'id, created, parent, root, blob'

/** The models of this data folder. */
export interface Models {
  readonly findTuned: (id: string) => TunedModel | undefined
  /** The base model at the bottom of a model, itself included; `undefined` for an unknown model. */
  readonly rootOf: (id: string) => BaseModel | undefined
  /** What the models of a base model really are. */
  readonly describe: (base: BaseModel) => string
  readonly insert: (model: TunedModel) => void
  readonly remove: (id: string) => void
  /** The weights of a model; `undefined` for an unknown one. */
  readonly load: (id: string) => Promise<Weights | undefined>
  /** Removes weights that a crash has left without a model. */
  readonly sweep: () => Promise<void>
}

export const createModels = (store: Store, blobs: BlobStore, isTiny: boolean): Models => {
  const findTuned: Models['findTuned'] = (id) =>
    store.get(TunedModel, `SELECT ${COLUMNS} FROM model WHERE id = ?`, id)
  return {
    findTuned,
    rootOf: (id) => findBaseModel(findTuned(id)?.root ?? id),
    describe: (base) => descriptionOf(architectureOf(base, isTiny)),
    insert: ({ id, created, parent, root, blob }) => {
      store.run(
        'INSERT INTO model (id, created, parent, root, blob) VALUES (?, ?, ?, ?, ?)',
        ...[id, created, parent, root, blob],
      )
    },
    remove: (id) => {
      store.run('DELETE FROM model WHERE id = ?', id)
    },
    load: async (id) => {
      const tuned = findTuned(id)
      const weights = tuned && (await blobs.read(tuned.blob))
      const base = findBaseModel(id)
      const origin = weights ?? (base && architectureOf(base, isTiny))
      return origin && loadedModel(origin)
    },
    sweep: async () => {
      for (const name of await blobs.list('models')) {
        const blob = `models/${name}`
        const owner = store.get(TunedModel, `SELECT ${COLUMNS} FROM model WHERE blob = ?`, blob)
        if (!owner) await blobs.remove(blob)
      }
    },
  }
}

export const modelHandlers = (
  store: Store,
  blobs: BlobStore,
  known: Models,
): Handlers<typeof models> => {
  const describeBase = (base: BaseModel): DescribedModel => ({
    id: base.id,
    object: 'model',
    created: 0,
    owned_by: OWNER,
    root: base.id,
    parent: null,
    description: known.describe(base),
  })
  const describe = ({ id, created, parent, root }: TunedModel): DescribedModel => {
    const base = findBaseModel(root)
    return {
      id,
      object: 'model',
      created,
      owned_by: OWNER,
      root,
      parent,
      description: base ? known.describe(base) : 'A GPT of Finetune',
    }
  }

  return {
    list: () => {
      const tuned = store.all(TunedModel, `SELECT ${COLUMNS} FROM model ORDER BY position`)
      return { object: 'list', data: [...BASE_MODELS.map(describeBase), ...tuned.map(describe)] }
    },
    retrieve: ({ model: id }) => {
      const tuned = known.findTuned(id)
      if (tuned) return describe(tuned)
      const base = findBaseModel(id)
      if (base) return describeBase(base)
      throw unknownModel(id)
    },
    delete: async ({ model: id }) => {
      if (findBaseModel(id)) {
        throw new Refusal(403, `The model '${id}' is a base model and cannot be deleted`, {
          param: 'model',
        })
      }
      const tuned = known.findTuned(id)
      if (!tuned) throw unknownModel(id)
      store.transaction(() => known.remove(id))
      await blobs.remove(tuned.blob)
      return { id, object: 'model', deleted: true }
    },
  }
}

/** A model and, in a field of our own, what it really is. */
interface DescribedModel extends Model {
  readonly description: string
}
