import { FineTuneStatus as Status } from '@finetune/models'

/** The status in words, and in colour for those who see it. A status of tomorrow is shown as is. */
export const FineTuneStatus = ({ status }: { readonly status: string }) => {
  const known = Status.isKnown(status)
  return (
    <span
      className="status"
      data-status={known ? status : 'unknown'}
      title={known ? undefined : 'This console does not know this status.'}
    >
      {known ? status.charAt(0).toUpperCase() + status.slice(1) : status}
    </span>
  )
}
