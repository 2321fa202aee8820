import type { ClientError, UploadProgress } from '@finetune/client'
import { ErrorMessage } from './error-message.tsx'
import { bytes } from './number.ts'

/** The button that starts a job, and what it is waiting for. */
export const NewJobSubmit = ({
  isReady,
  misfit,
  start: { isPending, error },
  progress,
  onStop,
}: {
  readonly isReady: boolean
  /** Why the dataset will not do. */
  readonly misfit: string | undefined
  readonly start: { readonly isPending: boolean; readonly error: ClientError | null }
  readonly progress: (UploadProgress & { readonly name: string }) | undefined
  readonly onStop: () => void
}) => (
  <div className="submit">
    {misfit && (
      <p className="notice bad" role="alert">
        {misfit}
      </p>
    )}
    {error && error._tag !== 'Aborted' && (
      <ErrorMessage what="The job was not started." error={error} />
    )}
    <button type="submit" className="button primary large" disabled={!isReady || isPending}>
      {progress ? 'Uploading…' : isPending ? 'Starting…' : 'Start fine-tune'}
    </button>
    {progress && (
      <div className="uploading">
        <label htmlFor="upload">
          {progress.name}: {progress.sent === undefined ? 'sending' : bytes(progress.sent)} of{' '}
          {bytes(progress.total)}
        </label>
        <progress id="upload" value={progress.sent} max={progress.total} />
        <button type="button" className="button small" onClick={onStop}>
          Stop
        </button>
      </div>
    )}
    {error?._tag === 'Aborted' && <p className="muted">The upload was called off.</p>}
  </div>
)
