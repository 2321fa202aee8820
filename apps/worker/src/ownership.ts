import { nullable } from '@finetune/models'
import * as t from 'io-ts'
import type { Env } from './env.ts'

const text = nullable(t.string)
const thing = t.partial({
  object: text,
  id: text,
  model: text,
  training_file: text,
  validation_file: text,
  fine_tuned_model: text,
  result_files: nullable(t.array(t.union([t.string, t.type({ id: t.string })]))),
})
const list = t.type({ data: t.array(t.type({ id: t.string, object: t.string })) })

/** The ids of what a request or an answer names that is someone's. Base models are everyone's. */
const idsIn = (value: t.TypeOf<typeof thing>): readonly string[] => {
  const isModel = value.object === 'model'
  const models = [isModel ? value.id : value.model, value.fine_tuned_model]
  const results = value.result_files?.map((file) => (typeof file === 'string' ? file : file.id))
  const ids = [isModel ? null : value.id, value.training_file, value.validation_file]
  const tuned = models.filter((name) => name && /:|\.ft-/.test(name))
  return [...ids, ...tuned, ...(results ?? [])].filter((id) => typeof id === 'string')
}

/** Whether everything that a request, or a part of it, names is the user's. */
export const owns = async ({ OWNED }: Env, user: string, value: unknown): Promise<boolean> => {
  if (!thing.is(value)) return false
  const owners = await Promise.all(idsIn(value).map((id) => OWNED.getByName(id).owner()))
  return owners.every((owner) => owner === user)
}

/** Makes a file, or a job with its model and results, the user's; what has an owner keeps it. */
export const claim = async ({ OWNED }: Env, user: string, value: unknown): Promise<void> => {
  if (!thing.is(value) || !/^(file|fine-tune|fine_tuning\.job)$/.test(value.object ?? '')) return
  await Promise.all(
    idsIn(value).map((id) =>
      OWNED.getByName(id).claim(user, id, id === value.id ? value.object : undefined),
    ),
  )
}

/** A list of the whole account without what is not the user's. */
export const withoutOthers = async (env: Env, user: string, value: unknown): Promise<unknown> => {
  if (!list.is(value)) return value
  const own = await Promise.all(value.data.map(({ id, object }) => owns(env, user, { id, object })))
  return { ...value, data: value.data.filter((_, index) => own[index]) }
}
