import { models } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointQuery } from '@finetune/react/options'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { CompletionForm } from './completion-form.tsx'
import { ErrorMessage } from './error-message.tsx'
import { Field } from './field.tsx'
import { HeldOut } from './held-out.tsx'
import { isTuned, ModelOptions } from './model-options.tsx'
import { findSample, sampleNamedIn } from './sample.ts'
import { Screen } from './screen.tsx'

export const PlaygroundScreen = () => {
  const { data: list, error, refetch } = useQuery(endpointQuery(useClient(), models.list, {}))
  const [params, setParams] = useSearchParams()
  const newest = list?.data.filter(isTuned).toSorted((a, b) => b.created - a.created)[0]
  const model = params.get('model') ?? newest?.id ?? list?.data[0]?.id ?? ''
  const listed = list?.data.some(({ id }) => id === model)
  const sample = findSample(params.get('sample')) ?? sampleNamedIn(model)
  return (
    <Screen title="Playground" lead="Ask a model, and see whether it learnt what you meant.">
      {error && <ErrorMessage what="The models did not load." error={error} retry={refetch} />}
      <CompletionForm key={sample?.name} model={model} sample={sample}>
        <Field label="Model">
          <select
            value={model}
            onChange={({ currentTarget }) => setParams({ model: currentTarget.value })}
          >
            {!listed && <option>{model}</option>}
            {list && <ModelOptions models={list.data} />}
          </select>
        </Field>
      </CompletionForm>
      {sample && <HeldOut key={`${model} ${sample.name}`} model={model} sample={sample} />}
    </Screen>
  )
}
