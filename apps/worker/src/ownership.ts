import type { Endpoint } from '@finetune/client'
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
  fine_tuned_model_checkpoint: text,
  result_files: nullable(t.array(t.union([t.string, t.type({ id: t.string })]))),
})
const list = t.type({ data: t.array(t.type({ id: t.string, object: t.string })) })

/** The ids of what a request or an answer names that is someone's. Base models are everyone's. */
const idsIn = (value: t.TypeOf<typeof thing>): readonly string[] => {
  const isModel = value.object === 'model'
  const made = [value.fine_tuned_model, value.fine_tuned_model_checkpoint]
  const models = [isModel ? value.id : value.model, ...made]
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

const KINDS = /^(file|fine-tune|fine_tuning\.job(\.checkpoint)?)$/

/** Makes a file, or a job with what came of it, the user's; what has an owner keeps it. */
export const claim = async ({ OWNED }: Env, user: string, value: unknown): Promise<void> => {
  if (!thing.is(value) || !KINDS.test(value.object ?? '')) return
  await Promise.all(
    idsIn(value).map((id) =>
      OWNED.getByName(id).claim(user, id, id === value.id ? value.object : undefined),
    ),
  )
}

/** What a user sees of an answer: what hangs on an id is theirs, and of a list of all what is theirs. */
export const reveal = async (env: Env, user: string, { path }: Endpoint, value: unknown) => {
  if (!list.is(value) || path.includes('/:')) {
    const things: readonly unknown[] = list.is(value) ? value.data : [value]
    await Promise.all(things.map((one) => claim(env, user, one)))
    return value
  }
  const own = await Promise.all(value.data.map(({ id, object }) => owns(env, user, { id, object })))
  return { ...value, data: value.data.filter((_, index) => own[index]) }
}
