import { useFiles } from '@finetune/react'
import { Link } from 'wouter'
import { DownloadLink } from './download-link.tsx'
import { ErrorMessage } from './error-message.tsx'
import { bytes } from './number.ts'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'

export const FileScreen = () => {
  const { data: files, error, refetch } = useFiles()
  return (
    <Screen title="Files" lead="Datasets you uploaded, and the results of your jobs.">
      {error && <ErrorMessage what="The files did not load." error={error} retry={refetch} />}
      {files?.data.length === 0 && (
        <div className="empty">
          <h2>No files yet</h2>
          <p>A fine-tune uploads its dataset first. Start one, and its files appear here.</p>
          <Link className="button" href="/fine-tunes/new">
            New fine-tune
          </Link>
        </div>
      )}
      {files && files.data.length > 0 && (
        <table className="list files">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Purpose</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Created</th>
              <th scope="col">
                <span className="hidden">Download</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {files.data
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
                    <DownloadLink file={file} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </Screen>
  )
}
