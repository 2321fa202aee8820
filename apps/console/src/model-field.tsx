import { useModels } from '@finetune/react'
import { Field } from './field.tsx'
import { ModelOptions } from './model-options.tsx'

/** What learning starts from. */
export const ModelField = ({ model }: { readonly model: unknown }) => {
  const { data: list } = useModels()
  const chosen = typeof model === 'string' ? model : list?.data[0]?.id
  const isListed = list?.data.some(({ id }) => id === chosen)
  return (
    <Field label="Base model" hint="What learning starts from: a base model, or one of yours.">
      <select name="model" key={list ? 'loaded' : 'loading'} defaultValue={chosen}>
        {chosen !== undefined && !isListed && <option>{chosen}</option>}
        {list && <ModelOptions models={list.data} />}
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
