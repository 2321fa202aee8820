import { Dialog } from '@base-ui/react/dialog'
import { type OpenAIFile, parseResults } from '@finetune/models'
import { useFileContent } from '@finetune/react'
import { ErrorMessage } from './error-message.tsx'
import { bytes, count } from './number.ts'
import { ResultsPreview } from './results-preview.tsx'
import { Scroll } from './scroll.tsx'

/** A file beyond this many bytes is for downloading. */
const LARGEST = 8_000_000
const MOST_LINES = 100

/** The first lines of a file, in a dialogue. */
export const FilePreview = ({ file }: { readonly file: OpenAIFile }) => (
  <Dialog.Root>
    <Dialog.Trigger className="link">
      Preview<span className="hidden"> {file.filename}</span>
    </Dialog.Trigger>
    <Dialog.Portal>
      <Dialog.Backdrop className="backdrop" />
      <Dialog.Popup className="dialog wide">
        <Dialog.Title className="dialog-title">{file.filename}</Dialog.Title>
        <Dialog.Description className="dialog-text">
          {bytes(file.bytes)}, <code>{file.id}</code>
        </Dialog.Description>
        <Lines file={file} />
        <div className="dialog-actions">
          <Dialog.Close className="button">Close</Dialog.Close>
        </div>
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
)

const Lines = ({ file }: { readonly file: OpenAIFile }) => {
  const isLarge = file.bytes > LARGEST
  const { data, error, isPending } = useFileContent(isLarge ? undefined : file.id)
  if (isLarge) return <p className="muted">It is too large to be shown here.</p>
  if (error) return <ErrorMessage what="The file did not load." error={error} />
  if (isPending) return <p className="loading">Loading…</p>
  const results = file.purpose === 'fine-tune-results' ? parseResults(data) : undefined
  if (results?._tag === 'Right') return <ResultsPreview name={file.filename} rows={results.right} />
  const lines = data.trimEnd().split('\n')
  return (
    <Scroll className="preview" label={`Content of ${file.filename}`}>
      <ol>
        {lines.slice(0, MOST_LINES).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a file are what they are
          <li key={index}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      {lines.length > MOST_LINES && (
        <p className="muted">and {count(lines.length - MOST_LINES)} lines more</p>
      )}
    </Scroll>
  )
}
