import { API_NAMES, type Job } from './job.ts'
import type { JobQuery } from './job-query.ts'
import { statusName } from './job-status.tsx'

/** Narrows the list down; what is chosen is in the address of the page. */
export const JobFilters = ({
  jobs,
  query,
  onChange,
}: {
  readonly jobs: readonly Job[]
  readonly query: JobQuery
  readonly onChange: (changed: Partial<JobQuery>) => void
}) => (
  <search className="filters">
    <input
      type="search"
      aria-label="Search jobs"
      placeholder="Search by model, file or id"
      value={query.search}
      onChange={({ currentTarget }) => onChange({ search: currentTarget.value })}
    />
    <Choice
      label="Status"
      value={query.status}
      options={[...new Set(jobs.map(({ status }) => status))]
        .sort()
        .map((status) => [status, statusName(status)])}
      onChange={(status) => onChange({ status })}
    />
    <Choice
      label="API"
      value={query.api}
      options={Object.entries(API_NAMES)}
      onChange={(api) => onChange({ api })}
    />
  </search>
)

const Choice = ({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string) => void
}) => (
  <select
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  >
    <option value="">{`Any ${label === 'API' ? label : label.toLowerCase()}`}</option>
    {value && !options.some(([name]) => name === value) && <option>{value}</option>}
    {options.map(([name, text]) => (
      <option key={name} value={name}>
        {text}
      </option>
    ))}
  </select>
)
