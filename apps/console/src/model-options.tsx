import type { Model } from '@finetune/models'

/** The options of a choice of models, those of one's own first and the newest of them on top. */
export const ModelOptions = ({ models }: { readonly models: readonly Model[] }) => {
  const tuned = models.filter(isTuned).toSorted((one, other) => other.created - one.created)
  return (
    <>
      {tuned.length > 0 && (
        <optgroup label="Fine-tuned">
          {tuned.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </optgroup>
      )}
      <optgroup label="Base">
        {models
          .filter((model) => !isTuned(model))
          .map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
      </optgroup>
    </>
  )
}

/** `curie:ft-acme-2023-03-03-21-44-20`, or the newer `ft:gpt-4o-mini:acme::7p4lURel` */
export const isTuned = ({ id }: Model): boolean => /(^ft:|:ft-)/.test(id)
