import type { Endpoint } from '@finetune/models'
import type { Either } from 'fp-ts/Either'
import { failure, left } from './answer.ts'
import type { CallArguments, Client } from './client.ts'
import type { ClientError } from './client-error.ts'
import { sleep } from './retry.ts'
import type { AnyJob, Run } from './share.ts'

/** How the jobs that an endpoint makes are told apart. */
export interface Once<Body, Job> {
  readonly endpoint: Endpoint
  /** The body to send, or why there is none. */
  readonly bodyOf: (body: Body, key: string) => Body | string
  /** Whether a job can be of this body. */
  readonly fits: (job: Job, body: Body) => boolean
  /** What looks for the job: first before the request is sent, then after its answer was lost. */
  readonly finder: (search: Search<Body>) => Find<Job>
}

export interface Search<Body> {
  readonly client: Client
  readonly body: Body
  readonly key: string
  /** Unix seconds at which the job was first asked for. */
  readonly since: number | undefined
  /** Whether a job is of another key. */
  readonly isOther: (id: string) => boolean
}

/** The jobs that may be the one: several where the server cannot tell. */
export type Find<Job> = (signal: AbortSignal) => Promise<Either<ClientError, readonly Job[]>>

/** Looks after a lost answer: 0.25, 1, 4 and 16 s after one another. */
const LOOKS = 4
const MOST_SENDS = 2

/** Looks for a job, and starts it where there is none. */
export const start = async <Body>(
  way: Once<Body, AnyJob>,
  client: Client,
  body: Body,
  { key, since, lookInterval = 250 }: { key: string; since?: number; lookInterval?: number },
  { signal, doubt, isOther }: Run,
): Promise<Either<ClientError, AnyJob>> => {
  const { endpoint } = way
  const said = (message: string, attempts: number) => failure({ ...endpoint, attempts }, message)
  const ambiguous = (message: string, attempts: number) =>
    left({ _tag: 'Ambiguous', ...said(message, attempts) })

  const other = (attempts: number) => {
    const reasons = ['expected the job that was asked for, got another']
    const { _tag, status } = { _tag: 'UnexpectedAnswer', status: 200 } as const
    return left({ _tag, ...said(`${reasons}`, attempts), status, reasons })
  }

  const doubtful = doubt.since()
  const find = way.finder({ client, body, key, since: since ?? doubtful, isOther })
  const look = async (): Promise<Either<ClientError, AnyJob | undefined>> => {
    const found = await find(signal)
    if (found._tag === 'Left') return found
    if (found.right.some(({ id }) => id === '')) return other(0)
    if (found.right.length < 2) return { _tag: 'Right', right: found.right[0] }
    const ids = found.right.slice(0, 5).map(({ id }) => id)
    return ambiguous(`${found.right.length} jobs may be the one: ${ids}; choose one of them`, 0)
  }
  /** The last of several looks, or the first that finds. */
  const lookOften = async (looks: number) => {
    for (let number = 1; ; number += 1) {
      await sleep(lookInterval * 4 ** (number - 1), signal)
      const found = await look()
      const isAnswer = found._tag === 'Right' ? found.right : found.left._tag === 'Ambiguous'
      if (isAnswer || number >= looks || signal.aborted) return found
    }
  }

  // Where a run before this one does not know what it did, the server may still be at it.
  const before = doubtful !== undefined ? await lookOften(LOOKS) : await look()
  if (before._tag === 'Left') return before
  if (before.right) return { _tag: 'Right', right: before.right }

  for (let sends = 1; ; sends += 1) {
    doubt.add()
    const args = [{ body }, { signal }] as unknown as CallArguments<Endpoint>
    const answer: Either<ClientError, AnyJob> = await client(endpoint, ...args)()
    const sent = answer._tag === 'Left' || way.fits(answer.right, body) ? answer : other(sends)
    if (sent._tag === 'Right') return sent
    const { left: fault } = sent
    if (fault._tag === 'Aborted') {
      return left({ ...fault, ...said('aborted; the server may have started the job', sends) })
    }
    if (!isDoubtful(fault)) {
      doubt.clear()
      return sent
    }
    const found = await lookOften(fault._tag === 'Refused' ? 1 : LOOKS)
    if (found._tag === 'Right' && found.right) return { _tag: 'Right', right: found.right }
    if (found._tag === 'Left' && (found.left._tag === 'Ambiguous' || signal.aborted)) return found
    if (fault._tag === 'Refused') {
      if (found._tag === 'Right') doubt.clear()
      return sent
    }
    if (found._tag === 'Left' || !isLost(fault) || sends >= MOST_SENDS) {
      const advice = 'no look found it: call again with the same key, which looks first'
      return ambiguous(
        `the server may have started the job, and ${advice} (${fault.message})`,
        sends,
      )
    }
  }
}

/** Whether the server may have done what it was asked for. */
const isDoubtful = (fault: ClientError): boolean =>
  fault._tag === 'Ambiguous' ||
  fault._tag === 'UnexpectedAnswer' ||
  fault._tag === 'TooLarge' ||
  (fault._tag === 'Refused' && fault.status >= 500)

/** Whether the request itself may be lost, and not only late: after silence, a server may still be at it. */
const isLost = (fault: ClientError): boolean =>
  fault._tag === 'Ambiguous' && (fault.status === 502 || fault.cause === 'lost')
