import type { OutputOf } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type * as t from 'io-ts'
import { failure, left } from './answer.ts'
import type { Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { createFineTuneOnce } from './create-fine-tune-once.ts'
import { createFineTuningJobOnce } from './create-fine-tuning-job-once.ts'
import { type Once, start } from './create-once-start.ts'
import { type AnyJob, share } from './share.ts'

export interface CreateOnceOptions {
  /**
   * Names the job: 1 to 512 characters, none of them a control character, no space at the ends. Choose
   * it for what the job is for, and keep it over restarts.
   */
  readonly key: string
  readonly signal?: AbortSignal
  /**
   * Unix seconds: when this job was first asked for. Only for the legacy API, where a job has no key:
   * without it, one that was started before a restart is not seen.
   */
  readonly since?: number
  /** Milliseconds before the first look after a lost answer, 250 where absent; each is 4 times longer. */
  readonly lookInterval?: number
}

const WAYS = [createFineTuningJobOnce, createFineTuneOnce] as const

/** An endpoint whose jobs can be found again. */
export type Creation = (typeof WAYS)[number]['endpoint']

/**
 * Starts a job exactly once for a key, however often it is called: looks for the job, starts it where
 * there is none, and looks again when the answer is lost, for 21 s, before it says anything. It sends
 * the request a second time only where the connection broke or a gateway said 502, and no look found
 * the job. Calls of one client with one key share one run, and the job that came of it; those of other
 * tabs wait for each other. Aborting ends the wait, not what the server has begun: call again with the
 * same key.
 *
 * The modern API keeps the key, as `metadata.finetune_key`. The legacy one keeps none: there a job is
 * known by its files, model and hyperparameters, and by when it was made.
 *
 * Errors: `InvalidRequest` for a key that cannot be sent or belongs to a job of another body;
 * `Ambiguous` where it stays unknown whether the job was started, or which of several it is; and those
 * of every call. Two machines that start one key in the same moment do not see each other: give a key
 * to one of them.
 */
export const createOnce =
  <E extends Creation>(
    client: Client,
    endpoint: E,
    body: t.TypeOf<E['body']>,
    options: CreateOnceOptions,
  ): TaskEither<ClientError, OutputOf<E>> =>
  async () => {
    const { key, signal } = options
    const { method, path } = endpoint
    const said = (message: string) => failure({ method, path, attempts: 0 }, message)
    const invalid = (message: string) => left({ _tag: 'InvalidRequest', ...said(message) })

    const way = WAYS.find((one) => one.endpoint === endpoint) as Once<unknown, AnyJob> | undefined
    if (!way) return invalid('what this endpoint makes cannot be found again')
    if (!isKey(key)) return invalid('key: expected 1 to 512 plain characters')
    const sent = way.bodyOf(body, key)
    if (typeof sent === 'string') return invalid(sent)

    const job = await share(
      client,
      {
        name: `${path} ${key}`,
        signal,
        aborted: { _tag: 'Aborted', ...said('aborted') },
        failed: { _tag: 'Ambiguous', ...said('the client itself failed') },
      },
      (run) => start(way, client, sent, options, run),
    )
    return job._tag === 'Right' && !way.fits(job.right, sent)
      ? invalid(`key: belongs to ${job.right.id}, a job of another body`)
      : (job as Either<ClientError, OutputOf<E>>)
  }

const isKey = (key: string): boolean => /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(key) && key.trim() === key
