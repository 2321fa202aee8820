import { DatasetDrops } from './dataset-drop.tsx'
import { DatasetReport } from './dataset-report.tsx'
import type { DatasetFiles, DatasetNews } from './dataset-worker.ts'
import type { UploadedFiles } from './preset.ts'
import type { Sample } from './sample.ts'
import { SampleChoice } from './sample-choice.tsx'

/** What a new job learns from: a sample, files of the user, or those of a job before. */
export const NewJobDataset = ({
  sample,
  origin,
  files,
  fault,
  news,
  onSample,
  onFiles,
}: {
  readonly sample: Sample | undefined
  readonly origin: { readonly id: string; readonly files: UploadedFiles | undefined } | undefined
  readonly files: Partial<DatasetFiles>
  /** Why a sample did not load. */
  readonly fault: Error | null
  readonly news: DatasetNews | undefined
  readonly onSample: (name: Sample['name'] | 'own') => void
  readonly onFiles: (files: Partial<DatasetFiles>) => void
}) => (
  <section>
    <h2>Dataset</h2>
    {origin ? (
      <p className="found">
        The files of <code>{origin.id}</code>, which the server has already:{' '}
        <code>{origin.files?.training_file ?? '…'}</code>{' '}
        {origin.files?.validation_file && <code>{origin.files.validation_file}</code>}{' '}
        <button type="button" className="link" onClick={() => onSample('own')}>
          Choose others
        </button>
      </p>
    ) : (
      <>
        <SampleChoice chosen={sample?.name ?? 'own'} onChoose={onSample} />
        {!sample && <DatasetDrops files={files} onChange={onFiles} />}
        {fault && (
          <p className="notice bad" role="alert">
            {fault.message}
          </p>
        )}
        <DatasetReport files={files} news={news} />
      </>
    )}
  </section>
)
