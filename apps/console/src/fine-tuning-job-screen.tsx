import { bestCheckpoint, type StepMetrics } from '@finetune/models'
import {
  useFineTuningJob,
  useFineTuningJobCheckpoints,
  useFineTuningJobEvents,
  useFineTuningJobResults,
} from '@finetune/react'
import { useMemo } from 'react'
import { askedOf } from './asked.ts'
import { ErrorMessage } from './error-message.tsx'
import { FineTuningJobActions } from './fine-tuning-job-actions.tsx'
import { FineTuningJobCheckpoints } from './fine-tuning-job-checkpoints.tsx'
import {
  fineTuningJobMarks,
  fineTuningJobProgress,
  fineTuningJobSettings,
} from './fine-tuning-job-facts.ts'
import { JobView } from './job-view.tsx'
import { Screen } from './screen.tsx'

const NONE: readonly StepMetrics[] = []

export const FineTuningJobScreen = ({ id }: { readonly id: string }) => {
  const { data: job, error, refetch } = useFineTuningJob(id)
  const { data: events } = useFineTuningJobEvents(id, { live: true })
  const { data: results } = useFineTuningJobResults(id)
  const { data: checkpoints } = useFineTuningJobCheckpoints(id)
  const best = useMemo(() => checkpoints && bestCheckpoint(checkpoints), [checkpoints])
  const progress = useMemo(() => job && fineTuningJobProgress(job, events ?? []), [job, events])
  const marks = useMemo(
    () => (job && progress ? fineTuningJobMarks(progress, checkpoints ?? [], best) : []),
    [job, progress, checkpoints, best],
  )

  if (!job || !progress) {
    return (
      <Screen title={error ? 'Job' : 'Loading…'}>
        {error && <ErrorMessage what="The job did not load." error={error} retry={refetch} />}
      </Screen>
    )
  }
  return (
    <JobView
      job={job}
      events={events}
      metrics={results?.metrics ?? NONE}
      marks={marks}
      progress={progress}
      settings={fineTuningJobSettings(job)}
      asked={askedOf(id)}
      error={error}
      retry={refetch}
      actions={<FineTuningJobActions job={job} />}
    >
      <FineTuningJobCheckpoints checkpoints={checkpoints ?? []} best={best} />
    </JobView>
  )
}
