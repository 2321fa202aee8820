import { useDeferredValue, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ErrorMessage } from './error-message.tsx'
import { linkTo } from './job.ts'
import { JobFilters } from './job-filters.tsx'
import { type JobQuery, PAGE_SIZE, readQuery, selectJobs, writeQuery } from './job-query.ts'
import { JobTable } from './job-table.tsx'
import { isNobody, NoServer } from './no-server.tsx'
import { Pager } from './pager.tsx'
import { SampleCards } from './sample-cards.tsx'
import { Screen } from './screen.tsx'
import { useNow } from './timestamp.tsx'
import { useJobs } from './use-jobs.ts'

export const JobListScreen = () => {
  const { jobs, error, isPending, refetch } = useJobs()
  const [params, setParams] = useSearchParams()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const now = useNow()
  const query = useDeferredValue(readQuery(params))
  const found = selectJobs(jobs, query, now)
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE))
  const page = Math.min(query.page, pages)
  const change = (changed: Partial<JobQuery>) =>
    setParams(writeQuery({ ...readQuery(params), page: 1, ...changed }), { replace: true })
  const choose = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }

  return (
    <Screen
      title="Jobs"
      lead="Models that learn from your examples."
      actions={
        chosen.size > 1 && (
          <Link className="button" href={compareLink(jobs.filter(({ id }) => chosen.has(id)))}>
            Compare {chosen.size} jobs
          </Link>
        )
      }
    >
      {error && jobs.length === 0 && isNobody(error) ? (
        <NoServer retry={refetch} />
      ) : (
        error && <ErrorMessage what="The list did not load." error={error} retry={refetch} />
      )}
      {isPending && jobs.length === 0 && <p className="loading">Loading…</p>}
      {!isPending && !error && jobs.length === 0 && (
        <div className="empty">
          <h2>Train your first model</h2>
          <p>
            Take one of these samples. It trains on this machine while you watch, needs no key and
            costs nothing.
          </p>
          <SampleCards link={(sample) => `/new?sample=${sample.name}`} />
        </div>
      )}
      {jobs.length > 0 && (
        <>
          <JobFilters jobs={jobs} query={readQuery(params)} onChange={change} />
          <JobTable
            jobs={found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
            query={query}
            now={now}
            chosen={chosen}
            onChoose={choose}
            onSort={(sort) =>
              change({ sort, descending: sort === query.sort ? !query.descending : true })
            }
          />
          {found.length === 0 && (
            <p className="none" role="status">
              No job is like that.{' '}
              <button type="button" className="link" onClick={() => setParams({})}>
                Show all
              </button>
            </p>
          )}
          <Pager
            page={page}
            pages={pages}
            total={found.length}
            onPage={(to) => change({ page: to })}
          />
        </>
      )}
    </Screen>
  )
}

const compareLink = (jobs: readonly Parameters<typeof linkTo>[0][]): string =>
  `/compare?${new URLSearchParams(jobs.map((job) => ['job', linkTo(job).slice(1)]))}`
