import { type FineTune, type FineTuneEvent, fineTunes, isTerminal } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { streamEvents } from './event-stream.ts'
import { type FollowOptions, follow, type Source, type Step, step, type Update } from './follow.ts'
import { type FollowCursor, START } from './follow-cursor.ts'

/**
 * What following a fine-tune tells, in the order in which it happened.
 *
 * @deprecated Follow a `FineTuningJob`.
 */
export type FineTuneUpdate = Update<FineTune, FineTuneEvent>

/**
 * Follows a fine-tune until it has succeeded, failed or been cancelled: every event once and in
 * order, and every change of status. Takes server-sent events where the server has them, which
 * replay from the first event on every connection and often break off, and polls where it has not.
 * A `Left` is the last item: the job is unknown, out of reach for long, or the signal was aborted.
 *
 * @deprecated Follow a `FineTuningJob`.
 */
export const followFineTune = (
  client: Client,
  id: string,
  options?: FollowOptions,
): AsyncGenerator<Either<ClientError, FineTuneUpdate>, void> =>
  follow(sourceOf(client, id), options)

/**
 * One look at a fine-tune, for programs that cannot wait: an alarm, a cron job, a function. Keep the
 * cursor that it answers and give it to the next step, `nextDelay` milliseconds later, until one is
 * `done`. A `Left` is final.
 *
 * @deprecated Use `stepFineTuningJob`.
 */
export const stepFineTune =
  (
    client: Client,
    id: string,
    cursor: FollowCursor = START,
    options?: FollowOptions,
  ): TaskEither<ClientError, Step<FineTune, FineTuneEvent>> =>
  () =>
    step(sourceOf(client, id), cursor, options)

const sourceOf = (client: Client, id: string): Source<FineTune, FineTuneEvent> => ({
  retrieve: (signal) => client(fineTunes.retrieve, { id }, { signal })(),
  list: async ({ events, status }, _cursor, { streams, complete }, signal) => {
    if (events) return { _tag: 'Right', right: { events } }
    if (isTerminal(status) ? complete : streams) return NO_EVENTS
    const listed = await client(fineTunes.listEvents, { id }, { signal })()
    if (listed._tag === 'Right') return { _tag: 'Right', right: { events: listed.right.data } }
    return listed.left._tag === 'Refused' && listed.left.status === 404 ? NO_EVENTS : listed
  },
  stream: (signal) => streamEvents(client, fineTunes.listEvents, { id }, { signal, maxRetries: 0 }),
  // The job and its events come in one answer.
  lateLooks: 0,
})

const NO_EVENTS: Either<ClientError, { readonly events: readonly FineTuneEvent[] }> = {
  _tag: 'Right',
  right: { events: [] },
}
