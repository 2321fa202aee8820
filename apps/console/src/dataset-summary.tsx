import type { DatasetCheck } from './dataset.ts'
import { bytes, count, plural } from './number.ts'

/** What the browser sees in a dataset before anything is sent. */
export const DatasetSummary = ({
  training,
  validation,
  check,
}: {
  readonly training: File | undefined
  readonly validation: File | undefined
  readonly check: DatasetCheck | undefined
}) => {
  if (!training) return <p className="check">Choose a training file to go on.</p>
  if (!check) return <p className="check">Reading {training.name}…</p>
  if (check.broken) {
    const { line, reason } = check.broken
    return (
      <p className="check bad" role="alert">
        <b>
          {training.name}, line {count(line)}:
        </b>{' '}
        {reason}
      </p>
    )
  }
  return (
    <p className="check good">
      <b>{plural(check.examples.length, 'example')}</b> in {training.name} ({bytes(training.size)})
      {validation ? `, validated on ${validation.name}` : ', no validation file'}. Every line reads
      well.
    </p>
  )
}
