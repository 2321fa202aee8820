import { Link } from 'wouter'
import { FineTuneSparkline, FineTuneTokens } from './fine-tune-sparkline.tsx'
import { FineTuningJobSparkline } from './fine-tuning-job-sparkline.tsx'
import { API_NAMES, type Job, linkTo } from './job.ts'
import { durationOf } from './job-query.ts'
import { JobStatus } from './job-status.tsx'
import { count, duration } from './number.ts'
import { Ago } from './timestamp.tsx'

export const JobRow = ({
  job,
  now,
  isChosen,
  onChoose,
}: {
  readonly job: Job
  readonly now: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}) => {
  const seconds = durationOf(job, now)
  const tokens = job.tokens === undefined ? '–' : count(job.tokens)
  return (
    <tr>
      <td className="choose">
        <input
          type="checkbox"
          aria-label={`Compare ${job.id}`}
          checked={isChosen}
          onChange={onChoose}
        />
      </td>
      <th scope="row">
        <Link className="cover" href={linkTo(job)}>
          {job.model ?? job.id}
        </Link>
        <span className="id">
          <span className="badge" data-api={job.api}>
            {API_NAMES[job.api]}
          </span>{' '}
          {job.dataset}
        </span>
      </th>
      <td>
        <JobStatus status={job.status} />
      </td>
      <td data-label="Base">{job.base}</td>
      <td data-label="Created">
        <Ago seconds={job.created} />
      </td>
      <td data-label="Duration" className="number">
        {seconds === undefined ? '–' : duration(seconds)}
      </td>
      <td data-label="Tokens" className="number">
        {job.api === 'legacy' ? <FineTuneTokens id={job.id} /> : tokens}
      </td>
      <td data-label="Loss">
        {job.api === 'legacy' ? (
          <FineTuneSparkline id={job.id} />
        ) : (
          <FineTuningJobSparkline id={job.id} />
        )}
      </td>
    </tr>
  )
}
