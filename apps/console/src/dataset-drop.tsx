import { useId, useState } from 'react'
import type { DatasetFiles } from './dataset-worker.ts'

/** Two places to drop or choose a file: one to learn from, one to be tested on. */
export const DatasetDrops = ({
  files,
  onChange,
}: {
  readonly files: Partial<DatasetFiles>
  readonly onChange: (files: Partial<DatasetFiles>) => void
}) => (
  <div className="drops">
    <FileDrop
      label="Training file"
      hint="JSON Lines: one example a line"
      file={files.training}
      onFile={(training) => onChange({ ...files, training })}
    />
    <FileDrop
      label="Validation file, optional"
      hint="Examples that the training file does not have"
      file={files.validation}
      onFile={(validation) => onChange({ ...files, validation })}
    />
  </div>
)

const FileDrop = ({
  label,
  hint,
  file,
  onFile,
}: {
  readonly label: string
  readonly hint: string
  readonly file: File | undefined
  readonly onFile: (file: File) => void
}) => {
  const id = useId()
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const [first] = files ?? []
    if (first) onFile(first)
  }
  return (
    <label
      className="drop"
      data-over={over}
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <b>{label}</b>
      <span className="drop-name">{file?.name ?? 'Drop a file, or choose one'}</span>
      <small>{hint}</small>
      <input
        id={id}
        type="file"
        accept=".jsonl,.json,.txt"
        onChange={({ currentTarget }) => take(currentTarget.files)}
      />
    </label>
  )
}
