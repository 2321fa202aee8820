import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { endpoint } from './endpoint.ts'
import { isDeletedModel, isModel } from './generated/model.ts'
import { Int } from './int.ts'
import { listOf } from './list.ts'
import { nullable } from './nullable.ts'

const model = () =>
  t.intersection(
    [
      t.type({
        /** May hold colons: `curie:ft-acme-2023-03-03-21-44-20`. */
        id: t.string,
        object: t.literal('model'),
        /** Unix seconds. */
        created: Int,
        owned_by: t.string,
      }),
      t.partial({
        /** The base model at the bottom of a fine-tuned one; only in lists of 2023 and before. */
        root: nullable(t.string),
        /** The model a fine-tuned one was made from. */
        parent: nullable(t.string),
        /** `YYYY-MM-DD`. */
        shutdown_date: nullable(t.string),
      }),
    ],
    'Model',
  )
/** A model that can be asked: a base model or a fine-tuned one. */
export interface Model extends t.TypeOf<ReturnType<typeof model>> {}
export const Model: Codec<Model> = /* @__PURE__ */ codec(model, isModel)

const deletedModel = () =>
  t.type({ id: t.string, object: t.literal('model'), deleted: t.boolean }, 'DeletedModel')
/** What deleting a fine-tuned model answers. */
export interface DeletedModel extends t.TypeOf<ReturnType<typeof deletedModel>> {}
export const DeletedModel: Codec<DeletedModel> = /* @__PURE__ */ codec(deletedModel, isDeletedModel)

/** Base models, and the fine-tuned ones of the organization. */
export const models = {
  list: /* @__PURE__ */ endpoint({
    method: 'GET',
    path: '/models',
    response: /* @__PURE__ */ listOf(Model),
  }),
  retrieve: /* @__PURE__ */ endpoint({ method: 'GET', path: '/models/:model', response: Model }),
  /** Only fine-tuned models, and only by an owner of the organization. */
  delete: /* @__PURE__ */ endpoint({
    method: 'DELETE',
    path: '/models/:model',
    response: DeletedModel,
  }),
}
