import type { ReactNode } from 'react'
import type { DatasetFault, DatasetReport as Report } from './dataset-check.ts'
import type { DatasetFiles, DatasetNews } from './dataset-worker.ts'
import { LengthHistogram } from './length-histogram.tsx'
import { bytes, count, plural } from './number.ts'

const KINDS = {
  completion: 'Prompts and completions',
  chat: 'Conversations',
  preference: 'Preferences',
  reinforcement: 'Conversations without an answer',
} as const

/** What the browser finds in a dataset before anything is sent. */
export const DatasetReport = ({
  files,
  news,
}: {
  readonly files: Partial<DatasetFiles>
  readonly news: DatasetNews | undefined
}) => {
  const { training, validation } = files
  if (!training) return <p className="found">Choose a training file to go on.</p>
  if (news?.type !== 'done') {
    return (
      <div className="found">
        <label htmlFor="reading">Reading {training.name}…</label>
        <progress id="reading" value={news?.read ?? 0} max={news?.total ?? training.size} />
      </div>
    )
  }
  return (
    <div className="reports">
      <FileReport file={training} report={news.training} />
      {validation && news.validation && (
        <FileReport file={validation} report={news.validation} isValidation />
      )}
    </div>
  )
}

const FileReport = ({
  file,
  report,
  isValidation = false,
}: {
  readonly file: File
  readonly report: Report
  readonly isValidation?: boolean
}) => (
  <div className="report">
    {report.faultCount > 0 && <Faults name={file.name} report={report} />}
    {report.examples > 0 && (
      <>
        <p>
          <b>{plural(report.examples, 'example')}</b> in {file.name} ({bytes(file.size)})
        </p>
        <dl className="facts">
          <Fact name="Kind">{report.kind && KINDS[report.kind]}</Fact>
          <Fact name="Tokens">
            {count(report.bytes)} on the local server, about {count(Math.ceil(report.bytes / 4))}{' '}
            elsewhere
          </Fact>
          <Fact name="Longest">
            {bytes(report.longest.bytes)}, line {count(report.longest.line)}
          </Fact>
          <Fact name="Duplicates" isBad={report.duplicates > 0}>
            {count(report.duplicates)}
            {report.firstDuplicate && `, the first in line ${count(report.firstDuplicate)}`}
          </Fact>
          {isValidation && (
            <Fact name="In the training file too" isBad={report.overlap > 0}>
              {count(report.overlap)}
            </Fact>
          )}
        </dl>
        <LengthHistogram lengths={report.lengths} />
      </>
    )}
  </div>
)

const Fact = ({
  name,
  isBad = false,
  children,
}: {
  readonly name: string
  readonly isBad?: boolean
  readonly children: ReactNode
}) => (
  <div>
    <dt>{name}</dt>
    <dd className={isBad ? 'wait' : undefined}>{children}</dd>
  </div>
)

/** Faults that are shown; the rest are counted. */
const MOST_SHOWN = 5

const Faults = ({ name, report }: { readonly name: string; readonly report: Report }) => (
  <div className="faults" role="alert">
    <ul>
      {report.faults.slice(0, MOST_SHOWN).map((fault) => (
        <li key={fault.line}>
          <b>{placeOf(name, fault)}</b> {fault.reason}
        </li>
      ))}
    </ul>
    {report.faultCount > MOST_SHOWN && (
      <p>and {plural(report.faultCount - MOST_SHOWN, 'line')} more</p>
    )}
  </div>
)

const placeOf = (name: string, { line, column }: DatasetFault): string =>
  `${name}, line ${count(line)}, column ${count(column)}:`
