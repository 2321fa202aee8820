import type { ClientError } from '@finetune/client'
import { type FineTuningJob, isTerminal, type StepMetrics } from '@finetune/models'
import { useFile } from '@finetune/react'
import type { ReactNode } from 'react'
import type { Asked } from './asked.ts'
import type { Mark } from './chart-marks.ts'
import { ErrorMessage } from './error-message.tsx'
import { JobCurves } from './job-curves.tsx'
import { type JobEvent, JobEvents } from './job-events.tsx'
import { type JobFile, JobFiles } from './job-files.tsx'
import { JobOutcome, type Progress } from './job-outcome.tsx'
import { JobSettings, type Setting } from './job-settings.tsx'
import { JobStatus } from './job-status.tsx'
import { timelineOf } from './job-timeline.ts'
import { JobTimeline } from './job-timeline-list.tsx'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'

/** Everything that is to be seen of a job, of whichever API: a legacy one comes as its upgrade. */
export const JobView = ({
  job,
  events,
  metrics,
  marks,
  progress,
  settings,
  asked,
  error,
  retry,
  actions,
  notice,
  children,
}: {
  readonly job: FineTuningJob
  /** Oldest first; undefined until they are there. */
  readonly events: readonly JobEvent[] | undefined
  readonly metrics: readonly StepMetrics[]
  readonly marks: readonly Mark[]
  readonly progress: Progress
  readonly settings: readonly Setting[]
  readonly asked: Asked | undefined
  /** Why the last look failed. */
  readonly error: ClientError | null
  readonly retry: () => unknown
  readonly actions: ReactNode
  /** What is to be said of its API. */
  readonly notice?: ReactNode
  /** What only one of the APIs has. */
  readonly children?: ReactNode
}) => {
  const { data: file } = useFile(job.training_file)
  const dataset = file?.filename ?? ''
  const ended = isTerminal(job.status)
  return (
    <Screen
      title={`${job.model} on ${dataset || job.training_file}`}
      lead={
        <>
          <span aria-live="polite">
            <JobStatus status={job.status} />
          </span>
          <code className="id">{job.id}</code>
          <span>
            Created <Ago seconds={job.created_at} />
          </span>
        </>
      }
    >
      {error && <ErrorMessage what="The job is out of reach." error={error} retry={retry} />}
      <JobOutcome job={job} dataset={dataset} progress={progress}>
        {actions}
      </JobOutcome>
      <JobTimeline stages={timelineOf(job, events)} />
      <JobCurves metrics={metrics} marks={marks} ended={ended} />
      {children}
      <div className="columns">
        <JobEvents events={events} ended={ended} />
        <div>
          <JobSettings settings={settings} asked={asked} />
          <JobFiles files={filesOf(job)} />
        </div>
      </div>
      {notice}
    </Screen>
  )
}

const filesOf = (job: FineTuningJob): readonly JobFile[] => [
  { role: 'Training', id: job.training_file },
  ...(job.validation_file ? [{ role: 'Validation' as const, id: job.validation_file }] : []),
  ...(job.result_files ?? []).map((id) => ({ role: 'Results' as const, id })),
]
