import { useSearchParams } from 'wouter'
import { CompareCharts } from './compare-charts.tsx'
import { CompareTable } from './compare-table.tsx'
import { linkTo } from './job.ts'
import { Screen } from './screen.tsx'
import { useCompared } from './use-compared.ts'
import { useJobs } from './use-jobs.ts'

/** As many curves as there are colours. */
const MOST = 6

/** Jobs over each other; which ones is in the address of the page: `?job=jobs/ftjob-1&job=…`. */
export const CompareScreen = () => {
  const [params, setParams] = useSearchParams()
  const { jobs } = useJobs()
  const names = params.getAll('job').slice(0, MOST)
  const compared = useCompared(names)
  const set = (chosen: readonly string[]) =>
    setParams(new URLSearchParams(chosen.map((name) => ['job', name])), { replace: true })
  const others = jobs.filter((job) => !names.includes(linkTo(job).slice(1)))

  return (
    <Screen title="Compare" lead="The curves of jobs over each other, and what sets them apart.">
      {names.length < MOST && (
        <select
          className="add"
          aria-label="Add a job"
          value=""
          onChange={({ currentTarget }) => set([...names, currentTarget.value])}
        >
          <option value="">{names.length === 0 ? 'Choose a job…' : 'Add a job…'}</option>
          {others.map((job) => (
            <option key={job.id} value={linkTo(job).slice(1)}>
              {`${job.model ?? job.id} (${job.dataset}, ${job.status})`}
            </option>
          ))}
        </select>
      )}
      {compared.length > 0 && (
        <>
          <CompareCharts jobs={compared} />
          <CompareTable
            jobs={compared}
            onRemove={(name) => set(names.filter((other) => other !== name))}
          />
        </>
      )}
    </Screen>
  )
}
