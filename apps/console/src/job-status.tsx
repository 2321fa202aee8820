import { FineTuneStatus, FineTuningJobStatus } from '@finetune/models'

/** Azure's, between two others. */
const PASSING = ['pausing', 'resuming', 'canceled']

/** The status in words, and in colour for those who see it. A status of tomorrow is shown as is. */
export const JobStatus = ({ status }: { readonly status: string }) => {
  const known = isKnown(status)
  return (
    <span
      className="status"
      data-status={known ? status : 'unknown'}
      title={known ? undefined : 'This console does not know this status.'}
    >
      {known ? statusName(status) : status}
    </span>
  )
}

const isKnown = (status: string): boolean =>
  FineTuneStatus.isKnown(status) || FineTuningJobStatus.isKnown(status) || PASSING.includes(status)

/** `validating_files` as `Validating files` */
export const statusName = (status: string): string =>
  `${status.charAt(0).toUpperCase()}${status.slice(1).replaceAll('_', ' ')}`
