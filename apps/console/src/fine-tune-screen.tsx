import { isTerminal } from '@finetune/models'
import { useFineTune, useFineTuneEvents, useFineTuneResults } from '@finetune/react'
import { ErrorMessage } from './error-message.tsx'
import { useExampleCount } from './example-count.ts'
import { FineTuneClassification } from './fine-tune-classification.tsx'
import { FineTuneCurves } from './fine-tune-curves.tsx'
import { FineTuneEvents } from './fine-tune-events.tsx'
import { FineTuneFacts } from './fine-tune-facts.tsx'
import { FineTuneOutcome } from './fine-tune-outcome.tsx'
import { FineTuneStatus } from './fine-tune-status.tsx'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'

export const FineTuneScreen = ({ id }: { readonly id: string }) => {
  const { data: fineTune, error, refetch } = useFineTune(id)
  const { data: events = [] } = useFineTuneEvents(id, { live: true })
  const { data: results } = useFineTuneResults(id)
  const examples = useExampleCount(fineTune?.training_files[0])
  const rows = results?.rows ?? []

  if (!fineTune) {
    return (
      <Screen title={error ? 'Fine-tune' : 'Loading…'}>
        {error && <ErrorMessage what="The job did not load." error={error} retry={refetch} />}
      </Screen>
    )
  }
  const ended = isTerminal(fineTune.status)
  return (
    <Screen
      title={`${fineTune.model} on ${fineTune.training_files[0]?.filename ?? 'a dataset'}`}
      lead={
        <>
          <FineTuneStatus status={fineTune.status} />
          <code className="id">{fineTune.id}</code>
          <span>
            Created <Ago seconds={fineTune.created_at} />
          </span>
        </>
      }
    >
      {error && <ErrorMessage what="The job is out of reach." error={error} retry={refetch} />}
      <FineTuneOutcome fineTune={fineTune} events={events} last={rows.at(-1)} examples={examples} />
      <FineTuneCurves
        rows={rows}
        examples={examples}
        epochs={fineTune.hyperparams.n_epochs}
        ended={ended}
      />
      <FineTuneClassification rows={rows} hyperparams={fineTune.hyperparams} ended={ended} />
      <div className="columns">
        <FineTuneEvents events={events} ended={ended} />
        <FineTuneFacts fineTune={fineTune} examples={examples} />
      </div>
      <p className="notice">
        Fine-tunes are the legacy API. OpenAI deprecated it in favour of fine-tuning jobs and shut
        it down on 4 January 2024; it lives on here, and on other servers that speak it.
      </p>
    </Screen>
  )
}
