import type { Job } from './job.ts'
import type { JobQuery, SortKey } from './job-query.ts'
import { JobRow } from './job-row.tsx'

/** Jobs, a row each; a column that can be sorted by says how it is. */
export const JobTable = ({
  jobs,
  query,
  now,
  chosen,
  onChoose,
  onSort,
}: {
  readonly jobs: readonly Job[]
  readonly query: JobQuery
  /** Unix seconds. */
  readonly now: number
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (id: string) => void
  readonly onSort: (key: SortKey) => void
}) => {
  const head = (key: SortKey, name: string, className?: string) => (
    <th
      scope="col"
      className={className}
      aria-sort={query.sort === key ? (query.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className="sort" onClick={() => onSort(key)}>
        {name}
      </button>
    </th>
  )
  return (
    <table className="list jobs">
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden">Compare</span>
          </th>
          <th scope="col">Model</th>
          {head('status', 'Status')}
          {head('base', 'Base')}
          {head('created', 'Created')}
          {head('duration', 'Duration', 'number')}
          {head('tokens', 'Tokens', 'number')}
          <th scope="col">Loss</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            now={now}
            isChosen={chosen.has(job.id)}
            onChoose={() => onChoose(job.id)}
          />
        ))}
      </tbody>
    </table>
  )
}
