import { type FineTuningJob, isTerminal, jobError } from '@finetune/models'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { causeOf } from './job-cause.ts'
import { count } from './number.ts'
import { sampleNamedIn } from './sample.ts'
import { TimeOfDay } from './timestamp.tsx'

/** How far a job is. */
export interface Progress {
  /** The last step that was measured; 0 before the first. */
  readonly step: number
  readonly epochs: number | undefined
  /** 0 to 1; undefined where it is not known. */
  readonly share: number | undefined
}

/** Where a job stands and what to do about it: the one thing on the screen that asks for a click. */
export const JobOutcome = ({
  job,
  dataset,
  progress,
  children,
}: {
  readonly job: FineTuningJob
  /** Name of the training file. */
  readonly dataset: string
  readonly progress: Progress
  /** What can be done about it. */
  readonly children: ReactNode
}) => (
  <section className="outcome" data-status={job.status} aria-label="Outcome">
    <Where job={job} progress={progress} />
    <div className="outcome-actions">
      {job.status === 'succeeded' && job.fine_tuned_model && (
        <Link className="button primary" href={playgroundLink(job.fine_tuned_model, dataset)}>
          Try it in the playground
        </Link>
      )}
      {children}
    </div>
  </section>
)

const Where = ({ job, progress }: { readonly job: FineTuningJob; readonly progress: Progress }) => {
  const { status, fine_tuned_model: model } = job
  if (status === 'succeeded') {
    return model ? (
      <p>
        Your model is ready: <code>{model}</code>
      </p>
    ) : (
      <p>The job succeeded. The server does not name its model.</p>
    )
  }
  if (status === 'failed') {
    const { advice, message, code } = causeOf(jobError(job))
    return (
      <div role="alert">
        <p>
          <strong>The job failed.</strong> {advice}
        </p>
        <p className="muted">
          {message} {code && <code>{code}</code>}
        </p>
      </div>
    )
  }
  if (isTerminal(status)) return <p>The job was cancelled. It made no model.</p>
  return <Running job={job} progress={progress} />
}

const Running = ({
  job: { status, estimated_finish: finish },
  progress: { step, epochs, share },
}: {
  readonly job: FineTuningJob
  readonly progress: Progress
}) => (
  <div className="progress">
    <label htmlFor="progress">
      {status === 'paused' ? 'Paused. ' : ''}
      {step > 0 ? `Step ${count(step)}${epochOf(share, epochs)}` : 'Waiting for the first step'}
      {finish && status !== 'paused' ? (
        <>
          , done about <TimeOfDay seconds={finish} />
        </>
      ) : null}
    </label>
    <progress id="progress" value={share} />
  </div>
)

const epochOf = (share: number | undefined, epochs: number | undefined): string => {
  if (epochs === undefined) return ''
  if (share === undefined) return ` of ${epochs} epochs`
  return `, epoch ${Math.min(epochs, Math.floor(share * epochs) + 1)} of ${epochs}`
}

const playgroundLink = (model: string, dataset: string): string => {
  const sample = sampleNamedIn(dataset)
  return `/playground?${new URLSearchParams({ model, ...(sample && { sample: sample.name }) })}`
}
