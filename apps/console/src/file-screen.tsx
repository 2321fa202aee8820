import type { OpenAIFile } from '@finetune/models'
import { useDeleteFile, useFiles } from '@finetune/react'
import { useState } from 'react'
import { Link } from 'wouter'
import { Confirm } from './confirm.tsx'
import { DownloadLink } from './download-link.tsx'
import { ErrorMessage } from './error-message.tsx'
import { FilePreview } from './file-preview.tsx'
import { bytes } from './number.ts'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'
import { useToast } from './toast.tsx'

export const FileScreen = () => {
  const { data: files, error, isPending, refetch } = useFiles()
  const [asks, setAsks] = useState<OpenAIFile>()
  const remove = useDeleteFile()
  const say = useToast()
  return (
    <Screen title="Files" lead="Datasets you uploaded, and the results of your jobs.">
      {error && <ErrorMessage what="The files did not load." error={error} retry={refetch} />}
      {remove.error && <ErrorMessage what="It was not deleted." error={remove.error} />}
      {isPending && <p className="loading">Loading…</p>}
      {files?.data.length === 0 && (
        <div className="empty">
          <h2>No files yet</h2>
          <p>A fine-tune uploads its dataset first. Start one, and its files appear here.</p>
          <Link className="button" href="/new">
            New fine-tune
          </Link>
        </div>
      )}
      {files && files.data.length > 0 && <FileTable files={files.data} onDelete={setAsks} />}
      <Confirm
        title="Delete the file?"
        action="Delete the file"
        open={asks !== undefined}
        onOpenChange={() => setAsks(undefined)}
        onConfirm={() =>
          asks && remove.mutate({ id: asks.id }, { onSuccess: () => say('The file is deleted') })
        }
      >
        {asks?.filename} is gone then. Jobs that were made with it stay.
      </Confirm>
    </Screen>
  )
}

const FileTable = ({
  files,
  onDelete,
}: {
  readonly files: readonly OpenAIFile[]
  readonly onDelete: (file: OpenAIFile) => void
}) => (
  <table className="list">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Purpose</th>
        <th scope="col" className="number">
          Size
        </th>
        <th scope="col">Created</th>
        <th scope="col">
          <span className="hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {files
        .toSorted((one, other) => other.created_at - one.created_at)
        .map((file) => (
          <tr key={file.id}>
            <th scope="row">
              <span className="name">{file.filename}</span>
              <code className="id">{file.id}</code>
            </th>
            <td data-label="Purpose">{file.purpose}</td>
            <td data-label="Size" className="number">
              {bytes(file.bytes)}
            </td>
            <td data-label="Created">
              <Ago seconds={file.created_at} />
            </td>
            <td className="end">
              <FilePreview file={file} />
              <DownloadLink file={file} />
              <button type="button" className="link danger" onClick={() => onDelete(file)}>
                Delete<span className="hidden"> {file.filename}</span>
              </button>
            </td>
          </tr>
        ))}
    </tbody>
  </table>
)
