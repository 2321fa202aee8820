import { useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { checkDataset } from './dataset.ts'
import { type ChosenFiles, DatasetFiles } from './dataset-files.tsx'
import { DatasetSummary } from './dataset-summary.tsx'
import { ErrorMessage } from './error-message.tsx'
import { presets, settingsOf } from './fine-tune-settings.ts'
import { FineTuneSettingsFields } from './fine-tune-settings-fields.tsx'
import { findSample } from './sample.ts'
import { SampleChoice } from './sample-choice.tsx'
import { useSampleFiles } from './sample-files.ts'
import { Screen } from './screen.tsx'
import { useStartFineTune } from './start-fine-tune.ts'

export const NewFineTuneScreen = () => {
  const [params, setParams] = useSearchParams()
  const [, navigate] = useLocation()
  const [own, setOwn] = useState<ChosenFiles>({})
  const start = useStartFineTune()
  const submitted = useRef(false)

  const asked = params.get('sample') ?? 'tickets'
  const sample = findSample(asked)
  const sampled = useSampleFiles(sample)
  const { training, validation }: ChosenFiles = sample ? (sampled.data ?? {}) : own
  const { data: check } = useQuery({
    queryKey: ['check', training?.name, training?.size, training?.lastModified],
    queryFn: async () => checkDataset((await training?.text()) ?? ''),
    enabled: training !== undefined,
  })
  const ready = training !== undefined && check !== undefined && !check.broken

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    // A second click can come before the button is drawn as disabled.
    if (!ready || submitted.current) return
    submitted.current = true
    const settings = settingsOf(new FormData(event.currentTarget))
    start.mutate(
      { training, validation, settings },
      {
        onSuccess: ({ id }) => navigate(`/fine-tunes/${id}`),
        onSettled: () => {
          submitted.current = false
        },
      },
    )
  }

  return (
    <Screen
      title="New fine-tune"
      lead="Teach a small model by example: a prompt, and what should follow it."
    >
      <form onSubmit={submit}>
        <section>
          <h2>Dataset</h2>
          <SampleChoice
            chosen={sample?.name ?? 'own'}
            onChoose={(name) => setParams({ sample: name }, { replace: true })}
          />
          {!sample && <DatasetFiles files={own} onChange={setOwn} />}
          {sampled.error && (
            <p className="notice bad" role="alert">
              {sampled.error.message}
            </p>
          )}
          <DatasetSummary training={training} validation={validation} check={check} />
        </section>
        <FineTuneSettingsFields key={sample?.name} preset={presets[sample?.name ?? 'own']} />
        <div className="submit">
          {start.error && <ErrorMessage what="The job was not started." error={start.error} />}
          <button
            type="submit"
            className="button primary large"
            disabled={!ready || start.isPending}
          >
            {LABELS[start.phase]}
          </button>
        </div>
      </form>
    </Screen>
  )
}

const LABELS = { idle: 'Start fine-tune', uploading: 'Uploading…', starting: 'Starting…' }
