import type { ClientError } from '@finetune/client'

/** A failed call, in the server's own words where it had some. */
export const ErrorMessage = ({
  what,
  error,
  retry,
}: {
  readonly what: string
  readonly error: ClientError
  readonly retry?: () => unknown
}) => (
  <div className="notice bad" role="alert">
    <p>
      <strong>{what}</strong> {error._tag === 'Refused' ? error.reason : error.message}
      {error._tag === 'Ambiguous' && ' It may have been done: look before you try again.'}
    </p>
    {retry && (
      <button type="button" className="button small" onClick={() => retry()}>
        Try again
      </button>
    )}
  </div>
)
