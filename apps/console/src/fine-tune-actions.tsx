import { type FineTune, fineTunes } from '@finetune/models'
import { useCancelFineTune, useClient } from '@finetune/react'
import { askedOf } from './asked.ts'
import { JobActions } from './job-actions.tsx'

export const FineTuneActions = ({ fineTune }: { readonly fineTune: FineTune }) => {
  const { id, status, model, fine_tuned_model } = fineTune
  const { mutate, isPending, error } = useCancelFineTune()
  const { baseURL } = useClient()
  return (
    <JobActions
      status={status}
      model={fine_tuned_model}
      start={{ baseURL, path: fineTunes.create.path, record: 'fineTunes', body: bodyOf(fineTune) }}
      again={`/new?${new URLSearchParams({ from: id, api: 'legacy', model })}`}
      compare={`/compare?job=fine-tunes/${encodeURIComponent(id)}`}
      cancel={{ isPending, error, run: () => mutate({ id }) }}
    />
  )
}

/** What would start the same job again. */
export const bodyOf = ({
  id,
  model,
  training_files: [training],
  validation_files: [validation],
  hyperparams,
}: FineTune): object => ({
  model,
  training_file: training?.id,
  ...(validation && { validation_file: validation.id }),
  ...(askedOf(id) ?? known(hyperparams)),
})

const known = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
