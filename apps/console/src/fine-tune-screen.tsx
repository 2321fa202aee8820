import { isTerminal, type StepMetrics, upgradeFineTune } from '@finetune/models'
import { useFineTune, useFineTuneEvents, useFineTuneResults } from '@finetune/react'
import { useMemo } from 'react'
import { askedOf } from './asked.ts'
import { ErrorMessage } from './error-message.tsx'
import { useExampleCount } from './example-count.ts'
import { FineTuneActions } from './fine-tune-actions.tsx'
import { FineTuneClassification } from './fine-tune-classification.tsx'
import { fineTuneMarks, fineTuneProgress, fineTuneSettings } from './fine-tune-facts.ts'
import { FineTuneNotice } from './fine-tune-notice.tsx'
import { JobView } from './job-view.tsx'
import { Screen } from './screen.tsx'

const NONE: readonly StepMetrics[] = []

/** A job of the legacy API, shown as the modern job that it would be. */
export const FineTuneScreen = ({ id }: { readonly id: string }) => {
  const { data: fineTune, error, refetch } = useFineTune(id)
  const { data: events } = useFineTuneEvents(id, { live: true })
  const { data: results } = useFineTuneResults(id)
  const examples = useExampleCount(fineTune?.training_files[0])
  const upgraded = useMemo(
    () => fineTune && upgradeFineTune({ ...fineTune, events: [...(events ?? [])] }),
    [fineTune, events],
  )
  const marks = useMemo(
    () => (fineTune && examples ? fineTuneMarks(results?.rows ?? [], examples, fineTune) : []),
    [fineTune, examples, results],
  )

  if (!fineTune || !upgraded) {
    return (
      <Screen title={error ? 'Fine-tune' : 'Loading…'}>
        {error && <ErrorMessage what="The job did not load." error={error} retry={refetch} />}
      </Screen>
    )
  }
  const rows = results?.rows ?? []
  return (
    <JobView
      job={upgraded.job}
      events={events}
      metrics={results?.metrics ?? NONE}
      marks={marks}
      progress={fineTuneProgress(rows.at(-1), examples, fineTune)}
      settings={fineTuneSettings(fineTune, examples)}
      asked={askedOf(id)}
      error={error}
      retry={refetch}
      actions={<FineTuneActions fineTune={fineTune} />}
      notice={<FineTuneNotice upgraded={upgraded} />}
    >
      <FineTuneClassification
        rows={rows}
        hyperparams={fineTune.hyperparams}
        ended={isTerminal(fineTune.status)}
      />
    </JobView>
  )
}
