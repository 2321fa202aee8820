import type { CallArguments, CallOptions, Client, ClientError } from '@finetune/client'
import type { Endpoint, InputOf, OutputOf } from '@finetune/models'
import type {
  infiniteQueryOptions as InfiniteQueryOptions,
  queryOptions as QueryOptions,
  UseMutationOptions,
} from '@tanstack/react-query'
import type { TaskEither } from 'fp-ts/TaskEither'
import { scopeOf } from './scope.ts'

/** TanStack's own, which does nothing at run time: taken as a type, React is not imported. */
export const queryOptions = ((options: unknown) => options) as typeof QueryOptions
export const infiniteQueryOptions = ((options: unknown) => options) as typeof InfiniteQueryOptions

/** Where `Either` ends: TanStack Query wants a promise that rejects. */
export const run = async <A>(task: TaskEither<ClientError, A>): Promise<A> => {
  const result = await task()
  if (result._tag === 'Left') throw result.left
  return result.right
}

/** Options that call any endpoint and cache its answer. Retries are the client's business. */
export const endpointQuery = <E extends Endpoint>(client: Client, endpoint: E, input: InputOf<E>) =>
  queryOptions<OutputOf<E>, ClientError>({
    queryKey: [...scopeOf(client), endpoint.method, endpoint.path, input],
    queryFn: ({ signal }) => run(call(client, endpoint, input, { signal })),
    retry: false,
  })

/** Options that call any endpoint when they are told to. */
export const endpointMutation = <E extends Endpoint>(
  client: Client,
  endpoint: E,
): UseMutationOptions<OutputOf<E>, ClientError, InputOf<E>> => ({
  mutationFn: (input) => run(call(client, endpoint, input)),
  retry: false,
})

const call = <E extends Endpoint>(
  client: Client,
  endpoint: E,
  input: InputOf<E>,
  options?: CallOptions,
) => client(endpoint, ...([input, options] as CallArguments<E>))
