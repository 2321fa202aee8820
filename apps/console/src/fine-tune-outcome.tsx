import { type FineTune, type FineTuneEvent, isTerminal, type ResultRow } from '@finetune/models'
import { useCancelFineTune } from '@finetune/react'
import { Link } from 'wouter'
import { ErrorMessage } from './error-message.tsx'
import { count } from './number.ts'
import { sampleNamedIn } from './sample.ts'

/** Where a job stands and what to do about it: the one thing on the screen that asks for a click. */
export const FineTuneOutcome = ({
  fineTune,
  events,
  last,
  examples,
}: {
  readonly fineTune: FineTune
  readonly events: readonly FineTuneEvent[]
  readonly last: ResultRow | undefined
  readonly examples: number | undefined
}) => {
  const { status, fine_tuned_model: model } = fineTune
  const cause = events.findLast(({ level }) => level === 'error')?.message
  return (
    <section className="outcome" data-status={status} aria-label="Outcome">
      {status === 'succeeded' && model && (
        <>
          <p>
            Your model is ready: <code>{model}</code>
          </p>
          <Link className="button primary" href={playgroundLink(fineTune, model)}>
            Try it in the playground
          </Link>
        </>
      )}
      {status === 'failed' && (
        <p role="alert">
          <strong>The job failed.</strong> {cause ?? 'The server did not say why.'}
        </p>
      )}
      {isTerminal(status) && status.startsWith('cancel') && (
        <p>The job was cancelled. It made no model.</p>
      )}
      {!isTerminal(status) && <Running fineTune={fineTune} last={last} examples={examples} />}
    </section>
  )
}

const playgroundLink = ({ training_files: [file] }: FineTune, model: string): string => {
  const sample = sampleNamedIn(file?.filename ?? '')
  return `/playground?${new URLSearchParams({ model, ...(sample && { sample: sample.name }) })}`
}

const Running = ({
  fineTune: { id, hyperparams },
  last,
  examples,
}: {
  readonly fineTune: FineTune
  readonly last: ResultRow | undefined
  readonly examples: number | undefined
}) => {
  const cancel = useCancelFineTune()
  const total = examples === undefined ? undefined : examples * hyperparams.n_epochs
  const share = total ? Math.min(1, (last?.elapsed_examples ?? 0) / total) : undefined
  return (
    <>
      <div className="progress">
        <label htmlFor="progress">
          {last
            ? `Step ${count(last.step)}, ${epochOf(share, hyperparams.n_epochs)}`
            : 'Waiting for the first step'}
        </label>
        <progress id="progress" value={share} />
      </div>
      <button
        type="button"
        className="button"
        disabled={cancel.isPending}
        onClick={() => cancel.mutate({ id })}
      >
        {cancel.isPending ? 'Cancelling…' : 'Cancel'}
      </button>
      {cancel.error && <ErrorMessage what="It was not cancelled." error={cancel.error} />}
    </>
  )
}

const epochOf = (share: number | undefined, epochs: number): string =>
  share === undefined
    ? `${epochs} epochs`
    : `epoch ${Math.min(epochs, Math.floor(share * epochs) + 1)} of ${epochs}`
