import { useModels } from '@finetune/react'
import type { DatasetKind } from './dataset-check.ts'
import { Field } from './field.tsx'
import type { Job } from './job.ts'
import { ModelOptions } from './model-options.tsx'
import { modelsFor, usualModel } from './usual-model.ts'

/** What learning starts from: what was asked for, or what suits the dataset. */
export const ModelField = ({
  model,
  api,
  kind,
}: {
  readonly model: unknown
  readonly api: Job['api']
  readonly kind: DatasetKind | undefined
}) => {
  const { data: list } = useModels()
  const models = modelsFor(list?.data ?? [], api)
  const chosen = typeof model === 'string' ? model : usualModel(models, api, kind)
  const isListed = models.some(({ id }) => id === chosen)
  return (
    <Field label="Base model" hint="What learning starts from: a base model, or one of yours.">
      <select name="model" key={`${chosen} ${list ? 'loaded' : 'loading'}`} defaultValue={chosen}>
        {chosen !== undefined && !isListed && <option>{chosen}</option>}
        <ModelOptions models={models} />
      </select>
    </Field>
  )
}

export const SuffixField = ({
  suffix,
  most,
}: {
  readonly suffix: unknown
  /** Characters. */
  readonly most: number
}) => (
  <Field label="Suffix" hint={`Becomes part of the model’s name; at most ${most} characters.`}>
    <input
      name="suffix"
      defaultValue={typeof suffix === 'string' ? suffix : undefined}
      autoComplete="off"
      spellCheck={false}
    />
  </Field>
)
