import { parseFineTunedModel } from '@finetune/models'
import { useModels } from '@finetune/react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { Answer } from './answer.tsx'
import { ErrorMessage } from './error-message.tsx'
import { HeldOutExamples } from './held-out-examples.tsx'
import { isTuned } from './model-options.tsx'
import { PromptForm } from './prompt-form.tsx'
import { findSample, sampleNamedIn } from './sample.ts'
import { Screen } from './screen.tsx'
import { useAnswer } from './use-answer.ts'
import { answersChats } from './usual-model.ts'

/** A prompt to a tuned model and to the one it came from, side by side. */
export const PlaygroundScreen = () => {
  const { data: list, error, refetch } = useModels()
  const [params, setParams] = useSearchParams()
  const models = list?.data ?? []
  const asked = findSample(params.get('sample'))
  const newest = models
    .filter((one) => isTuned(one) && one.id.includes(asked?.name ?? ''))
    .toSorted((a, b) => b.created - a.created)[0]
  const model = params.get('model') ?? newest?.id ?? models[0]?.id ?? ''
  const base = params.get('base') ?? baseOf(model) ?? ''
  const sample = asked ?? sampleNamedIn(model)
  const [prompt, setPrompt] = useState('')
  const [tuned, untuned] = [useAnswer(), useAnswer()]
  const choose = (name: 'model' | 'base') => (id: string) =>
    setParams({ ...Object.fromEntries(params), [name]: id }, { replace: true })

  return (
    <Screen title="Playground" lead="Ask a model, and see whether it learnt what you meant.">
      {error && <ErrorMessage what="The models did not load." error={error} retry={refetch} />}
      <PromptForm
        key={sample?.name}
        sample={sample}
        isBusy={tuned.isPending || untuned.isPending}
        onSubmit={(asked) => {
          setPrompt(asked.prompt)
          if (model) tuned.ask({ ...asked, model })
          if (base) untuned.ask({ ...asked, model: base })
        }}
      />
      <div className="answers">
        <Answer
          label="Model"
          models={models}
          model={model}
          prompt={prompt}
          answer={tuned}
          onModel={choose('model')}
        />
        <Answer
          label="Beside it"
          models={models}
          model={base}
          prompt={prompt}
          answer={untuned}
          onModel={choose('base')}
        />
      </div>
      {sample && !answersChats(model) && (
        <HeldOutExamples key={`${model} ${sample.name}`} model={model} sample={sample} />
      )}
    </Screen>
  )
}

/** What a tuned model came from. */
const baseOf = (model: string): string | undefined => parseFineTunedModel(model)?.base
