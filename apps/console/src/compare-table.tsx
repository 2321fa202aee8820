import { Link } from 'wouter'
import { show } from './job-settings.tsx'
import { JobStatus } from './job-status.tsx'
import { Scroll } from './scroll.tsx'
import type { Compared } from './use-compared.ts'

/** The hyperparameters side by side; where they differ they are marked. */
export const CompareTable = ({
  jobs,
  onRemove,
}: {
  readonly jobs: readonly Compared[]
  readonly onRemove: (name: string) => void
}) => {
  const rows = rowsOf(jobs)
  return (
    <section>
      <h2>Hyperparameters</h2>
      <Scroll label="Hyperparameters side by side">
        <table className="figures compare">
          <thead>
            <tr>
              <th scope="col">Job</th>
              {jobs.map(({ name, title, status, error }, index) => (
                <th scope="col" key={name}>
                  <span className="key" data-colour={`curve-${index + 1}`} />
                  <Link href={`/${name}`}>{title}</Link>
                  {error ? <span className="bad">{error.message}</span> : null}
                  {status && <JobStatus status={status} />}
                  <button type="button" className="link" onClick={() => onRemove(name)}>
                    Remove<span className="hidden"> {title}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, values, differs }) => (
              <tr key={name} data-differs={differs}>
                <th scope="row">
                  {name}
                  {differs && <span className="hidden"> (differs)</span>}
                </th>
                {values.map((value, index) => (
                  <td key={jobs[index]?.name}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}

const rowsOf = (jobs: readonly Compared[]) => {
  const names = new Map(
    jobs.flatMap(({ settings }) => settings.map(({ key, name }) => [key, name] as const)),
  )
  return [...names].map(([key, name]) => {
    const values = jobs.map(({ settings }) => {
      const setting = settings.find((one) => one.key === key)
      return setting ? show(setting.used) : '–'
    })
    return { name, values, differs: new Set(values).size > 1 }
  })
}
