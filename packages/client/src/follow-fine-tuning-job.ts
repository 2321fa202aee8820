import {
  type FineTuningJob,
  type FineTuningJobEvent,
  FineTuningJobMetrics,
  fineTuningJobs,
  isTerminal,
} from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { listNews } from './fine-tuning-job-events.ts'
import { type FollowOptions, follow, type Source, type Step, step, type Update } from './follow.ts'
import { type FollowCursor, START } from './follow-cursor.ts'

/** What following a job tells, in the order in which it happened. */
export type FineTuningJobUpdate =
  | Update<FineTuningJob, FineTuningJobEvent>
  /** Comes after the event that holds the metrics. */
  | {
      readonly type: 'metrics'
      readonly metrics: FineTuningJobMetrics
      readonly event: FineTuningJobEvent
    }

/**
 * Follows a job until it has succeeded, failed or been cancelled: every event once and in order, the
 * metrics that events hold, and every change of status. Polls, for these jobs do not stream; a job that
 * is paused, or has a status that nobody knows, is looked at on, every minute at last. A `Left` is the
 * last item: the job is unknown, out of reach for long, or the signal was aborted.
 */
export async function* followFineTuningJob(
  client: Client,
  id: string,
  options?: FollowOptions,
): AsyncGenerator<Either<ClientError, FineTuningJobUpdate>, void> {
  for await (const update of follow(sourceOf(client, id), options)) {
    yield update
    if (update._tag === 'Left' || update.right.type !== 'event') continue
    const { event } = update.right
    const metrics = fineTuningJobMetrics(event)
    if (metrics) yield { _tag: 'Right', right: { type: 'metrics', metrics, event } }
  }
}

/** What an event of type `metrics` has measured; undefined for every other event. */
const fineTuningJobMetrics = ({
  type,
  data,
}: FineTuningJobEvent): FineTuningJobMetrics | undefined => {
  if (type !== 'metrics') return undefined
  const metrics = FineTuningJobMetrics.decode(data)
  return metrics._tag === 'Right' && metrics.right.step !== undefined ? metrics.right : undefined
}

/**
 * One look at a job, for programs that cannot wait: an alarm, a cron job, a function. Keep the cursor
 * that it answers and give it to the next step, `nextDelay` milliseconds later, until one is `done`. A
 * `Left` is final.
 */
export const stepFineTuningJob =
  (
    client: Client,
    id: string,
    cursor: FollowCursor = START,
    options?: FollowOptions,
  ): TaskEither<ClientError, Step<FineTuningJob, FineTuningJobEvent>> =>
  () =>
    step(sourceOf(client, id), cursor, options)

const sourceOf = (client: Client, id: string): Source<FineTuningJob, FineTuningJobEvent> => ({
  retrieve: (signal) => client(fineTuningJobs.retrieve, { id }, { signal })(),
  list: ({ status }, cursor, _streaming, signal) =>
    listNews(client, id, cursor, isTerminal(status), signal),
  lateLooks: 2,
})
