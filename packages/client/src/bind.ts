import type { Endpoint, OutputOf } from '@finetune/models'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { CallArguments, Client } from './client.ts'
import { type ClientError, ClientFailure } from './client-error.ts'

type Resources = Readonly<Record<string, Readonly<Record<string, Endpoint>>>>

/** Endpoint records with their members as methods that answer a `TaskEither`. */
export type Bound<R extends Resources> = {
  readonly [K in keyof R]: {
    readonly [M in keyof R[K]]: (
      ...args: CallArguments<R[K][M]>
    ) => TaskEither<ClientError, OutputOf<R[K][M]>>
  }
}

/** Endpoint records with their members as methods that answer a promise. */
export type BoundPromise<R extends Resources> = {
  readonly [K in keyof R]: {
    readonly [M in keyof R[K]]: (...args: CallArguments<R[K][M]>) => Promise<OutputOf<R[K][M]>>
  }
}

/** Method style: `bind(client, { fineTunes }).fineTunes.retrieve({ id })()`. */
export const bind = <const R extends Resources>(client: Client, resources: R): Bound<R> =>
  mapMembers(
    resources,
    (endpoint) =>
      (...args: CallArguments<Endpoint>) =>
        client(endpoint, ...args),
  ) as Bound<R>

/** Method style with promises, which reject with a {@link ClientFailure}. */
export const bindPromise = <const R extends Resources>(
  client: Client,
  resources: R,
): BoundPromise<R> =>
  mapMembers(resources, (endpoint) => async (...args: CallArguments<Endpoint>) => {
    const result = await client(endpoint, ...args)()
    if (result._tag === 'Left') throw new ClientFailure(result.left)
    return result.right
  }) as BoundPromise<R>

const mapMembers = (resources: Resources, method: (endpoint: Endpoint) => unknown) =>
  mapValues(resources, (resource) => mapValues(resource, method))

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
