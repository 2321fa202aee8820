import { useFineTuningJobs } from '@finetune/react'
import { type SubmitEvent, useMemo, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { misfitOf } from './dataset-fit.ts'
import type { DatasetFiles } from './dataset-worker.ts'
import { fineTuneSettingsOf } from './fine-tune-settings.ts'
import { FineTuneSettingsFields } from './fine-tune-settings-fields.tsx'
import { fineTuningJobSettingsOf } from './fine-tuning-job-settings.ts'
import { FineTuningJobSettingsFields } from './fine-tuning-job-settings-fields.tsx'
import { linkTo } from './job.ts'
import { NewJobDataset } from './new-job-dataset.tsx'
import { NewJobSubmit } from './new-job-submit.tsx'
import { presets, useOrigin } from './preset.ts'
import { findSample } from './sample.ts'
import { useSampleFiles } from './sample-files.ts'
import { Screen } from './screen.tsx'
import { Segments } from './segments.tsx'
import { useDatasetCheck } from './use-dataset-check.ts'
import { isAbsent } from './use-jobs.ts'
import { useStartJob } from './use-start-job.ts'

const APIS = {
  modern: 'Fine-tuning jobs, as they are today',
  legacy: 'Fine-tunes, deprecated',
} as const

export const NewJobScreen = () => {
  const [params, setParams] = useSearchParams()
  const [, navigate] = useLocation()
  const [own, setOwn] = useState<Partial<DatasetFiles>>({})
  const { start, progress, stop } = useStartJob()
  const submitted = useRef(false)

  const { error, isPending } = useFineTuningJobs({ limit: 1 })
  const hasModern = !(error && isAbsent(error))
  const api = !hasModern || params.get('api') === 'legacy' ? 'legacy' : 'modern'
  const from = params.get('from') ?? undefined
  const origin = useOrigin(api, from)
  const sample = from === undefined ? findSample(params.get('sample') ?? 'tickets') : undefined
  const sampled = useSampleFiles(sample)
  const chosen = sample ? sampled.data : own
  const checked = useMemo(
    () => (chosen?.training ? { ...chosen, training: chosen.training } : undefined),
    [chosen],
  )
  const news = useDatasetCheck(from === undefined ? checked : undefined)
  const report = news?.type === 'done' ? news : undefined
  const isGood = report && report.training.faultCount + (report.validation?.faultCount ?? 0) === 0
  const kind = report?.training.kind
  const misfit = misfitOf(kind, api)
  const files = from === undefined ? isGood && !misfit && checked : origin?.files
  const preset = origin?.preset ?? presets[sample?.name ?? 'own']
  const change = (changed: Readonly<Record<string, string>>) =>
    setParams((before) => ({ ...Object.fromEntries(before), ...changed }), { replace: true })

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    // A second click can come before the button is drawn as disabled.
    if (!files || submitted.current) return
    submitted.current = true
    const form = new FormData(event.currentTarget)
    const type = kind === 'preference' ? 'dpo' : 'supervised'
    start.mutate(
      api === 'legacy'
        ? { api, files, settings: fineTuneSettingsOf(form) }
        : { api, files, settings: fineTuningJobSettingsOf(form, type) },
      {
        onSuccess: (job) => navigate(linkTo(job)),
        onSettled: () => {
          submitted.current = false
        },
      },
    )
  }

  return (
    <Screen
      title={from === undefined ? 'New fine-tune' : 'Start again'}
      lead="Teach a small model by example: a prompt, and what should follow it."
      actions={
        hasModern &&
        !isPending && (
          <Segments label="API" options={APIS} value={api} onChange={(to) => change({ api: to })} />
        )
      }
    >
      <form onSubmit={submit}>
        <NewJobDataset
          sample={sample}
          origin={from === undefined ? undefined : { id: from, files: origin?.files }}
          files={chosen ?? {}}
          fault={sampled.error}
          news={news}
          onSample={(name) => setParams({ ...(params.get('api') && { api }), sample: name })}
          onFiles={setOwn}
        />
        <section>
          <h2>Hyperparameters</h2>
          {isPending ? (
            <p className="loading">Asking the server…</p>
          ) : api === 'legacy' ? (
            <FineTuneSettingsFields key={keyOf(origin, sample?.name)} preset={preset} />
          ) : (
            <FineTuningJobSettingsFields
              key={keyOf(origin, sample?.name)}
              preset={preset}
              kind={kind}
            />
          )}
        </section>
        <NewJobSubmit
          misfit={misfit}
          isReady={Boolean(files) && !isPending}
          start={start}
          progress={progress}
          onStop={stop}
        />
      </form>
    </Screen>
  )
}

/** A form that begins with other values is another form. */
const keyOf = (origin: object | undefined, sample = 'own'): string => (origin ? 'origin' : sample)
