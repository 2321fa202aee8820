import { useFile } from '@finetune/react'
import { DownloadLink } from './download-link.tsx'
import { FilePreview } from './file-preview.tsx'
import { bytes } from './number.ts'
import { isAbsent } from './use-jobs.ts'

/** A file of a job, by its id. */
export interface JobFile {
  readonly role: 'Training' | 'Validation' | 'Results'
  readonly id: string
}

export const JobFiles = ({ files }: { readonly files: readonly JobFile[] }) => (
  <section>
    <h2>Files</h2>
    <ul className="files">
      {files.map(({ role, id }) => (
        <FileLine key={`${role} ${id}`} role={role} id={id} />
      ))}
    </ul>
  </section>
)

const FileLine = ({ role, id }: JobFile) => {
  const { data: file, error } = useFile(id)
  return (
    <li>
      <span className="muted">{role}</span>
      <span className="file-name">
        {file?.filename ?? id}{' '}
        <span className="muted">
          {file && bytes(file.bytes)}
          {error && (isAbsent(error) ? 'deleted' : error.message)}
        </span>
      </span>
      {file && (
        <span className="file-actions">
          <FilePreview file={file} />
          <DownloadLink file={file} />
        </span>
      )}
    </li>
  )
}
